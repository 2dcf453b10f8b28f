import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadWithCode } from '../host/code-cache.ts';

// The bundle that is started (dist/vnetscope.cjs): it loads the program (entry.ts) beside it.
const program = loadWithCode(path.join(path.dirname(fileURLToPath(import.meta.url)), 'program.cjs'));
process.once('exit', () => {
  program.keep();
});
program.run();
