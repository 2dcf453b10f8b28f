/**
 * Rules on annotated C: under a flagged text stands a comment with carets and the rule's id. The file lies in the sample
 * kernel as sys/net/fixture.c. A rule's own `bad` gives exactly one finding of it, its `good` none.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { fileFindings } from '../../server/src/core/analysis/findings.ts';
import { buildTreeIndex } from '../../server/src/core/analysis/tree-index.ts';
import { Workspace } from '../../server/src/core/analysis/workspace.ts';
import { RULES } from '../../server/src/core/rules/registry.ts';
import type { FileSource } from '../../server/src/core/text/file-source.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
const FIXTURE = 'sys/net/fixture.c';

class WithFixture implements FileSource {
  private readonly sample = new NodeFiles(path.join(here, '../minikernel'));
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  read(file: string): string | undefined { return file === FIXTURE ? this.text : this.sample.read(file); }
  isFile(file: string): boolean { return file === FIXTURE || this.sample.isFile(file); }
  list(folder: string): readonly string[] { return folder === 'sys/net' ? [...this.sample.list(folder), 'fixture.c'].sort() : this.sample.list(folder); }
}

/** "line:column-column rule" of each finding; lines and columns count from 1, the end is exclusive. */
function findings(text: string): string[] {
  const workspace = Workspace.open(new WithFixture(text), { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  return fileFindings(workspace, buildTreeIndex(workspace), FIXTURE).map(({ rule, start, end }) => {
    const line = lineStarts.findLastIndex((at) => at <= start);
    const from = lineStarts[line] ?? 0;
    return `${line + 1}:${start - from + 1}-${end - from + 1} ${rule}`;
  });
}

/** What the comments with carets say. */
function annotated(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const match = /^\/\/( *)(\^+) (\S+)$/.exec(line);
    if (match === null) return [];
    const column = 2 + (match[1] ?? '').length;
    return [`${index}:${column + 1}-${column + (match[2] ?? '').length + 1} ${match[3] ?? ''}`];
  });
}

for (const rule of RULES) {
  for (const file of readdirSync(path.join(here, rule.id))) {
    const text = readFileSync(path.join(here, rule.id, file), 'utf8');
    test(`${rule.id}: ${file}`, () => {
      const expected = annotated(text);
      assert.ok(expected.length > 0, 'the fixture flags nothing');
      // Columns are of the text: a tab counts one, and so it does in the comment below it.
      assert.deepEqual(findings(text), expected);
    });
  }
  test(`${rule.id}: its own examples`, () => {
    const of = (text: string): string[] => findings(text).filter((finding) => finding.endsWith(` ${rule.id}`));
    assert.equal(of(rule.bad).length, 1, rule.bad);
    assert.deepEqual(of(rule.good), [], rule.good);
  });
}
