// Which constructors work with a virtualized global.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { one } from '../../kit/hover-cases.ts';
import { hoverIn } from '../../kit/hovering.ts';

describe('which constructors work with it', () => {
  const SYSINIT = 'VNET_SYSINIT(s, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, s_init, NULL);\n';
  const constructed: readonly (readonly [
    what: string,
    text: string,
    by: readonly (readonly [handler: string, through: string | undefined])[],
  ])[] = [
    [
      'the function itself',
      `VNET_DEFINE(int, ‸x);\n#define V_x VNET(x)\nstatic void s_init(void *arg) { V_x = 1; }\n${SYSINIT}`,
      [['s_init', undefined]],
    ],
    [
      'what it calls',
      `VNET_DEFINE(int, ‸x);\n#define V_x VNET(x)\nstatic void reset(void) { V_x = 1; }\nstatic void s_init(void *arg) { reset(); }\n${SYSINIT}`,
      [['s_init', 'reset']],
    ],
    [
      'a destructor is none',
      `VNET_DEFINE(int, ‸x);\n#define V_x VNET(x)\nstatic void s_init(void *arg) { V_x = 1; }\nVNET_SYSUNINIT(s, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, s_init, NULL);\n`,
      [],
    ],
    [
      'another variable is none',
      `VNET_DEFINE(int, ‸x);\nVNET_DEFINE(int, y);\n#define V_y VNET(y)\nstatic void s_init(void *arg) { V_y = 1; }\n${SYSINIT}`,
      [],
    ],
  ];
  for (const [what, text, by] of constructed) {
    test(what, () => {
      const answer = hoverIn(one(text));
      assert.equal(answer?.kind, 'variable');
      assert.deepEqual(
        answer.constructors.map(({ handler, through }) => [handler, through]),
        by,
      );
    });
  }
});
