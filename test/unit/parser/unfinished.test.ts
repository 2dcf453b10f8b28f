// A declaration that a header does not finish: `struct x {` at the end of a file that everything includes, which
// somebody is typing.
import assert from 'node:assert/strict';
import test from 'node:test';
import { FrontEnd } from '../../../server/src/core/parser/front-end.ts';
import type { TranslationUnit } from '../../../server/src/core/parser/translation-unit.ts';
import { parse } from '../../kit/front-end.ts';

const COUNT = 200;
const LATER = Array.from({ length: COUNT }, (_, i) => `h${i}.h`);

function unitWith(first: string, frontEnd = new FrontEnd(), main = 'int last;\n'): TranslationUnit {
  const headers: Record<string, string> = { 'inc/first.h': first };
  LATER.forEach((name, i) => {
    headers[`inc/${name}`] =
      `struct s${i} { int a; };\nint v${i};\nstatic inline int f${i}(void) { return (v${i}); }\n`;
  });
  return parse(['first.h', ...LATER].map((name) => `#include <${name}>\n`).join('') + main, { headers }, frontEnd);
}

const declares = (unit: TranslationUnit, name: string): boolean => unit.entities(unit.interner.intern(name)).length > 0;
/** Tokens that were parsed, however often. */
const parsedTokens = (unit: TranslationUnit): number =>
  unit.parts.reduce((sum, { source }) => sum + source.tokens.count, 0);

const unfinished: readonly (readonly [what: string, text: string, complaint: RegExp])[] = [
  ['a struct', 'int before;\nstruct x {\n', /expected '}'/],
  ['a struct with a member', 'int before;\nstruct x {\n\tint a;\n', /expected '}'/],
  ['an enum', 'int before;\nenum x {\n\tA,\n', /expected '}'/],
  ['a body', 'int before;\nvoid g(void)\n{\n', /body of 'g' is not closed/],
  ['an initializer', 'int before;\nint t[] = {\n', /expected ';'/],
  ['parameters', 'int before;\nint g(int a,\n', /expected ';'/],
];

for (const [what, text, complaint] of unfinished) {
  test(`${what} that nothing finishes ends with its file`, () => {
    const unit = unitWith(text);
    for (const name of ['before', 'v0', `v${COUNT - 1}`, 'f7', 'last']) assert.ok(declares(unit, name), name);
    assert.equal(unit.tag(unit.interner.intern('s5'), 'struct')?.kind, 'struct');
    const problems = unit.parts.flatMap((part) =>
      part.problems.map(({ token, message }) => ({
        file: unit.place(part.source, Math.min(token, part.source.tokens.count - 1))?.file.path,
        message,
      })),
    );
    assert.ok(
      problems.some(({ file, message }) => file === 'inc/first.h' && complaint.test(message)),
      JSON.stringify(problems),
    );
  });

  test(`${what} that nothing finishes: nothing is parsed twice`, () => {
    const whole = parsedTokens(unitWith('int before;\n'));
    // The unfinished text itself may be read a second time.
    assert.ok(parsedTokens(unitWith(text)) <= whole + 40);
  });
}

test('what another file finishes is one declaration', () => {
  const frontEnd = new FrontEnd();
  const finished = unitWith('struct x {\n', frontEnd, '};\nint last;\n');
  assert.ok(declares(finished, 'last'));
  assert.ok(!declares(finished, 'v0'), 'v0 is a member');
  // The same headers, and nothing that finishes it.
  const other = unitWith('struct x {\n', frontEnd, 'int last;\n');
  assert.ok(declares(other, 'last') && declares(other, 'v0'));
});

test('a table may run across an #include', () => {
  const unit = parse('int t[] = {\n#include <rows.h>\n};\nint last;\n', { headers: { 'inc/rows.h': '1,\n2,\n' } });
  assert.deepEqual(
    unit.parts.flatMap(({ problems }) => problems),
    [],
  );
  assert.ok(declares(unit, 't') && declares(unit, 'last'));
});
