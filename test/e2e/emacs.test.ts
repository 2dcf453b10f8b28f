import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { root } from '../kit/source-graph.ts';
import { placeOf } from './sample.ts';

/** -Q hides the packages of the system, where Debian has eglot. */
const hasEglot = spawnSync('emacs', ['-q', '--batch', '--eval', "(require 'eglot)"]).status === 0;
const skip = hasEglot ? false : 'no Emacs with eglot on this machine (Debian: emacs-nox elpa-eglot)';
const sample = path.join(root, 'test', 'minikernel');

test('Emacs with eglot: hover, findings and completion', { skip, timeout: 240_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-emacs-'));
  const out = path.join(folder, 'answer.json');
  const file = path.join(sample, 'sys/net/if_dump.c');
  const { line, column } = placeOf(file, 'if_index', 'printf');
  const asked = {
    root: `${sample}/`,
    file,
    line,
    column: column - 1,
    completed: 'V_if_ind',
    command: [process.execPath, path.join(root, 'server', 'bin', 'vnetscope.js'), 'lsp', '--stdio'],
    out,
  };
  try {
    const ran = spawnSync('emacs', ['-q', '--batch', '-l', path.join(root, 'test/e2e/emacs/session.el')], {
      env: { ...process.env, HOME: folder, XDG_CACHE_HOME: folder, VNETSCOPE_EMACS: JSON.stringify(asked) },
      encoding: 'utf8',
      timeout: 200_000,
    });
    assert.equal(ran.status, 0, ran.stderr);
    const answer = JSON.parse(readFileSync(out, 'utf8')) as {
      readonly hover: string | null;
      readonly diagnostics: readonly string[];
      readonly completions: readonly string[];
    };
    assert.match(answer.hover ?? '', /(?:int|long) if_index[^]*bytes[^]*offset [\d,]+ \(0x[\da-f]+\) of set_vnet/);
    assert.ok(
      answer.diagnostics.some((text) => text.includes("'if_index' is declared as long, but it is defined as int")),
      JSON.stringify(answer.diagnostics),
    );
    assert.ok(answer.completions.includes('V_if_index'), JSON.stringify(answer.completions));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
