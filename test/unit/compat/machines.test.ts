import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import type { MachineLayouts, RecordRow } from '../../../server/src/core/compat/baseline.ts';
import { compareMachines } from '../../../server/src/core/compat/compare-machines.ts';
import { judge, POLICIES } from '../../../server/src/core/compat/policy.ts';

const empty: MachineLayouts = {
  arch: 'amd64',
  kernconf: 'GENERIC',
  options: [],
  release: '13.0-STABLE',
  osreldate: 1300500,
  vimage: true,
  globals: [],
  records: [],
  constants: [],
  kvmPrograms: null,
};
const [stable, current] = POLICIES;
assert.ok(stable !== undefined && current !== undefined);

function record(more: Partial<RecordRow> & { readonly ints: string }): RecordRow {
  const { ints, ...rest } = more;
  const names = ints.split(' ');
  return {
    name: 'struct s',
    file: 'sys/net/s.h',
    audience: 'kernel',
    size: names.length * 4,
    align: 4,
    members: names.map((name, index) => ({ name, type: 'int', offset: index * 4, size: 4 })),
    ...rest,
  };
}

/** "of name kind: consumers" of every change. */
function told(before: Partial<MachineLayouts>, after: Partial<MachineLayouts>): string[] {
  return compareMachines({ ...empty, ...before }, { ...empty, ...after }).changes.map(
    ({ of, name, member, kind, breaks, readers, because }) =>
      `${of} ${name}${member === undefined ? '' : `.${member}`} ${kind}: ${[...breaks, ...readers].join(' ') || 'nobody'}${because === undefined ? '' : ` by ${because}`}`,
  );
}

describe('whom a change of a record breaks', () => {
  const audiences: readonly (readonly [string, Partial<RecordRow>, readonly string[] | null, string])[] = [
    ['a record of one source', { audience: 'object' }, null, 'nobody'],
    ['a record of a header that programs do not see', { audience: 'kernel' }, null, 'module'],
    ['one that programs see which look into the kernel', { audience: 'kvm' }, null, 'module kvm'],
    ['the same, and no program of the tree does', { audience: 'kvm' }, ['usr.bin/netstat'], 'module'],
    [
      'the same, and one does',
      { audience: 'kvm', readers: ['usr.bin/netstat'] },
      ['usr.bin/netstat'],
      'module kvm usr.bin/netstat',
    ],
    [
      'one of the kernel alone, read by a program that defines _KERNEL',
      { audience: 'kernel', readers: ['usr.bin/systat'] },
      ['usr.bin/systat'],
      'module kvm usr.bin/systat',
    ],
    ['one that goes to programs', { audience: 'user' }, null, 'module user'],
  ];
  for (const [name, more, kvmPrograms, expected] of audiences) {
    test(name, () => {
      assert.deepEqual(
        told(
          { kvmPrograms, records: [record({ ints: 'a b', ...more })] },
          { kvmPrograms, records: [record({ ints: 'a n b', ...more })] },
        ),
        [`record struct s.n added: ${expected}`],
      );
    });
  }

  test('an addition at the end breaks nobody', () => {
    assert.deepEqual(told({ records: [record({ ints: 'a b' })] }, { records: [record({ ints: 'a b n' })] }), [
      'record struct s.n added: nobody',
      'record struct s grown: nobody',
    ]);
  });

  test('a record that is gone', () => {
    assert.deepEqual(told({ records: [record({ ints: 'a' })] }, {}), ['record struct s removed: module']);
  });

  test('programs notice what changes in their own view alone', () => {
    const view = record({ ints: 'a b' });
    const own = { audience: 'user' as const, userland: { size: 8, align: 4, members: view.members } };
    assert.deepEqual(
      told({ records: [record({ ints: 'a k b', ...own })] }, { records: [record({ ints: 'a b', ...own })] }),
      ['record struct s.k removed: module'],
    );
    const changed = {
      ...own,
      userland: {
        ...own.userland,
        members: [...view.members].reverse().map((member, index) => ({ ...member, offset: index * 4 })),
      },
    };
    assert.deepEqual(
      told({ records: [record({ ints: 'a b', ...own })] }, { records: [record({ ints: 'a b', ...changed })] }),
      ['record struct s.b reordered: user'],
    );
  });

  test('what an embedded record does to its holder is told with its name', () => {
    const holder = (size: number): RecordRow => ({
      name: 'struct h',
      file: 'sys/net/h.h',
      audience: 'kernel',
      size: size + 4,
      align: 4,
      members: [
        { name: 's', type: 'struct s', offset: 0, size },
        { name: 'z', type: 'int', offset: size, size: 4 },
      ],
    });
    assert.deepEqual(
      told({ records: [holder(8), record({ ints: 'a b' })] }, { records: [holder(12), record({ ints: 'a b n' })] }),
      [
        'record struct h.s resized: module by struct s',
        'record struct s.n added: nobody',
        'record struct s grown: nobody',
      ],
    );
  });

  test('namesakes are compared with the one of their own file', () => {
    const [left, right] = [record({ ints: 'a', file: 'sys/net/l.h' }), record({ ints: 'b c', file: 'sys/net/r.h' })];
    assert.deepEqual(told({ records: [left, right] }, { records: [right, left] }), []);
  });

  test('an unknown layout is said, and nothing about it', () => {
    const comparison = compareMachines(
      { ...empty, records: [record({ ints: 'a' })] },
      {
        ...empty,
        records: [
          record({ ints: 'a', size: null, align: null, unknown: "type 'x_t' is not defined here", members: [] }),
        ],
      },
    );
    assert.deepEqual(
      [comparison.changes, comparison.unknown],
      [[], [{ name: 'struct s', reason: "type 'x_t' is not defined here" }]],
    );
    assert.match(judge([comparison], stable).because.join('\n'), /1 layout could not be compared/);
  });
});

