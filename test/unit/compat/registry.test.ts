import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { checkRegistry } from '../../../server/src/core/analysis/layouts/registry-check.ts';
import { readRegistryFile, REGISTRIES, registryDifferences } from '../../../server/src/core/compat/registry.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

const [pfKey] = REGISTRIES;
assert.ok(pfKey !== undefined);

/**
 * Numbers that KAME's stack of 2001 kept "because of binary compatibility", and those that the RFCs give (FreeBSD from
 * 5 on).
 */
const KAME: readonly (readonly [name: string, kame: number, published: number])[] = [
  ['SADB_AALG_MD5HMAC', 1, 2],
  ['SADB_AALG_SHA1HMAC', 2, 3],
  ['SADB_X_AALG_MD5', 3, 249],
  ['SADB_X_AALG_SHA', 4, 250],
  ['SADB_X_AALG_NULL', 5, 251],
  ['SADB_X_AALG_SHA2_256', 6, 5],
  ['SADB_X_AALG_SHA2_384', 7, 6],
  ['SADB_X_AALG_SHA2_512', 8, 7],
  ['SADB_EALG_DESCBC', 1, 2],
  ['SADB_EALG_3DESCBC', 2, 3],
  ['SADB_EALG_NULL', 3, 11],
  ['SADB_X_EALG_BLOWFISHCBC', 4, 7],
  ['SADB_X_EALG_CAST128CBC', 5, 6],
];

function told(constants: readonly (readonly [string, number])[]): readonly string[] {
  assert.ok(pfKey !== undefined);
  return registryDifferences(
    pfKey,
    constants.map(([name, value]) => [name, BigInt(value)] as const),
  ).map(({ constant, kind }) => `${constant} ${kind}`);
}

describe('PF_KEY against the IPsec DOI', () => {
  test("each of KAME's thirteen numbers is found", () => {
    assert.deepEqual(
      told(KAME.map(([name, kame]) => [name, kame])),
      KAME.map(([name]) => `${name} ${/_X_AALG_(MD5|SHA|NULL)$/.test(name) ? 'taken' : 'other'}`),
    );
  });
  test('none of the published ones is', () => {
    assert.deepEqual(told(KAME.map(([name, , published]) => [name, published])), []);
  });
  test('a finding names both numbers, what the wrong one means, and where that is published', () => {
    const [difference] = registryDifferences(pfKey, [['SADB_EALG_DESCBC', 1n]]);
    assert.equal(
      difference?.message,
      'SADB_EALG_DESCBC is 1, but ESP_DES is 2 in IPSEC ESP Transform Identifiers, RFC 2407; 1 is ESP_DES_IV64 (RFC 2407, 4.4.4; IANA, isakmp-registry (closed 2023-04-25, RFC 9395))',
    );
  });
  const cases: readonly (readonly [string, string, number, readonly string[]])[] = [
    ['a number for private use', 'SADB_X_EALG_SKIPJACK', 249, []],
    ['a private number where one is assigned', 'SADB_X_EALG_AESCTR', 250, ['SADB_X_EALG_AESCTR other']],
    ['a number that nobody has', 'SADB_X_EALG_OURS', 60, ['SADB_X_EALG_OURS unassigned']],
    ["another's number", 'SADB_X_EALG_OURS', 21, ['SADB_X_EALG_OURS taken']],
    ['more of them than then', 'SADB_EXT_MAX', 28, ['SADB_EXT_MAX bound']],
    ['an extension of PF_KEY', 'SADB_X_EXT_SA2', 19, []],
    ["an extension with a standard one's number", 'SADB_X_EXT_SA2', 12, ['SADB_X_EXT_SA2 taken']],
    ['a name of something else', 'SADB_X_LIFETIME_BYTES', 1, []],
  ];
  for (const [name, constant, value, expected] of cases)
    test(name, () => {
      assert.deepEqual(told([[constant, value]]), expected);
    });
});

test('a header is read by meaning: macros of macros and enumerators, with the places of their definitions', () => {
  const files = tinyKernel({
    sources: {
      'sys/net/a.c': '',
      'sys/net/pfkeyv2.h':
        '#define BASE 240\n#define SADB_X_EALG_AESCTR (BASE + 10)\nenum { SADB_EALG_DESCBC = 1 };\n/* SADB_EALG_NULL 3 */\n',
    },
  });
  const workspace = openWorkspace(files, { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  assert.deepEqual(
    checkRegistry(workspace, pfKey).differences.map(({ constant, value, file, line, column }) => [
      constant,
      value,
      file,
      line,
      column,
    ]),
    [
      ['SADB_X_EALG_AESCTR', 250n, 'sys/net/pfkeyv2.h', 2, 9],
      ['SADB_EALG_DESCBC', 1n, 'sys/net/pfkeyv2.h', 3, 8],
    ],
  );
});

describe("a registry file of one's own", () => {
  const good = {
    schemaVersion: 1,
    title: 't',
    header: 'net/x.h',
    registries: [
      {
        name: 'X',
        citation: 'RFC 1',
        url: 'u',
        values: { A: 1, B: [2, 'RFC 2'] },
        constants: ['X_*'],
        means: { X_A: 'A' },
        private: [[8, 9]],
        bounds: { X_MAX: 2 },
      },
    ],
  };
  test('is of the same form', () => {
    const read = readRegistryFile(good);
    assert.ok(!('error' in read));
    assert.deepEqual(
      registryDifferences(read, [
        ['X_A', 2n],
        ['X_P', 8n],
        ['X_Q', 7n],
        ['Y_A', 9n],
      ]).map(({ constant, kind }) => [constant, kind]),
      [
        ['X_A', 'other'],
        ['X_Q', 'unassigned'],
      ],
    );
  });
  const change = (more: object): object => ({ ...good, registries: [{ ...good.registries[0], ...more }] });
  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['nothing', null, /^not a registry file: /],
    ['another version', { ...good, schemaVersion: 2 }, /^not a registry file: /],
    ['no citation', change({ citation: '' }), /^registry 1: expected name, citation and url$/],
    [
      'a meaning without a value',
      change({ means: { X_A: 'C' } }),
      /^registry 1: X: means names a meaning that is not in values$/,
    ],
    ['a value that is no number', change({ values: { A: 'one' } }), /^registry 1: X: values and bounds are numbers/],
    ['a range of three', change({ private: [[1, 2, 3]] }), /^registry 1: X: private is a list of ranges/],
  ];
  for (const [name, file, expected] of wrong) {
    test(`${name}: one line says what is wrong`, () => {
      const read = readRegistryFile(file);
      assert.ok('error' in read);
      assert.match(read.error, expected);
    });
  }
});
