import { main } from './main.ts';
import { processTerminal, watchOutput } from './process-terminal.ts';

watchOutput();

void main(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
