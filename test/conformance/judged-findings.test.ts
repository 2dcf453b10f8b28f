/**
 * Findings at warning and above of a real tree are those that were judged by reading the code: what was judged true is
 * found, what was judged false is not, and nothing is found that nobody has judged. VNETSCOPE_KERNEL_TREE names the
 * tree; its release chooses the rows of test/rules/judged-findings.tsv.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { Workspace } from '../../server/src/core/analysis/workspace/workspace.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import { vnetscope } from '../kit/command-line.ts';
import { root } from '../kit/source-graph.ts';

const tree = process.env['VNETSCOPE_KERNEL_TREE'];

interface Row {
  readonly tree: string;
  readonly key: string;
  /** Where the two readings differ, it is open. */
  readonly verdict: 'true' | 'false' | 'open';
}

const rows = readFileSync(path.join(root, 'test/rules/judged-findings.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line): Row => {
    const [tree = '', file = '', at = '', rule = '', first = '', , second = ''] = line.split('\t');
    const verdict = first !== second ? 'open' : first === 'true' || first === 'false' ? first : 'open';
    return { tree, key: `${file}:${at} ${rule}`, verdict };
  });

interface Checked {
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly file: string;
    readonly line: number;
  }[];
}

test(
  'findings of a real tree are those that were judged',
  { skip: tree === undefined ? 'no tree' : false },
  async (t) => {
    const { out } = await vnetscope(tree ?? '', 'check', tree ?? '', '--format', 'json');
    const { findings } = JSON.parse(out) as Checked;
    const workspace = Workspace.open(new NodeFiles(tree ?? ''), { arch: 'amd64' });
    assert.ok(!('failure' in workspace));
    const release = workspace.tree.release.name;
    const judged = rows.filter((row) => release.startsWith(row.tree.replace(/^(\d+)$/, '$1.')));
    assert.ok(judged.length > 0, `no finding of ${release} was judged`);
    const all = new Set(findings.map(({ file, line, rule }) => `${file}:${line} ${rule}`));
    const told = findings
      .filter(({ severity }) => severity === 'error' || severity === 'warning')
      .map(({ file, line, rule }) => `${file}:${line} ${rule}`);
    const known = new Map(judged.map((row) => [row.key, row]));
    const lost = judged.filter(({ key, verdict }) => verdict === 'true' && !all.has(key)).map(({ key }) => key);
    const back = told.filter((key) => known.get(key)?.verdict === 'false');
    const unjudged = told.filter((key) => !known.has(key));
    t.diagnostic(`${release}: ${told.length} at warning and above, ${judged.length} judged rows`);
    assert.deepEqual({ lost, back, unjudged }, { lost: [], back: [], unjudged: [] });
  },
);
