import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A command of vnetscope that stays, and answers each line with a line, in order. */
export interface RunningCommand {
  /** Rejects with what it said last, when it ends instead of answering. */
  ask(line: string): Promise<string>;
  /** Ends it at once: it may be in the middle of a boot. */
  end(): void;
}

interface Waiter {
  readonly answer: (line: string) => void;
  readonly fail: (error: Error) => void;
}

/** @param onEnd called once, when the process has ended */
export function runningCommand(
  program: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv,
  onEnd: () => void,
): RunningCommand & { readonly child: ChildProcess } {
  const child = spawn(process.execPath, program, { cwd: folder, env, windowsHide: true, stdio: 'pipe' });
  const waiters: Waiter[] = [];
  let said = '';
  let why: Error | undefined;
  createInterface({ input: child.stdout }).on('line', (line) => waiters.shift()?.answer(line));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-4000);
  });
  const ended = (error: Error): void => {
    if (why !== undefined) return;
    why = error;
    for (const { fail } of waiters.splice(0)) fail(error);
    onEnd();
  };
  child.on('error', ended);
  child.on('close', () => {
    ended(new Error(said.trim().split('\n').at(-1) ?? 'it ended'));
  });
  // It may end while something is written to it: `close` tells.
  child.stdin.on('error', () => undefined);
  return {
    child,
    ask: (line) =>
      new Promise((answer, fail) => {
        if (why !== undefined) return fail(why);
        waiters.push({ answer, fail });
        child.stdin.write(`${line}\n`);
      }),
    end: () => {
      child.kill('SIGKILL');
    },
  };
}
