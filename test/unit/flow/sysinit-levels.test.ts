// Values of sysinit levels, read as C17 6.7.2.2p3 gives them to enumerators, and of what sources write for them.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { SysinitLevels } from '../../../server/src/core/flow/sysinit-levels.ts';
import { Interner } from '../../../server/src/core/lexer/interner.ts';
import { lexFile } from '../../../server/src/core/lexer/lex.ts';

const KERNEL = `
#define TUNABLE(a) SYSINIT(a, SI_SUB_TUNABLES, SI_ORDER_MIDDLE, f, a)
enum sysinit_sub_id {
	SI_SUB_DUMMY = 0x0000000,	/* not executed */
	SI_SUB_TUNABLES = 0x0700000,
	SI_SUB_NEXT,
#ifdef EARLY_AP_STARTUP
	SI_SUB_SMP = 0x2900000,
#else
	SI_SUB_SMP = 0xf000000,
#endif
	SI_SUB_BEFORE = SI_SUB_TUNABLES - 1,
	SI_SUB_LAST = 0xfffffff
};
enum sysinit_elem_order { SI_ORDER_FIRST = 0x0000000, SI_ORDER_MIDDLE = 0x1000000, SI_ORDER_ANY = 0xfffffff };
`;

const rows: readonly (readonly [text: string, value: number | undefined])[] = [
  ['SI_SUB_DUMMY', 0],
  ['SI_SUB_TUNABLES', 0x700000],
  ['SI_SUB_NEXT', 0x700001],
  ['SI_SUB_BEFORE', 0x6fffff],
  ['SI_SUB_LAST', 0xfffffff],
  ['SI_ORDER_MIDDLE', 0x1000000],
  ['SI_ORDER_ANY - 255', 0xfffffff - 255],
  ['(SI_SUB_TUNABLES + 1)', 0x700001],
  ['0x700', 0x700],
  ['FW_LEVEL', 0x700002],
  ['FW_NEXT', 0x700003],
  ['SI_SUB_SMP', undefined],
  ['SI_SUB_UNKNOWN', undefined],
  ['f(SI_SUB_NEXT)', undefined],
  ['', undefined],
  ['LOOP', undefined],
];

describe('sysinit levels', () => {
  const file = lexFile('sys/sys/kernel.h', KERNEL, new Interner());
  const macros = new Map([
    ['FW_LEVEL', ['(', 'SI_SUB_NEXT', '+', '1', ')']],
    ['FW_NEXT', ['(', 'FW_LEVEL', '+', '1', ')']],
    ['LOOP', ['LOOP']],
  ]);
  const levels = new SysinitLevels(file, (name) =>
    macros.has(name) ? [{ name, parameters: undefined, words: macros.get(name) ?? [] }] : [],
  );
  for (const [text, value] of rows)
    test(text === '' ? 'nothing' : text, () => {
      assert.equal(levels.evaluate(text, 'a.c'), value);
    });
  test('a tree without sys/kernel.h knows none', () => {
    assert.equal(new SysinitLevels(undefined, () => []).evaluate('SI_SUB_VNET', 'a.c'), undefined);
  });
});
