import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import type { FoundMember } from '../../../server/src/core/analysis/answers/hover-member.ts';
import { hoverIn } from '../../kit/hovering.ts';

const HEAD = '#include <sys/param.h>\n#include <sys/kernel.h>\n#include <net/vnet.h>\n';

/**
 * amd64, counted by hand: a at 0, hole of 4, p at 8, the bits at 128 and 131 in byte 16, hole of 3, inner at 20 (x at
 * 20, y at 24), tail at 28, one byte; 3 bytes of padding make 32.
 */
const RECORD = `struct inner { int x, y; };
struct outer { int a; struct outer *p; unsigned low:3, high:5; struct inner inner; char tail; };
VNET_DEFINE(int, before) = 1;
VNET_DEFINE(struct outer, o);
VNET_DEFINE(struct outer *, op);
VNET_DEFINE(struct inner, list[4]);
#define V_o VNET(o)
#define V_op VNET(op)
#define V_list VNET(list)
`;
const OUTER = {
  name: 'struct outer',
  sizeBytes: 32,
  alignBytes: 8,
  members: 6,
  holes: 2,
  holeBytes: 7,
  paddingBytes: 3,
};
const INNER = {
  name: 'struct inner',
  sizeBytes: 8,
  alignBytes: 4,
  members: 2,
  holes: 0,
  holeBytes: 0,
  paddingBytes: 0,
};
/** `before` fills 0 to 3; o needs 8. */
const O = 8;

interface Case {
  readonly code: string;
  readonly says: Partial<FoundMember>;
}

const cases: readonly Case[] = [
  {
    code: 'V_o.‸a',
    says: {
      type: 'int',
      offsetBits: 0,
      sizeBytes: 4,
      widthBits: undefined,
      record: OUTER,
      place: { kind: 'offset', offsetBytes: O },
    },
  },
  {
    code: 'V_o.‸p',
    says: { type: 'struct outer *', offsetBits: 64, sizeBytes: 8, place: { kind: 'offset', offsetBytes: O + 8 } },
  },
  {
    code: 'V_o.‸high',
    says: {
      type: 'unsigned int',
      offsetBits: 131,
      widthBits: 5,
      sizeBytes: null,
      place: { kind: 'offset', offsetBytes: O + 16 },
    },
  },
  {
    code: 'V_o.‸tail',
    says: { type: 'char', offsetBits: 28 * 8, sizeBytes: 1, place: { kind: 'offset', offsetBytes: O + 28 } },
  },
  {
    code: 'V_o.‸inner.y',
    says: { type: 'struct inner', offsetBits: 160, record: OUTER, place: { kind: 'offset', offsetBytes: O + 20 } },
  },
  {
    code: 'V_o.inner.‸y',
    says: { type: 'int', offsetBits: 32, record: INNER, place: { kind: 'offset', offsetBytes: O + 24 } },
  },
  { code: 'V_o.p->‸a', says: { type: 'int', record: OUTER, place: undefined } },
  { code: 'V_op->‸p', says: { type: 'struct outer *', record: OUTER, place: undefined } },
  { code: 'V_op->p->inner.‸x', says: { type: 'int', record: INNER, place: undefined } },
  { code: '(*V_op).‸a', says: { type: 'int', record: OUTER, place: undefined } },
  { code: '(&V_o)->‸p', says: { type: 'struct outer *', place: { kind: 'offset', offsetBytes: O + 8 } } },
  { code: 'VNET(o).‸p', says: { type: 'struct outer *', place: { kind: 'offset', offsetBytes: O + 8 } } },
  { code: 'VNET_PTR(o)->‸p', says: { type: 'struct outer *', place: { kind: 'offset', offsetBytes: O + 8 } } },
  { code: 'V_list[2].‸y', says: { type: 'int', offsetBits: 32, record: INNER, place: undefined } },
];

function ask(code: string): ReturnType<typeof hoverIn> {
  return hoverIn({ sources: { 'sys/net/a.c': `${HEAD}${RECORD}void f(void) { (void)${code}; }\n` } });
}

describe('hover over a member reached through a virtualized record', () => {
  for (const { code, says } of cases) {
    test(code, () => {
      const answer = ask(code);
      assert.equal(answer?.kind, 'member');
      const found = answer.found;
      const wanted = Object.keys(says) as (keyof FoundMember)[];
      assert.deepEqual(Object.fromEntries(wanted.map((field) => [field, found?.[field]])), says, answer.unknown);
    });
  }

  test('the access and the variable at its root are named', () => {
    const answer = ask('V_o.inner.‸y');
    assert.equal(answer?.kind, 'member');
    assert.deepEqual([answer.expression, answer.member, answer.variable], ['V_o.inner.y', 'y', 'o']);
    // The record's members stand in the fourth line.
    assert.deepEqual([answer.found?.declared?.path, answer.found?.declared?.line], ['sys/net/a.c', 4]);
  });

  test('a member that is not there is unknown, with the reason', () => {
    const answer = ask('V_o.‸nothing');
    assert.equal(answer?.kind, 'member');
    assert.equal(answer.found, undefined);
    assert.equal(answer.unknown, "struct outer has no member 'nothing'");
  });

  for (const code of ['g(V_o).‸a', 'local.‸a', 'V_o.p[0]', '‸V_o.a']) {
    test(`no member of a virtualized record: ${code}`, () => {
      if (!code.includes('‸')) return;
      assert.notEqual(ask(code)?.kind, 'member');
    });
  }
});
