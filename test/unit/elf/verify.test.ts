import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import type { BuiltImage } from '../../../server/src/core/elf/built-image.ts';
import {
  decidingWords,
  optionDifferences,
  requiredWords,
} from '../../../server/src/core/analysis/verify/verify-evidence.ts';
import { judge, type TreeKnowledge } from '../../../server/src/core/analysis/verify/verify-causes.ts';
import { compareRows, isSameSource, type PredictedSet } from '../../../server/src/core/analysis/verify/verify-rows.ts';

const CONDITIONS: Readonly<Record<string, string>> = {
  'sys/netinet/sctp.c': 'optional inet sctp | inet6 sctp',
  'sys/netinet/mroute.c': 'optional mrouting inet',
  'sys/net/if.c': 'standard',
};

const tree: TreeKnowledge = {
  osreldate: 1300010,
  kernconf: 'GENERIC',
  options: new Map([
    ['INET', '1'],
    ['SCTP', '1'],
    ['VIMAGE', '1'],
  ]),
  devices: new Set(['ether']),
  definedIn: (name) =>
    name.startsWith('mr') ? ['sys/netinet/mroute.c'] : name.startsWith('opt') ? ['sys/net/if.c'] : [],
  isCompiled: (file) => file !== 'sys/netinet/mroute.c',
  conditionOf: (file) =>
    CONDITIONS[file] === undefined ? undefined : { list: 'sys/conf/files', text: CONDITIONS[file] },
};

type Row = readonly [name: string, offset: number, size: number, align?: number];

/** Objects with their rows, as a prediction. */
function prediction(objects: Readonly<Record<string, readonly Row[]>>): PredictedSet {
  const aligns = (rows: readonly Row[]): number => Math.max(...rows.map(([, , size, align]) => align ?? size));
  const all = Object.values(objects).flat();
  return {
    section: {
      name: 'set_vnet',
      size: Math.max(...all.map(([, offset, size]) => offset + size)),
      align: aligns(all),
      paddingBytes: 0,
      endBytes: 0,
    },
    objects: Object.entries(objects).map(([file, rows]) => ({
      file,
      start: rows[0]?.[1] ?? 0,
      end: 0,
      align: aligns(rows),
    })),
    variables: Object.entries(objects).flatMap(([file, rows]) =>
      rows.map(([name, offset, size, align = size]) => ({
        name,
        symbol: `vnet_entry_${name}`,
        file,
        line: 1,
        column: 1,
        type: 'int',
        offset,
        size,
        align,
        binding: 'local' as const,
        koBinding: null,
        initialized: false,
        module: null,
      })),
    ),
  };
}

function build(rows: readonly Row[], facts: Partial<BuiltImage> = {}): BuiltImage {
  return {
    kind: 'executable',
    machine: 'amd64',
    wordBits: 64,
    isLittleEndian: true,
    section: { size: 64, align: 8 },
    hasLocalSymbols: true,
    typesFrom: undefined,
    typesUnread: undefined,
    producers: ['FreeBSD clang version 8.0.0'],
    osreldate: undefined,
    configuration: undefined,
    variables: rows.map(([name, offset, size]) => ({
      name,
      offset,
      size,
      binding: 'local',
      source: undefined,
      typeSize: undefined,
    })),
    ...facts,
  };
}

const predicted = prediction({
  'sys/net/if.c': [
    ['if_a', 0, 4],
    ['if_b', 8, 8],
    ['if_c', 16, 4],
  ],
  'sys/netinet/sctp.c': [['sctp_a', 24, 8]],
  'sys/netinet/tcp.c': [
    ['tcp_a', 32, 4],
    ['tcp_b', 36, 4],
  ],
});
const same: readonly Row[] = [
  ['if_a', 0, 4],
  ['if_b', 8, 8],
  ['if_c', 16, 4],
  ['sctp_a', 24, 8],
  ['tcp_a', 32, 4],
  ['tcp_b', 36, 4],
];

/** "missing sctp_a" ... and "configuration: why". */
function verdict(image: BuiltImage): { readonly rows: readonly string[]; readonly causes: readonly string[] } {
  const comparison = compareRows(predicted, image);
  const { causes } = judge(predicted, image, comparison, tree);
  return {
    rows: comparison.differences.map(({ kind, name }) => `${kind} ${name}`),
    causes: causes.map(({ likelier, why, rows }) => `${likelier} ${rows.join(',')}: ${why}`),
  };
}

