/**
 * Rules on annotated C: under a flagged text stands a comment with carets and the rule's id. A fixture is a file (it
 * lies in the sample kernel as sys/net/fixture.c) or a folder of files that lie over the sample kernel's. All of the
 * rule's own findings must be annotated, and those of other rules that are warnings or worse.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { Finding } from '../../server/src/core/rules/rule.ts';
import { RULES } from '../../server/src/core/rules/registry.ts';
import { filesOf, findingsIn, FIXTURE, type Files } from '../kit/rule-session.ts';
import { filesBelow, root, textOf } from '../kit/source-graph.ts';

const here = path.join(root, 'test/rules');

/** "line:column-column rule" of each finding; lines and columns count from 1, the end is exclusive. */
function placed(text: string, findings: readonly Finding[]): string[] {
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  return findings.map(({ rule, start, end }) => {
    const line = lineStarts.findLastIndex((at) => at <= start);
    const from = lineStarts[line] ?? 0;
    return `${line + 1}:${start - from + 1}-${end - from + 1} ${rule}`;
  });
}

/**
 * What the comments with carets say, in columns of the text. Where the code has tabs and so has its comment, the carets
 * stand where an editor with tab stops at 8 shows them.
 */
function annotated(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index, lines) => {
      const match = /^(\/\/\s*)(\^+) (\S+)$/.exec(line);
      if (match === null) return [];
      const [, before = '', carets = '', rule = ''] = match;
      // Several annotations may stand under one line of code.
      let code = index;
      while (/^\/\/\s*\^+ \S+$/.test(lines[code - 1] ?? '')) code--;
      const column = before.includes('\t') ? indexShownAt(lines[code - 1] ?? '', shownWidth(before)) : before.length;
      return [`${code}:${column + 1}-${column + carets.length + 1} ${rule}`];
    })
    .sort();
}

function shownWidth(text: string): number {
  let width = 0;
  for (const c of text) width = c === '\t' ? width - (width % 8) + 8 : width + 1;
  return width;
}

/** Index of the character that is shown at a column; -1 when a tab covers it. */
function indexShownAt(line: string, column: number): number {
  for (let index = 0; index <= line.length; index++) if (shownWidth(line.slice(0, index)) === column) return index;
  return -1;
}

function fixtures(rule: string): readonly { readonly name: string; readonly files: Files }[] {
  // Those of the containers lie in test/containerkernel.
  if (!existsSync(path.join(here, rule))) return [];
  return readdirSync(path.join(here, rule), { withFileTypes: true })
    .filter(({ name }) => !name.endsWith('.ts'))
    .map(({ name }) => {
      const at = `test/rules/${rule}/${name}`;
      if (name.endsWith('.c')) return { name, files: { [FIXTURE]: textOf(at) } };
      return {
        name,
        files: Object.fromEntries(
          filesBelow(at).map((file) => [path.posix.relative(at, file), readFileSync(path.join(root, file), 'utf8')]),
        ),
      };
    });
}

for (const rule of RULES) {
  for (const { name, files } of fixtures(rule.id)) {
    test(`${rule.id}: ${name}`, () => {
      const found = findingsIn(files);
      let expected = 0;
      for (const [file, text] of Object.entries(files)) {
        const counted = (found.get(file) ?? []).filter(
          (finding) => finding.rule === rule.id || finding.severity === 'error' || finding.severity === 'warning',
        );
        assert.deepEqual(placed(text, counted).sort(), annotated(text), file);
        expected += annotated(text).filter((line) => line.endsWith(` ${rule.id}`)).length;
      }
      assert.ok(expected > 0, 'the fixture flags nothing');
    });
  }
  test(`${rule.id}: its own examples`, () => {
    const of = (example: typeof rule.bad): readonly Finding[] =>
      [...findingsIn(filesOf(example)).values()].flat().filter((finding) => finding.rule === rule.id);
    assert.equal(of(rule.bad).length, 1, JSON.stringify(rule.bad));
    assert.deepEqual(of(rule.good), [], JSON.stringify(rule.good));
  });
}
