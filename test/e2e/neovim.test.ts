import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import type { Status } from '../../server/src/protocol/status.ts';
import { placeOf } from './sample.ts';
import { root } from '../kit/source-graph.ts';

const hasNeovim = spawnSync('nvim', ['--version']).status === 0;
const skip = hasNeovim ? false : 'no nvim on this machine (Debian: neovim)';
const sample = path.join(root, 'test', 'minikernel');

interface Answer {
  readonly ready: boolean;
  readonly stopped: boolean;
  readonly statuses: readonly Status[];
  readonly diagnostics: readonly {
    readonly line: number;
    readonly message: string;
    readonly code: string;
    readonly source: string;
  }[];
  readonly 'textDocument/hover': { readonly contents: { readonly kind: string; readonly value: string } } | null;
  readonly 'textDocument/definition': unknown;
}

interface Question {
  readonly file: string;
  /** The word that the hover and the definition are asked at. */
  readonly word: string;
  /** A text on the word's line. */
  readonly onLineWith: string;
  /** Whether to wait for findings in the file. */
  readonly diagnostics: boolean;
}

/** Lets Neovim talk to the server about a place of the sample kernel. */
async function askNeovim({ file, word, onLineWith, diagnostics }: Question): Promise<Answer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-neovim-'));
  const out = path.join(folder, 'answer.json');
  const place = placeOf(path.join(sample, file), word, onLineWith);
  const request = {
    out,
    root: sample,
    file: path.join(sample, file),
    line: place.line - 1,
    character: place.column - 1,
    diagnostics,
    timeout: 30_000,
    command: [process.execPath, path.join(root, 'server', 'bin', 'vnetscope.js'), 'lsp', '--stdio'],
  };
  try {
    const child = spawn(
      'nvim',
      [
        '--headless',
        '-u',
        'NONE',
        '-i',
        'NONE',
        '-n',
        '-c',
        `luafile ${path.join(root, 'test/e2e/neovim/client.lua')}`,
      ],
      {
        env: {
          ...process.env,
          XDG_STATE_HOME: folder,
          XDG_CACHE_HOME: folder,
          VNETSCOPE_NEOVIM: JSON.stringify(request),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 120_000,
      },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    assert.equal(code, 0, output);
    return JSON.parse(readFileSync(out, 'utf8')) as Answer;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('Neovim gets a hover and a definition over stdio', { skip, timeout: 150_000 }, async () => {
  const answer = await askNeovim({
    file: 'sys/net/if.c',
    word: 'V_if_indexlim',
    onLineWith: 'malloc',
    diagnostics: false,
  });
  assert.ok(answer.ready, JSON.stringify(answer.statuses));
  assert.match(answer['textDocument/hover']?.contents.value ?? '', /set_vnet/);
  assert.match(JSON.stringify(answer['textDocument/definition']), /sys\/net\/if\.c/);
  assert.ok(answer.stopped, 'the server did not end when it was asked to');
});

test('Neovim gets findings over stdio', { skip, timeout: 150_000 }, async () => {
  const answer = await askNeovim({ file: 'sys/net/if_dump.c', word: 'if_index', onLineWith: '', diagnostics: true });
  assert.ok(answer.ready, JSON.stringify(answer.statuses));
  assert.ok(
    answer.diagnostics.some(({ source, code }) => source === 'vnetscope' && code === 'declare-type-mismatch'),
    JSON.stringify(answer.diagnostics),
  );
});

/** The snippets of README.md: for 0.8 and later, and for 0.7. */
function readmeSnippets(): readonly [later: string, older: string] {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const [later, older, ...others] = [...readme.matchAll(/```lua\n([^]*?)```/g)].map(([, text]) => text);
  assert.ok(later !== undefined && older !== undefined && others.length === 0, 'README.md has two snippets in Lua');
  return [later, older];
}

test('the snippet of README.md starts the server in this Neovim', { skip, timeout: 150_000 }, () => {
  const asked = ['-c', "lua io.stdout:write(vim.lsp.start and 'later' or 'older')", '-c', 'qa!'];
  const hasStart = spawnSync('nvim', ['--headless', '-u', 'NONE', ...asked], { encoding: 'utf8' }).stdout;
  const [later, older] = readmeSnippets();
  const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-neovim-'));
  const out = path.join(folder, 'answer.json');
  const script = path.join(folder, 'script.lua');
  const snippet = (hasStart === 'later' ? later : older)
    .replace('/path/to/vnetscope', root)
    .replace('/usr/src', sample)
    .replace("'node'", JSON.stringify(process.execPath));
  writeFileSync(
    script,
    `vim.cmd('edit ' .. vim.fn.fnameescape([[${path.join(sample, 'sys/net/if_dump.c')}]]))
${snippet}
local has = vim.wait(30000, function() return #vim.diagnostic.get(0) > 0 end, 20)
vim.fn.writefile({ vim.json.encode({ has = has }) }, [[${out}]])
vim.cmd('qa!')
`,
  );
  try {
    const words = ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${script}`];
    const { status, stderr } = spawnSync('nvim', words, {
      encoding: 'utf8',
      timeout: 120_000,
      env: { ...process.env, XDG_STATE_HOME: folder, XDG_CACHE_HOME: folder },
    });
    assert.equal(status, 0, stderr);
    assert.deepEqual(JSON.parse(readFileSync(out, 'utf8')), { has: true }, stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
