// The sample kernel holds together, and its planted mistakes are where its README says.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { filesBelow, textOf } from '../../kit/source-graph.ts';

const folder = 'test/minikernel';
const files = filesBelow(folder).map((file) => path.posix.relative(folder, file));
const sources = files.filter((file) => /\.[ch]$/.test(file));
const read = (file: string) => textOf(`${folder}/${file}`);

/** The first words of a configuration file's lines, comments and continuation lines left out. */
function firstWords(file: string): readonly string[] {
  return read(file)
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/)[0] ?? '')
    .filter(Boolean);
}

test('files and files.* name every source there is, and none besides', () => {
  const named = ['files', 'files.amd64', 'files.arm64', 'files.powerpc']
    .flatMap((name) => firstWords(`sys/conf/${name}`))
    .map((file) => `sys/${file}`);
  assert.equal(new Set(named).size, named.length);
  assert.deepEqual(named.toSorted(), files.filter((file) => /\.[cS]$/.test(file)).toSorted());
  const objects = named
    .filter((file) => file.endsWith('.c') && !file.includes('/machdep'))
    .map((file) => path.posix.basename(file));
  assert.equal(new Set(objects).size, objects.length, 'two sources would make one object');
});

test('every header that is included exists', () => {
  const options = ['options', 'options.amd64', 'options.arm64', 'options.powerpc'].flatMap((name) =>
    [...read(`sys/conf/${name}`).matchAll(/^([A-Z]\w*)[ \t]*(opt_\w+\.h)?/gm)].map(
      ([, option = '', header]) => header ?? `opt_${option.toLowerCase()}.h`,
    ),
  );
  for (const file of sources) {
    for (const [, quoted, angled] of read(file).matchAll(/^#include (?:"([^"]+)"|<([^>]+)>)/gm)) {
      if (quoted !== undefined) assert.ok(options.includes(quoted), `${file}: no option is written to ${quoted}`);
      else if (angled?.startsWith('machine/')) {
        for (const machine of ['amd64', 'arm64', 'powerpc'])
          assert.ok(files.includes(`sys/${machine}/include/${angled.slice(8)}`), `${file}: <${angled}> on ${machine}`);
      } else {
        assert.ok(
          files.includes(`sys/${angled ?? ''}`) || files.includes(`sys/${angled?.replace('/', '/include/') ?? ''}`),
          `${file}: <${angled}>`,
        );
      }
    }
  }
});

interface Planted {
  readonly rule: string;
  readonly file: string;
  /** The line below the mark, without its layout. */
  readonly code: string;
}

function plantedIn(file: string): readonly Planted[] {
  const lines = read(file).split('\n');
  return lines.flatMap((line, index) => {
    const rule = /^\/\* PLANTED: ([a-z-]+): \S.*\*\/$/.exec(line)?.[1];
    return rule === undefined ? [] : [{ rule, file, code: (lines[index + 1] ?? '').replaceAll(/\s+/g, ' ') }];
  });
}

test('the planted mistakes are those of the README', () => {
  const planted = sources.flatMap(plantedIn);
  assert.deepEqual(planted.map(({ rule, code }) => `${rule}: ${code}`).sort(), [
    'accessor-names-other: #define V_igmp_v2enable VNET(igmp_v1enable)',
    'declare-type-mismatch: VNET_DECLARE(long, if_index);',
    'sysctl-missing-vnet-flag: SYSCTL_INT(_net_inet_ip, OID_AUTO, random_id, CTLFLAG_RW,',
  ]);
  const rows = [...read('README.md').matchAll(/^\| `([a-z-]+)` \| `(\S+)` \|/gm)].map(
    ([, rule, file]) => `${rule} ${file}`,
  );
  assert.deepEqual(planted.map(({ rule, file }) => `${rule} ${file}`).sort(), rows.sort());
  assert.equal(sources.filter((file) => read(file).includes('PLANTED')).length, planted.length, 'a mark is misspelt');
});

const definitionPattern =
  /\b(VNET_(?:PCPUSTAT_)?DEFINE(?:_STATIC)?)\((?:[^()]|\([^()]*\))*?\b(\w+)\s*(?:\[[^\]]*\]\s*)?(?:__aligned\((?:[^()]|\([^()]*\))*\))?\)\s*[;=]/g;
const definitions = sources
  .filter((file) => file.endsWith('.c'))
  .flatMap((file) =>
    [...read(file).matchAll(definitionPattern)].map(([, macro = '', name = '']) => ({ file, macro, name })),
  );

test('apart from them, every accessor names its own variable, and every variable has one', () => {
  const accessors = sources.flatMap((file) =>
    [...read(file).matchAll(/^#define\s+V_(\w+)\s+VNET\((\w+)\)/gm)].map(([, accessor, name]) => ({ accessor, name })),
  );
  assert.deepEqual(
    accessors.filter(({ accessor, name }) => accessor !== name),
    [{ accessor: 'igmp_v2enable', name: 'igmp_v1enable' }],
  );
  const withAccessor = new Set(accessors.map(({ accessor }) => accessor));
  const without = definitions
    .filter(({ macro, name }) => !macro.includes('PCPUSTAT') && !withAccessor.has(name))
    .map(({ name }) => name);
  assert.deepEqual(without, ['modspace']);
});

test('there is enough of everything to stand on', () => {
  assert.ok(definitions.length > 100, `${definitions.length} virtualized globals`);
  assert.match(read('sys/netinet/tcp_sack.c'), /^VNET_DEFINE\(int, tcp_do_sack\) = 1;$/m);
  assert.match(read('sys/sys/param.h'), /^#define\s+__FreeBSD_version\s+1300139$/m);
  for (const header of ['sys/net/vnet.h', 'sys/sys/pcpu.h']) assert.match(read(header), /"set_(?:vnet|pcpu)"/);
});
