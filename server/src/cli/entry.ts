import { main, processTerminal } from './main.ts';

// A reader that goes away (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(0); });

void main(process.argv.slice(2), processTerminal()).then((code) => { process.exitCode = code; });