describe('rows', () => {
  test('all equal', () => {
    const { compared, equal, differences } = compareRows(predicted, build(same));
    assert.deepEqual([compared, equal, differences], [6, 6, []]);
  });

  test('a missing object: what comes behind it merely follows', () => {
    const { rows, causes } = verdict(
      build([
        ['if_a', 0, 4],
        ['if_b', 8, 8],
        ['if_c', 16, 4],
        ['tcp_a', 20, 4],
        ['tcp_b', 24, 4],
      ]),
    );
    assert.deepEqual(rows, ['follows tcp_a', 'missing sctp_a', 'follows tcp_b']);
    assert.deepEqual(causes, [
      "configuration sctp_a: the build was configured without options SCTP (try --option 'nooptions SCTP'); it has nothing of sys/netinet/sctp.c",
    ]);
  });

  test('a missing row of a file that both compile', () => {
    const { rows, causes } = verdict(build(same.filter(([name]) => name !== 'if_c')));
    assert.deepEqual(rows, ['missing if_c']);
    assert.match(causes[0] ?? '', /^configuration if_c: the build lacks variables of files that both compile/);
  });

  test('an extra row of a file that the configuration does not compile', () => {
    const { causes } = verdict(build([...same, ['mr_table', 40, 8]]));
    assert.deepEqual(causes, [
      'configuration mr_table: the build was configured with mrouting, unlike GENERIC; it compiles sys/netinet/mroute.c',
    ]);
  });

  test('an extra row of a compiled file', () => {
    assert.match(
      verdict(build([...same, ['opt_only', 40, 4]])).causes[0] ?? '',
      /^configuration opt_only: files that both compile define them, but not with the options of GENERIC$/,
    );
  });

  test('an extra row that the tree does not know: another source, and so is what else differs', () => {
    const { causes } = verdict(
      build([
        ['if_a', 0, 4],
        ['if_b', 8, 8],
        ['if_c', 16, 8],
        ['sctp_a', 24, 8],
        ['tcp_a', 32, 4],
        ['tcp_b', 36, 4],
        ['new_thing', 40, 4],
      ]),
    );
    assert.deepEqual(causes, [
      'source if_c: the same variables have other sizes: their declarations differ',
      'source new_thing: no file of this tree defines them',
    ]);
  });

  test('another release says so itself', () => {
    const comparison = compareRows(predicted, build([['if_a', 0, 8], ...same.slice(1)]));
    const image = build([['if_a', 0, 8], ...same.slice(1)], { osreldate: 1201000 });
    assert.equal(
      judge(predicted, image, comparison, tree).otherSource,
      'the build is of __FreeBSD_version 1201000, the tree of 1300010',
    );
  });

  test('a size that differs alone', () => {
    assert.match(
      verdict(build([['if_a', 0, 8], ...same.slice(1)])).causes[0] ?? '',
      /^source if_a: the same variables have other sizes/,
    );
  });

  test('whole objects in reverse: gcc', () => {
    const { rows, causes } = verdict(
      build(
        [
          ['if_c', 0, 4],
          ['if_b', 8, 8],
          ['if_a', 16, 4],
          ['sctp_a', 24, 8],
          ['tcp_b', 32, 4],
          ['tcp_a', 36, 4],
        ],
        { producers: [] },
      ),
    );
    assert.deepEqual(rows, ['order if_c', 'order if_a', 'order tcp_b', 'order tcp_a']);
    assert.deepEqual(causes, [
      'toolchain if_c,if_a,tcp_b,tcp_a: sizes are equal and whole objects are reversed, as gcc emits them; the model is clang',
    ]);
  });

  test('another order from clang is likelier our mistake', () => {
    const { causes } = verdict(
      build([
        ['if_b', 0, 8],
        ['if_a', 8, 4],
        ['if_c', 12, 4],
        ['sctp_a', 16, 8],
        ['tcp_a', 24, 4],
        ['tcp_b', 28, 4],
      ]),
    );
    assert.match(causes[0] ?? '', /^prediction if_b,if_a,if_c: sizes are equal, the compiler is clang as in the model/);
  });

  test('a wider gap in front of a wide row: gcc', () => {
    const wide = prediction({
      'sys/net/if.c': [
        ['if_a', 0, 4],
        ['if_wide', 8, 48, 8],
      ],
    });
    const image = build(
      [
        ['if_a', 0, 4],
        ['if_wide', 32, 48],
      ],
      { producers: ['GCC: (FreeBSD Ports Collection) 9.3.0'] },
    );
    const comparison = compareRows(wide, image);
    assert.deepEqual(
      comparison.differences.map(({ kind }) => kind),
      ['gap'],
    );
    assert.equal(judge(wide, image, comparison, tree).causes[0]?.likelier, 'toolchain');
  });

  test('a prediction without a number is not equal', () => {
    const unknown = {
      ...predicted,
      variables: predicted.variables.map((row) => (row.name === 'tcp_b' ? { ...row, size: null } : row)),
    };
    assert.deepEqual(
      compareRows(unknown, build(same)).differences.map(({ kind, name }) => `${kind} ${name}`),
      ['unpredicted tcp_b'],
    );
  });

  test('local variables that a file cannot show are no differences', () => {
    const { unseen, differences } = compareRows(predicted, build([], { hasLocalSymbols: false }));
    assert.deepEqual([unseen, differences], [6, []]);
  });

  test('no set at all: no VIMAGE', () => {
    const { causes } = verdict(build([], { section: undefined }));
    assert.match(
      causes[0] ?? '',
      /^configuration .*: the build has no set_vnet at all: it was configured without options VIMAGE$/,
    );
  });

  test('static namesakes are told apart by the file that the build names', () => {
    const twins = prediction({ 'sys/net/if_gif.c': [['hashtbl', 0, 8]], 'sys/net/if_gre.c': [['hashtbl', 8, 16, 8]] });
    const image = build([]);
    const variables = [
      ['sys/net/if_gre.c', 0, 16],
      ['sys/net/if_gif.c', 16, 8],
    ].map(([source, offset, size]) => ({
      name: 'hashtbl',
      offset: Number(offset),
      size: Number(size),
      binding: 'local' as const,
      source: `/usr/src/${String(source)}`,
      typeSize: undefined,
    }));
    assert.deepEqual(
      compareRows(twins, { ...image, variables }).differences.map(({ kind, file }) => `${kind} ${file ?? ''}`),
      ['order sys/net/if_gre.c', 'order sys/net/if_gif.c'],
    );
  });
});

