/**
 * Hovers of a real tree: over every definition of a virtualized global, and over random uses of accessors, each says
 * where the variable lives: a place in set_vnet, in a module, or the reason why there is none.
 * VNETSCOPE_KERNEL_TREE names the tree, VNETSCOPE_USES how many uses (1000), VNETSCOPE_SEED which.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { hoverPlainText } from '../../server/src/core/analysis/answers/hover-markdown.ts';
import { hoverAt } from '../../server/src/core/analysis/answers/hover.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import { openSession, settle } from '../kit/hovering.ts';
import { Seeded } from '../kit/seeded.ts';

const tree = process.env['VNETSCOPE_KERNEL_TREE'];
const USES = Number(process.env['VNETSCOPE_USES'] ?? 1000);
const SEED = Number(process.env['VNETSCOPE_SEED'] ?? 1);

interface Asked {
  readonly path: string;
  readonly start: number;
}

test('every hover says a place or why there is none', { skip: tree === undefined ? 'no tree' : false }, (t) => {
  const session = openSession(new NodeFiles(tree ?? ''));
  settle(session);
  const definitions: Asked[] = [];
  const uses: Asked[] = [];
  for (const [path, facts] of session.index.files) {
    for (const { set, start } of facts.definitions) if (set === 'set_vnet') definitions.push({ path, start });
    for (const [name, starts] of facts.uses)
      if (session.index.accessors.has(name)) uses.push(...starts.map((start) => ({ path, start })));
  }
  const random = new Seeded(SEED);
  const asked = [...definitions, ...Array.from({ length: USES }, () => random.pick(uses))];
  const counts = { set_vnet: 0, module: 0, reason: 0, 'other answer': 0 };
  const wrong: string[] = [];
  for (const { path, start } of asked) {
    const say = (): string => {
      const answer = hoverAt(session, path, start);
      return answer === undefined ? '' : hoverPlainText(answer);
    };
    let text = say();
    // What a module holds is measured once somebody asks.
    while (text.includes('not measured yet') && session.step()) text = say();
    const place = /offset [\d,]+|\.ko \+|modspace/.test(text);
    const why =
      /not in [^\n]*(because|: |, which)/.test(text) ||
      /unknown, because|defined nowhere in this tree|has no options VIMAGE/.test(text);
    if (/offset [\d,]+ \(0x[0-9a-f]+\) of set_vnet/.test(text)) counts.set_vnet++;
    else if (text.includes('.ko')) counts.module++;
    else if (why) counts.reason++;
    else counts['other answer']++;
    if (text === '' || /(?<![a-zA-Z)])\?/.test(text) || !(place || why))
      wrong.push(`${path}:${session.lineOf(path, start)}: ${text.split('\n').slice(0, 3).join(' | ')}`);
  }
  t.diagnostic(`${definitions.length} definitions, ${USES} uses: ${JSON.stringify(counts)}`);
  assert.deepEqual(wrong, []);
});
