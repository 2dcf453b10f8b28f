import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { measureLayouts } from '../../../server/src/core/analysis/layouts/measure-layouts.ts';
import { baselineText } from '../../../server/src/core/compat/baseline-text.ts';
import type { Baseline, MachineLayouts, Scope } from '../../../server/src/core/compat/baseline.ts';
import { DEFAULT_SCOPE } from '../../../server/src/core/compat/default-scope.ts';
import { readBaseline } from '../../../server/src/core/compat/read-baseline.ts';
import { namesPattern } from '../../../server/src/core/compat/name-pattern.ts';
import type { OverlayFiles } from '../../../server/src/core/analysis/workspace/overlay-files.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

const header = `
#ifndef _NET_T_H_
#define _NET_T_H_
#include <sys/types.h>
#include <sys/ioccom.h>
struct t_inner { int i; };
struct t_msg { int m; char m_name[16]; };
struct t_held { struct t_inner *h_inner; };
#if defined(_KERNEL) || defined(_WANT_T_WANTED)
struct t_wanted { int w; };
#endif
#ifdef _KERNEL
struct t_kernel { int k; };
#endif
struct t_both {
  int b;
#ifdef _KERNEL
  int only_kernel;
#endif
  int z;
};
#include <crypto/t_hash.h>
struct t_state { struct t_hash s_hash; struct t_kernel s_kernel; struct t_wanted *s_wanted; struct t_held *s_held; struct t_both s_both; void (*s_fn)(struct t_msg *); struct t_private *s_private; };
#define TIOC_T _IOWR('t', 1, struct t_carried)
struct t_part { struct t_held *p_held; };
struct t_carried { struct t_part c_parts[2]; };
#define T_NUMBER 7
#define T_SIZE sizeof(struct t_msg)
#define T_TEXT "text"
enum { T_FIRST, T_SECOND };
#endif
`;
const source = `
#include <sys/param.h>
#include <sys/kernel.h>
#include <net/vnet.h>
#include <net/t.h>
struct t_private { int p; };
VNET_DEFINE(struct t_state, t_state);
static VNET_DEFINE(int, t_static) = 1;
`;

function kernel(more: { readonly vimage?: boolean; readonly text?: string } = {}): OverlayFiles {
  return tinyKernel({
    sources: {
      'sys/net/t.c': more.text ?? source.replace('static VNET_DEFINE', 'VNET_DEFINE_STATIC'),
      'sys/net/t.h': header,
      'sys/crypto/t_hash.h': 'struct t_hash { int h; };\n',
      'sys/sys/ioccom.h': '#define _IOWR(g, n, t) (0xc0000000 | (sizeof(t) << 16) | ((g) << 8) | (n))\n',
    },
    ...(more.vimage === undefined ? {} : { vimage: more.vimage }),
  });
}

