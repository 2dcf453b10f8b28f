import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { hoverIn } from '../../kit/hovering.ts';

const HEAD = '#include <sys/param.h>\n#include <sys/kernel.h>\n#include <net/vnet.h>\n';
const ask = (text: string): ReturnType<typeof hoverIn> => hoverIn({ sources: { 'sys/net/a.c': `${HEAD}${text}` } });

describe('hover over the machinery', () => {
  for (const word of [
    'curvnet',
    'CURVNET_SET',
    'CURVNET_RESTORE',
    'VNET_FOREACH',
    'VNET_LIST_RLOCK_NOSLEEP',
    'IS_DEFAULT_VNET',
    'CTLFLAG_VNET',
    'VNET_DEFINE',
    'VNET',
    'DPCPU_PTR',
  ]) {
    test(word, () => {
      const answer = ask(`void f(void) { ${word}‸; }\n`);
      assert.equal(answer?.kind, 'machinery');
      assert.equal(answer.word, word);
      assert.match(answer.source, /^(net|kern|sys)\/\w+\.[ch]$/);
    });
  }

  for (const word of ['curthread', 'SYSINIT', 'MALLOC_DEFINE', 'constructor', 'toString']) {
    test(`nothing about ${word}`, () => assert.equal(ask(`void f(void) { ${word}‸; }\n`), undefined));
  }
});

describe('hover over a vnet constructor', () => {
  const functions = 'static void up(void *arg) { }\nstatic void down(void *arg) { }\n';

  test('its identifier', () => {
    const answer = ask(`${functions}VNET_SYSINIT(a_‸up, SI_SUB_PSEUDO, SI_ORDER_ANY, up, NULL);\n`);
    assert.equal(answer?.kind, 'sysinit');
    assert.deepEqual(
      [answer.identifier, answer.isDestructor, answer.handler, answer.argument],
      ['a_up', false, 'up', 'NULL'],
    );
    // sys/kernel.h of every release: SI_SUB_PSEUDO 0x7000000, SI_ORDER_ANY 0xfffffff.
    assert.deepEqual(
      [answer.subsystem, answer.order],
      [
        { text: 'SI_SUB_PSEUDO', value: 0x7000000 },
        { text: 'SI_ORDER_ANY', value: 0xfffffff },
      ],
    );
  });

  test('the macro of a destructor', () => {
    const answer = ask(`${functions}VNET_SYSUN‸INIT(a_down, SI_SUB_PSEUDO, SI_ORDER_ANY, down, NULL);\n`);
    assert.equal(answer?.kind, 'sysinit');
    assert.equal(answer.isDestructor, true);
  });

  test('others of the same level are told, those of another kind or level are not', () => {
    const answer = ask(`${functions}VNET_SYSINIT(a_‸up, SI_SUB_PSEUDO, SI_ORDER_ANY, up, NULL);
VNET_SYSINIT(b_up, SI_SUB_PSEUDO, SI_ORDER_ANY, up, NULL);
VNET_SYSINIT(c_up, SI_SUB_PSEUDO, SI_ORDER_FIRST, up, NULL);
VNET_SYSUNINIT(a_down, SI_SUB_PSEUDO, SI_ORDER_ANY, down, NULL);
`);
    assert.equal(answer?.kind, 'sysinit');
    assert.deepEqual(
      answer.sameLevel.map((one) => one.identifier),
      ['b_up'],
    );
  });

  test('its handler: what it is registered as', () =>
    assert.equal(ask(`${functions}VNET_SYSINIT(a_up, SI_SUB_PSEUDO, SI_ORDER_ANY, u‸p, NULL);\n`)?.kind, 'note'));
});
