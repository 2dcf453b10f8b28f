// clang 22 for tests that hold the front end to it: Debian's own where it is installed, else the npm package's
// WebAssembly build, which answers the same on every machine.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';

const NATIVE = 'clang-22';
export const hasNativeClang =
  process.env['VNETSCOPE_CLANG'] !== 'wasm' && spawnSync(NATIVE, ['--version']).status === 0;

/** Which clang answers, for the test's output. */
export const clangName = hasNativeClang ? NATIVE : '@yowasp/clang';

export interface ClangAnswer {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs clang in a folder that holds `files`; errors in the source don't matter, what is printed counts. */
export async function clang(args: readonly string[], files: Readonly<Record<string, string>>): Promise<ClangAnswer> {
  return hasNativeClang ? runNative(args, files) : runWasm(args, files);
}

async function runNative(args: readonly string[], files: Readonly<Record<string, string>>): Promise<ClangAnswer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-clang-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return await clangIn(folder, args);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Native clang in a folder that is there already. */
export function clangIn(folder: string, args: readonly string[]): Promise<ClangAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn(NATIVE, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', () => resolve({ stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }));
  });
}

type Tree = { [name: string]: Tree | string };

async function runWasm(args: readonly string[], files: Readonly<Record<string, string>>): Promise<ClangAnswer> {
  const { commands } = await import('@yowasp/clang');
  const tree: Tree = {};
  for (const [name, text] of Object.entries(files)) {
    const parts = name.split('/');
    let folder = tree;
    for (const part of parts.slice(0, -1)) {
      const inner = (folder[part] ??= {});
      if (typeof inner === 'string') throw new Error(`${name}: ${part} is a file`);
      folder = inner;
    }
    folder[parts[parts.length - 1] ?? ''] = text;
  }
  const text = { out: '', err: '' };
  const decoders = { out: new TextDecoder(), err: new TextDecoder() };
  const sink =
    (to: 'out' | 'err') =>
    (bytes: Uint8Array | null): void => {
      text[to] += bytes === null ? decoders[to].decode() : decoders[to].decode(bytes, { stream: true });
    };
  try {
    await commands.clang([...args], tree, { stdout: sink('out'), stderr: sink('err'), fetchProgress: () => undefined });
  } catch (error) {
    // An exit code other than 0 arrives as an exception; what was printed before it counts.
    if (text.err === '') throw error;
  }
  return { stdout: text.out, stderr: text.err };
}

/** Works through `items` with as many at a time as the machine has cores; one at a time in WebAssembly. */
export async function inParallel<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  const runner = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true; next = left.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: hasNativeClang ? availableParallelism() : 1 }, runner));
}

/**
 * The same pp-tokens as C17 6.4 cuts them, from text that holds no comments, splices or directives; written apart from
 * the lexer under test.
 */
const TOKEN =
  /(?:u8|[uUL])?"(?:\\.|[^"\\\n])*"|(?:u8|[uUL])?'(?:\\.|[^'\\\n])*'|(?:[A-Za-z_$\u0080-\u{10ffff}]|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8})(?:[\w$\u0080-\u{10ffff}]|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8})*|\.?\d(?:[eEpP][+-]|[\w.\u0080-\u{10ffff}$])*|%:%:|\.\.\.|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[*/%+\-&^|]=|##|<:|:>|<%|%>|%:|["'][^\n]*|[^\s]/gu;

export function tokensOfText(text: string): string[] {
  return text.match(TOKEN) ?? [];
}
