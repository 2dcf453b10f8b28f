import { isMainThread } from 'node:worker_threads';
import { main } from './main.ts';
import { processTerminal, watchOutput } from './process-terminal.ts';

if (isMainThread) {
  watchOutput();
  void main(process.argv.slice(2), processTerminal()).then((code) => {
    process.exitCode = code;
  });
}
// The language server's thread that boots a kernel is the same bundle: another would be a second copy of all of core.
else void import('../lsp/fresh-thread.ts');
