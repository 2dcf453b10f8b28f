// The best order of members: its size is what clang gives to a struct that is written in that order, and no order of a
// small struct is smaller.
import assert from 'node:assert/strict';
import test from 'node:test';
import { TARGETS } from '../../server/src/core/abi/targets.ts';
import { clangRecords, pictureIn, recordsText } from '../kit/pictured-records.ts';

const NAMES = Array.from({ length: 50 }, (_, i) => `struct r${i}`);
const MACHINES = ['amd64', 'i386', 'arm64'];

/** "a", "b" of `int a : 3; char b[2];`, with each member's text. */
function memberTexts(text: string, tag: string): ReadonlyMap<string, string> {
  const body = new RegExp(`struct ${tag} \\{ (.*) \\};`).exec(text)?.[1] ?? '';
  const members: string[] = [];
  let [depth, start] = [0, 0];
  for (let i = 0; i < body.length; i++) {
    if (body[i] === '{') depth++;
    if (body[i] === '}') depth--;
    if (body[i] !== ';' || depth > 0) continue;
    members.push(body.slice(start, i + 1).trim());
    start = i + 1;
  }
  return new Map(members.map((member) => [/(\w+)(?:\)\(int\)| : \d+|\[\d+\])?;$/.exec(member)?.[1] ?? '', member]));
}

for (const target of TARGETS.filter(({ name }) => MACHINES.includes(name))) {
  test(`best orders of 50 records: ${target.name}`, async (t) => {
    const text = recordsText(50);
    const orders: { readonly tag: string; readonly size: number; readonly text: string }[] = [];
    for (const name of NAMES) {
      const { reorganized, fields } = pictureIn(text, target, name).layout;
      const members = memberTexts(text, name.slice('struct '.length));
      // A union without a name is several fields and one member.
      if (reorganized === null || reorganized === undefined || members.size !== fields.length || members.has(''))
        continue;
      const tag = `best_${name.slice('struct '.length)}`;
      const order = reorganized.fields.map((field) => members.get(field.name) ?? 'missing;');
      orders.push({ tag, size: reorganized.size, text: `struct ${tag} { ${order.join(' ')} };` });
    }
    assert.ok(orders.length >= 15, `only ${orders.length} records have a better order`);
    const all = `${text}\n${orders.map((one) => one.text).join('\n')}\n`;
    const dumped = await clangRecords(all, target, [...NAMES, ...orders.map(({ tag }) => `struct ${tag}`)]);
    for (const { tag, size, text: shown } of orders) {
      assert.equal(dumped.get(`struct ${tag}`)?.size, size, shown);
      const plain = dumped.get(`struct ${tag.replace('best_', '')}`)?.size ?? 0;
      assert.ok(size < plain, `${tag}: ${size}, not less than ${plain}`);
    }
    t.diagnostic(`${target.name}: ${orders.length} better orders, sizes as clang's`);
  });
}

/** All orders of a list. */
function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length <= 1) yield items;
  for (const [i, item] of items.entries())
    for (const rest of permutations([...items.slice(0, i), ...items.slice(i + 1)])) yield [item, ...rest];
}

test('no order of four members is smaller than the best', async () => {
  const target = TARGETS.find(({ name }) => name === 'amd64');
  assert.ok(target !== undefined);
  const structs = [
    ['char a;', 'long b;', 'char c;', 'int d;'],
    ['short a;', 'void *b;', 'char c[5];', 'int d;'],
    ['char a[3];', 'short b;', 'int c;', 'long d;'],
    ['char a;', 'struct { short s[3]; } b;', 'long c;', 'char d[9];'],
  ];
  const texts: string[] = [];
  structs.forEach((members, s) => {
    [...permutations(members)].forEach((order, o) => texts.push(`struct s${s}_${o} { ${order.join(' ')} };`));
  });
  const text = `${texts.join('\n')}\n`;
  const dumped = await clangRecords(
    text,
    target,
    texts.map((one) => `struct ${/s\d+_\d+/.exec(one)?.[0] ?? ''}`),
  );
  structs.forEach((_, s) => {
    const sizes = Array.from({ length: 24 }, (__, o) => dumped.get(`struct s${s}_${o}`)?.size ?? NaN);
    const least = Math.min(...sizes);
    sizes.forEach((size, o) => {
      const { layout } = pictureIn(text, target, `struct s${s}_${o}`);
      assert.equal(layout.size, size);
      assert.equal(layout.reorganized?.size ?? layout.size, least, `struct s${s}_${o}`);
    });
  });
});
