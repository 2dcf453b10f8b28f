import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import type { Location } from '../../../server/src/core/analysis/answers/answer-terms.ts';
import { hoverMarkdown, type HoverLook } from '../../../server/src/core/analysis/answers/hover-markdown.ts';
import { at, variable } from '../../kit/hovered-variable.ts';

const href = ({ path, line }: Location): string => `file:///${path}#L${line}`;

describe('names of a hostile tree', () => {
  const hostile = '](command:workbench.action.terminal.new) <img src=x> **b** &lt; `c`';
  const file = 'sys/net/a](command:evil) (b).c';
  const commands: HoverLook = {
    href,
    action: ({ kind }) => ({ href: `command:own.${kind}?${encodeURIComponent('["(a)"]')}`, text: `Do ${kind}` }),
  };
  const markdown = hoverMarkdown(
    {
      ...variable,
      comment: hostile,
      name: 'hops',
      type: 'struct x',
      sysctls: [{ ...at(file, 8), name: hostile, access: hostile, hasVnetFlag: true, description: hostile }],
      defined: [{ ...at(file, 7), isStatic: false }],
    },
    commands,
  );
  test('no link but to files and own commands', () => {
    const targets = linksOf(markdown);
    assert.deepEqual(
      [...new Set(targets.map((target) => target.replace(/^(command:own\.|file:\/\/\/).*/, '$1')))].sort(),
      ['command:own.', 'file:///'],
    );
  });
  test('no HTML, no emphasis, no entity', () => {
    assert.doesNotMatch(markdown, /(?<!\\)<|(?<!\\)&|(?<!\\)\*\*b/);
  });
  test('the commands stand at the end', () => {
    assert.match(markdown, /\[Do record\]\(command:own\.record\?\S+\) · \[Do copy\]\(command:own\.copy\?\S+\)$/);
  });
  test('none for a client that has none', () => assert.doesNotMatch(hoverMarkdown(variable, { href }), /command:/));
});

/** Targets of the links of a text, as CommonMark 6.3 reads them. */
function linksOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/(?<!\\)\]\(([^()\s]*)\)/g)].map(([, target]) => target ?? '');
}
