import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fuzzFolder } from './target-list.ts';
import type { Report } from './worker.ts';

/** An input that takes longer than this hangs. The machine may be busy with others. */
const HANG_SECONDS = 15;
const MOST_MEGABYTES = 2048;
const HEAP_MEGABYTES = 1400;
const LOOK_MS = 250;

/** How a worker ended: of itself, or what its input did to it. */
export interface WorkerEnd {
  readonly reports: readonly Report[];
  /** Undefined if it came to its end. */
  readonly death: string | undefined;
  /** The number of the input that it worked on last. */
  readonly at: number;
}

/** Starts a worker with the words; `progress` gives it a file that says what it works on. */
export async function runWorker(words: readonly string[], hangSeconds = HANG_SECONDS): Promise<WorkerEnd> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-fuzz-'));
  const progress = path.join(folder, 'progress');
  writeFileSync(progress, Buffer.alloc(8));
  const handle = openSync(progress, 'r');
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${HEAP_MEGABYTES}`,
      '--import',
      'tsx',
      path.join(fuzzFolder, 'worker.ts'),
      ...words,
      progress,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TMPDIR: folder } },
  );
  const reports: Report[] = [];
  createInterface(child.stdout).on('line', (line) => reports.push(JSON.parse(line) as Report));
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4000)));
  let killed: string | undefined;
  const mark = Buffer.alloc(8);
  const position = (): number => (readSync(handle, mark, 0, 8, 0) === 8 ? mark.readDoubleLE() : 0);
  let last = { at: -1, since: Date.now() };
  const timer = setInterval(() => {
    const at = position();
    if (at !== last.at) last = { at, since: Date.now() };
    if (Date.now() - last.since > hangSeconds * 1000) killed = `hang: more than ${hangSeconds} s`;
    else if (megabytesOf(child.pid) > MOST_MEGABYTES) killed = `memory: more than ${MOST_MEGABYTES} MB`;
    if (killed !== undefined) child.kill('SIGKILL');
  }, LOOK_MS);
  const code = await new Promise<number | string | null>((resolve) => {
    child.once('close', (exit, signal) => {
      resolve(signal ?? exit);
    });
  });
  clearInterval(timer);
  const at = position();
  closeSync(handle);
  rmSync(folder, { recursive: true, force: true });
  const isWhole = reports.some(({ kind }) => kind === 'end');
  const reason = /heap out of memory/.test(complaint)
    ? 'memory: out of heap'
    : `died: ${String(code)} ${lastLines(complaint)}`;
  return { reports, death: isWhole ? undefined : (killed ?? reason), at };
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(0, 12).join('\n');
}

/** Resident memory, where the system tells it. */
function megabytesOf(pid: number | undefined): number {
  try {
    return (Number(readFileSync(`/proc/${pid ?? 0}/statm`, 'latin1').split(' ')[1]) * 4096) / 1e6;
  } catch {
    return 0;
  }
}