describe('whom a change of a virtualized global breaks', () => {
  const global = { name: 'x', symbol: 'vnet_entry_x', type: 'int', size: 4, align: 4, file: 'sys/net/x.c' };
  const cases: readonly (readonly [string, object, object | undefined, string[]])[] = [
    [
      "its place in set_vnet is nobody's business: a larger neighbour moves it and no row differs",
      global,
      { ...global },
      [],
    ],
    ['removed', global, undefined, ['global x removed: module']],
    ['removed, static: no module could name it', { ...global, local: true }, undefined, ['global x removed: nobody']],
    [
      'removed, static, but netstat asks for it',
      { ...global, local: true, readers: ['usr.bin/netstat'] },
      undefined,
      ['global x removed: kvm usr.bin/netstat'],
    ],
    ['another type', global, { ...global, type: 'unsigned int' }, ['global x retyped: module']],
    [
      'another name of the type',
      { ...global, type: 'uint32_t', is: 'unsigned int' },
      { ...global, type: 'u_int', is: 'unsigned int' },
      [],
    ],
    ['another size', global, { ...global, type: 'int [2]', size: 8 }, ['global x retyped: module']],
    [
      'a longer array',
      { ...global, type: 'int [2]', size: 8 },
      { ...global, type: 'int [3]', size: 12 },
      ['global x resized: module'],
    ],
    ['static from now on', global, { ...global, local: true }, ['global x local: module']],
    ['another file', global, { ...global, file: 'sys/net/y.c' }, []],
    ['part of a module from now on', global, { ...global, module: 'if_x' }, ['global x module: module']],
  ];
  for (const [name, before, after, expected] of cases) {
    test(name, () => {
      assert.deepEqual(
        told({ globals: [before as typeof global] }, { globals: after === undefined ? [] : [after as typeof global] }),
        expected,
      );
    });
  }

  test('VIMAGE that comes or goes gives every symbol another name', () => {
    assert.deepEqual(told({ vimage: false }, { vimage: true }), ['kernel options VIMAGE vimage: module kvm']);
  });
});

describe('constants', () => {
  const constant = (
    name: string,
    value: string,
    audience: 'user' | 'kernel' = 'user',
  ): { name: string; value: string; file: string; audience: 'user' | 'kernel' } => ({
    name,
    value,
    file: 'sys/net/pfkeyv2.h',
    audience,
  });
  const cases: readonly (readonly [
    string,
    ReturnType<typeof constant>,
    ReturnType<typeof constant> | undefined,
    string[],
  ])[] = [
    [
      'another value',
      constant('SADB_X_EALG_AESCTR', '250'),
      constant('SADB_X_EALG_AESCTR', '13'),
      ['constant SADB_X_EALG_AESCTR value: module user'],
    ],
    [
      "another value of the kernel's own",
      constant('IFCAP_X', '1', 'kernel'),
      constant('IFCAP_X', '2', 'kernel'),
      ['constant IFCAP_X value: module'],
    ],
    ['gone', constant('IP_FAITH', '22'), undefined, ['constant IP_FAITH removed: module user']],
    [
      'a bound that grew',
      constant('SADB_EXT_MAX', '25'),
      constant('SADB_EXT_MAX', '28'),
      ['constant SADB_EXT_MAX bound: nobody'],
    ],
    [
      'a bound that shrank',
      constant('SADB_EALG_MAX', '250'),
      constant('SADB_EALG_MAX', '23'),
      ['constant SADB_EALG_MAX value: module user'],
    ],
  ];
  for (const [name, before, after, expected] of cases) {
    test(name, () => {
      assert.deepEqual(told({ constants: [before] }, { constants: after === undefined ? [] : [after] }), expected);
    });
  }
});

describe('verdicts', () => {
  const changed = (audience: RecordRow['audience']): ReturnType<typeof compareMachines> =>
    compareMachines(
      { ...empty, records: [record({ ints: 'a b', audience })] },
      { ...empty, records: [record({ ints: 'a n b', audience })] },
    );
  test('stable keeps modules, current does not', () => {
    assert.deepEqual(
      [judge([changed('kernel')], stable).isSafe, judge([changed('kernel')], current).isSafe],
      [false, true],
    );
  });
  test('both keep programs', () => {
    assert.deepEqual(
      [judge([changed('user')], stable).isSafe, judge([changed('user')], current).isSafe],
      [false, false],
    );
  });
  test('the reason names who and what', () => {
    assert.deepEqual(judge([changed('user')], stable).because, ['old modules: struct s', 'old programs: struct s']);
    assert.deepEqual(judge([compareMachines(empty, empty)], stable).because, [
      'none of 0 virtualized globals, 0 records and 0 constants changed for anybody',
    ]);
  });
});