describe('evidence', () => {
  test('how a build spells a source', () => {
    assert.ok(isSameSource('/usr/src/sys/net/if.c', 'sys/net/if.c'));
    assert.ok(isSameSource('../../../net/if.c', 'sys/net/if.c'));
    assert.ok(isSameSource('if.c', 'sys/net/if.c'));
    assert.ok(!isSameSource('/usr/src/sys/netinet6/in6_pcb.c', 'sys/netinet/in_pcb.c'));
    assert.ok(!isSameSource('/usr/src/sys/dev/net/if.c/x.c', 'sys/net/if.c'));
  });

  test('words that every alternative of a condition asks for', () => {
    assert.deepEqual(requiredWords({ list: '', text: 'optional inet sctp | inet6 sctp' }), ['sctp']);
    assert.deepEqual(requiredWords({ list: '', text: 'optional gif inet6 | netgraph_gif inet6' }), ['inet6']);
    assert.deepEqual(requiredWords({ list: '', text: 'standard' }), []);
  });

  test('the fewest words', () => {
    const conditions: Readonly<Record<string, string>> = {
      a: 'optional inet6',
      b: 'optional gif inet6',
      c: 'optional gif',
    };
    const found = decidingWords(
      ['a', 'b', 'c', 'd'],
      (file) => (conditions[file] === undefined ? undefined : { list: '', text: conditions[file] }),
      () => true,
    );
    assert.deepEqual(
      [...found].sort(),
      [
        ['a', 'inet6'],
        ['b', 'gif'],
        ['c', 'gif'],
      ].sort(),
    );
  });

  test('options of an embedded configuration', () => {
    const image = build([], {
      configuration:
        'options\tCONFIG_AUTOGENERATED\nident\tLAB\nmachine\tamd64\ncpu\tHAMMER\noptions\tINET\noptions\tMAXCPU=4\noptions\tVIMAGE\n',
    });
    assert.deepEqual(
      optionDifferences(
        image,
        new Map([
          ['INET', '1'],
          ['SCTP', '1'],
          ['VIMAGE', '1'],
          ['HAMMER', '1'],
          ['MAXUSERS', '0'],
        ]),
      ),
      ['MAXCPU=4', '-SCTP'],
    );
    assert.deepEqual(optionDifferences(build([]), new Map([['INET', '1']])), []);
  });
});
