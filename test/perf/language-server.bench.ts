/**
 * The bundled language server beside clangd on one tree: both have read everything, then both are asked the same
 * questions about random uses of V_names in the same open files, in turn. VNETSCOPE_KERNEL_TREE names the tree (the
 * sample kernel without it), VNETSCOPE_USES how many uses (300), VNETSCOPE_SEED which.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-languageserver/node';
import { serverCommand } from '../kit/server-process.ts';
import { Seeded } from '../kit/seeded.ts';
import { root } from '../kit/source-graph.ts';
import { clangArguments, isInstalled, quantile } from './peers.ts';

const tree = process.env['VNETSCOPE_KERNEL_TREE'] ?? path.join(root, 'test/minikernel');
const USES = Number(process.env['VNETSCOPE_USES'] ?? 300);
const SEED = Number(process.env['VNETSCOPE_SEED'] ?? 1);
/** Files of most uses that are open. */
const OPEN_FILES = 8;
/** Longer than this without a word about work that goes on: the work is done. */
const QUIET_MS = 4000;

const QUESTIONS = ['hover', 'definition', 'references', 'prepareRename', 'documentHighlight', 'typeDefinition'];

interface Use {
  readonly file: string;
  readonly line: number;
  readonly character: number;
}

/** A server over stdio, and when it last said that it works. */
class Server {
  readonly name: string;
  private readonly client: MessageConnection;
  private readonly working = new Set<unknown>();
  private lastWord = performance.now();

  constructor(name: string, command: string, args: readonly string[], environment: NodeJS.ProcessEnv) {
    this.name = name;
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, ...environment },
    });
    this.client = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
    this.client.onRequest(() => null);
    this.client.onUnhandledProgress(({ token, value }) => {
      this.lastWord = performance.now();
      if ((value as { kind?: string }).kind === 'end') this.working.delete(token);
      else this.working.add(token);
    });
    this.client.listen();
  }

  async start(files: readonly string[]): Promise<void> {
    const rootUri = pathToFileURL(tree).href;
    await this.client.sendRequest('initialize', {
      processId: process.pid,
      rootUri,
      workspaceFolders: [{ uri: rootUri, name: 'tree' }],
      capabilities: {
        window: { workDoneProgress: true },
        textDocument: { rename: { prepareSupport: true }, hover: { contentFormat: ['markdown'] } },
      },
    });
    await this.client.sendNotification('initialized', {});
    for (const file of files) {
      const text = readFileSync(path.join(tree, file), 'utf8');
      const textDocument = { uri: uriOf(file), languageId: 'c', version: 1, text };
      await this.client.sendNotification('textDocument/didOpen', { textDocument });
      await this.client.sendRequest('textDocument/documentSymbol', { textDocument });
    }
  }

  async untilRead(): Promise<void> {
    while (this.working.size > 0 || performance.now() - this.lastWord < QUIET_MS)
      await new Promise((resolve) => setTimeout(resolve, 100));
  }

  /** Milliseconds of an answer, and whether it says anything. */
  async ask(
    question: string,
    { file, line, character }: Use,
  ): Promise<{ readonly ms: number; readonly says: boolean }> {
    const params = {
      textDocument: { uri: uriOf(file) },
      position: { line, character },
      context: { includeDeclaration: true },
    };
    const start = performance.now();
    const answer: unknown = await this.client.sendRequest(`textDocument/${question}`, params).catch(() => null);
    const ms = performance.now() - start;
    return { ms, says: Array.isArray(answer) ? answer.length > 0 : answer !== null };
  }

  async end(): Promise<void> {
    await this.client.sendRequest('shutdown');
    await this.client.sendNotification('exit');
    this.client.dispose();
  }
}

function uriOf(file: string): string {
  return pathToFileURL(path.join(tree, file)).href;
}

function placeOf({ file, line, character }: Use): string {
  return `${file}:${line + 1}:${character + 1}`;
}

function usesIn(file: string): readonly Use[] {
  const lines = readFileSync(path.join(tree, file), 'latin1').split('\n');
  return lines.flatMap((text, line) =>
    /^\s/.test(text) && !/^\s*(\*|\/\*)/.test(text)
      ? [...text.matchAll(/\bV_\w+/g)].map(({ index }) => ({ file, line, character: index }))
      : [],
  );
}

test(`language servers on ${tree}`, async (t) => {
  const clangd = ['clangd-22', 'clangd'].find(isInstalled);
  if (clangd === undefined) return t.skip('no clangd');
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'vnetscope-servers-'));
  const units = clangArguments(tree, 'amd64');
  const database = units.map(({ source, args }) => ({
    directory: tree,
    file: path.join(tree, source),
    arguments: ['clang', ...args],
  }));
  writeFileSync(path.join(scratch, 'compile_commands.json'), JSON.stringify(database));
  const all = units.map(({ source }) => usesIn(source)).sort((a, b) => b.length - a.length);
  const open = all.slice(0, OPEN_FILES).filter(({ length }) => length > 0);
  const files = open.map(([first]) => first?.file ?? '');
  const random = new Seeded(SEED);
  const uses = Array.from({ length: USES }, () => random.pick(random.pick(open)));
  const servers = [
    new Server('vnetscope', process.execPath, [serverCommand, 'lsp', '--stdio'], { VNETSCOPE_CACHE_DIR: scratch }),
    new Server(clangd, clangd, [`--compile-commands-dir=${scratch}`, '--background-index', '--log=error'], {
      XDG_CACHE_HOME: scratch,
    }),
  ];
  for (const server of servers) {
    await server.start(files);
    await server.untilRead();
  }
  t.diagnostic(`${units.length} units indexed; open: ${files.join(' ')}`);
  t.diagnostic(
    `load ${os.loadavg()[0]?.toFixed(1) ?? ''}, ${USES} uses, seed ${SEED}; milliseconds p50, p95, p99, most`,
  );
  for (const question of QUESTIONS) {
    const times = new Map(servers.map(({ name }) => [name, [] as number[]]));
    const answers = new Map(servers.map(({ name }) => [name, 0]));
    for (const use of uses) {
      for (const server of servers) {
        const { ms, says } = await server.ask(question, use);
        times.get(server.name)?.push(ms);
        if (says) answers.set(server.name, (answers.get(server.name) ?? 0) + 1);
        else if (question === 'hover') t.diagnostic(`${server.name} says nothing at ${placeOf(use)}`);
      }
    }
    for (const { name } of servers)
      t.diagnostic(
        `${question.padEnd(18)} ${name.padEnd(10)} ${spread(times.get(name) ?? [])}; ${answers.get(name)} answers`,
      );
  }
  for (const server of servers) await server.end();
  rmSync(scratch, { recursive: true, force: true });
});

function spread(times: readonly number[]): string {
  return [0.5, 0.95, 0.99, 1].map((part) => quantile(times, part).toFixed(1).padStart(7)).join(' ');
}