function measured(
  files: OverlayFiles,
  scope: Scope = { records: [], constants: ['T_*'], modules: [] },
): MachineLayouts {
  const workspace = openWorkspace(files, { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  return measureLayouts(workspace, scope).layouts;
}

describe('what is measured', () => {
  const layouts = measured(kernel());
  const row = (name: string): MachineLayouts['records'][number] | undefined =>
    layouts.records.find((one) => one.name === name);

  // struct t_state by the psABI: two ints, pointer, pointer, three ints, function pointer, pointer = 8, 8, 8, 12 (+4),
  // 8, 8.
  test('every virtualized global with its symbol', () => {
    assert.deepEqual(
      layouts.globals.map(({ name, symbol, type, size, local, file }) => [
        name,
        symbol,
        type,
        size,
        local === true,
        file,
      ]),
      [
        ['t_state', 'vnet_entry_t_state', 'struct t_state', 56, false, 'sys/net/t.c'],
        ['t_static', 'vnet_entry_t_static', 'int', 4, true, 'sys/net/t.c'],
      ],
    );
  });

  test('without VIMAGE the same globals are plain', () => {
    assert.deepEqual(
      measured(kernel({ vimage: false })).globals.map(({ name, symbol, size }) => [name, symbol, size]),
      [
        ['t_state', 't_state', 56],
        ['t_static', 't_static', 4],
      ],
    );
  });

  // What a carried record merely points to (pfioc_rule to ifnet, by pfi_kif) is the kernel's: no program follows that
  // pointer but with libkvm.
  test('who sees a record', () => {
    const audiences = {
      t_private: 'object',
      t_kernel: 'kernel',
      t_wanted: 'kvm',
      t_held: 'kvm',
      t_state: 'kvm',
      t_msg: 'user',
      t_inner: 'user',
      t_carried: 'user',
      t_part: 'user',
      t_hash: 'kernel',
    };
    assert.deepEqual(
      Object.fromEntries(Object.keys(audiences).map((tag) => [tag, row(`struct ${tag}`)?.audience])),
      audiences,
    );
  });

  test('what programs see where that is another layout', () => {
    assert.deepEqual([row('struct t_both')?.size, row('struct t_both')?.userland?.size], [12, 8]);
    assert.deepEqual(
      row('struct t_both')?.userland?.members.map(({ name, offset }) => [name, offset]),
      [
        ['b', 0],
        ['z', 4],
      ],
    );
    assert.equal(row('struct t_msg')?.userland, undefined);
  });

  test('constants that were asked for, and ioctl commands whatever their name', () => {
    assert.deepEqual(
      layouts.constants.map(({ name, value }) => [name, value]),
      [
        ['TIOC_T', String(0xc0000000 + 16 * 65536 + 't'.charCodeAt(0) * 256 + 1)],
        ['T_FIRST', '0'],
        ['T_NUMBER', '7'],
        ['T_SECOND', '1'],
        ['T_SIZE', '20'],
      ].sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
    );
  });

  test('a record that is named, wherever it is', () => {
    const named = measured(kernel(), { records: ['struct callout', 'struct nowhere'], constants: [], modules: [] });
    assert.ok(named.records.some(({ name }) => name === 'struct callout'));
    assert.ok(!layouts.records.some(({ name }) => name === 'struct callout'));
  });
});

describe('a baseline file', () => {
  const baseline: Baseline = { schemaVersion: 1, scope: DEFAULT_SCOPE, machines: [measured(kernel())] };
  const text = baselineText(baseline);

  test('is what was measured, when it is read again', () => {
    assert.deepEqual(readBaseline(text), baseline);
  });

  test('is the same for the same tree', () => {
    assert.equal(baselineText({ schemaVersion: 1, scope: DEFAULT_SCOPE, machines: [measured(kernel())] }), text);
  });

  test('has one line for a member, a global and a constant', () => {
    const before = text.split('\n');
    const after = baselineText({
      schemaVersion: 1,
      scope: DEFAULT_SCOPE,
      machines: [
        measured(
          kernel({ text: `${source.replace('static VNET_DEFINE', 'VNET_DEFINE_STATIC')}VNET_DEFINE(long, t_new);\n` }),
        ),
      ],
    }).split('\n');
    assert.deepEqual(
      after.filter((line) => !before.includes(line)),
      [
        '    {"name": "t_new", "symbol": "vnet_entry_t_new", "type": "long", "size": 8, "align": 8, "file": "sys/net/t.c"},',
      ],
    );
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['no JSON', '{', /^not JSON: /],
    ['another JSON', '{"a": 1}', /^not a baseline written by vnetscope compat save$/],
    [
      'of a later version',
      text.replace('"schemaVersion": 1', '"schemaVersion": 2'),
      /^a baseline of version 2; this vnetscope reads version 1$/,
    ],
    ['damaged', text.replace('"symbol": "vnet_entry_t_state", ', ''), /^machine 1: a global is not understood$/],
    [
      'damaged in a member',
      text.replace('"name": "m_name", ', ''),
      /^machine 1: a member of struct t_msg is not understood$/,
    ],
  ];
  for (const [name, damaged, expected] of wrong) {
    test(`${name}: one line says so`, () => {
      const read = readBaseline(damaged);
      assert.ok('error' in read);
      assert.match(read.error, expected);
    });
  }
});

test('patterns of names', () => {
  const isNamed = namesPattern(['SADB_*', 'IP_?', 'a.c']);
  assert.deepEqual(['SADB_', 'SADB_EXT', 'XSADB_', 'IP_A', 'IP_AB', 'abc', 'a.c'].map(isNamed), [
    true,
    true,
    false,
    true,
    false,
    false,
    true,
  ]);
});
