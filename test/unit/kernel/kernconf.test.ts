import assert from 'node:assert/strict';
import test from 'node:test';
import { KernconfReader } from '../../../server/src/core/kernel/kernconf-parser.ts';
import type { KernconfSettings } from '../../../server/src/core/kernel/kernconf-settings.ts';
import { readKernconfStatements } from '../../../server/src/core/kernel/kernconf-statements.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';

const latest = { since: 1200000, repeatedOption: 'last' } as const;

function read(
  text: string,
  others: Record<string, string> = {},
  era: { since: number; repeatedOption: 'first' | 'last' } = latest,
): KernconfSettings {
  const reader = new KernconfReader(new MemoryFiles(others), 'sys', 'sys/amd64/conf', era);
  reader.read('sys/amd64/conf/TEST', text);
  return reader.settings();
}

const optionsOf = (settings: KernconfSettings): string[] =>
  settings.options.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)).sort();
const devicesOf = (settings: KernconfSettings): string[] => settings.devices.map((device) => device.name);
const words = (text: string): string[][] =>
  readKernconfStatements(text).map((statement) => statement.tokens.map((token) => token.text));

test('statements: comments, several blanks, a line that begins with a blank goes on', () => {
  assert.deepEqual(words('# nothing\noptions \tINET,\t\t# the network\n\tINET6\ndevice lo ; device ether\n'), [
    ['options', 'INET', ',', 'INET6'],
    ['device', 'lo'],
    ['device', 'ether'],
  ]);
  assert.deepEqual(
    readKernconfStatements('\n\nident X\n').map((statement) => statement.line),
    [3],
  );
});

test('values: up to a blank or a comment; quotes go, escaped quotes stay', () => {
  assert.deepEqual(words('options A=1,B=2 # two\noptions C="d e"\noptions F=\\"ufs:da0 rw\\"\n'), [
    ['options', 'A', '=', '1,B=2'],
    ['options', 'C', '=', 'd e'],
    ['options', 'F', '=', '"ufs:da0 rw"'],
  ]);
});

test('options, lists of them, and nooptions', () => {
  const settings = read('options INET, INET6\noptions MAXCPU=4\noption VIMAGE\nnooptions INET6, VIMAGE\n');
  assert.deepEqual(optionsOf(settings), ['INET', 'MAXCPU=4']);
  assert.deepEqual(settings.problems, []);
});

test('devices bring DEV_ options; nodevice takes both away', () => {
  const settings = read('device lo\ndevice bpf, netmap\nnodevices bpf\n');
  assert.deepEqual(devicesOf(settings), ['lo', 'netmap']);
  assert.deepEqual(optionsOf(settings), ['DEV_LO=1', 'DEV_NETMAP=1']);
});

test('an option given twice: the last value holds from 12 on, the first before', () => {
  const text = 'options MAXCPU=2\noptions MAXCPU=8\n';
  const later = read(text);
  assert.deepEqual(
    later.options.map((option) => option.value),
    ['2', '8'],
  );
  assert.match(later.problems[0]?.message ?? '', /8 is used/);
  const earlier = read(text, {}, { since: 0, repeatedOption: 'first' });
  assert.deepEqual(
    earlier.options.map((option) => option.value),
    ['2'],
  );
  assert.match(earlier.problems[0]?.message ?? '', /2 is used/);
});

test('machine, ident, cpu, maxusers, makeoptions, envvar, hints, files', () => {
  const settings = read(
    [
      'machine powerpc powerpc64',
      'ident "MY KERNEL"',
      'cpu AIM',
      'cpu BOOKE',
      'nocpu BOOKE',
      'maxusers 64',
      'makeoptions DEBUG=-g',
      'makeoptions EMPTY=',
      'makeoptions CONF_CFLAGS=-DA',
      'makeoptions CONF_CFLAGS+=-DB',
      'makeoptions GONE=1',
      'nomakeoptions GONE',
      'envvar hw.x=1 2 # no',
      'hints "GENERIC.hints"',
      'env "other.env"',
      'files "../mine/files.mine"',
      '',
    ].join('\n'),
  );
  assert.equal(`${settings.machine} ${settings.machineArch} ${settings.ident}`, 'powerpc powerpc64 MY KERNEL');
  assert.deepEqual(settings.cpus, ['AIM']);
  assert.equal(settings.maxusers, 64);
  assert.deepEqual(
    [...settings.makeOptions],
    [
      ['DEBUG', '-g'],
      ['EMPTY', ''],
      ['CONF_CFLAGS', '-DA -DB'],
    ],
  );
  assert.deepEqual(
    [settings.environment, settings.hints, settings.environmentFiles],
    [['hw.x=1 2'], ['GENERIC.hints'], ['other.env']],
  );
  assert.deepEqual(settings.fileLists, ['sys/amd64/mine/files.mine']);
  assert.deepEqual(settings.problems, []);
});

test('include: beside the file, then in sys/conf, and relative paths', () => {
  const settings = read('include GENERIC\ninclude "std.debug"\ninclude "../../conf/std.more"\ninclude ./NEAR\n', {
    'sys/amd64/conf/GENERIC': 'options FROM_GENERIC\n',
    'sys/conf/std.debug': 'options FROM_DEBUG\n',
    'sys/conf/std.more': 'options FROM_MORE\n',
    'sys/amd64/conf/NEAR': 'options FROM_NEAR',
  });
  assert.deepEqual(optionsOf(settings), ['FROM_DEBUG', 'FROM_GENERIC', 'FROM_MORE', 'FROM_NEAR']);
  assert.deepEqual(settings.sources, [
    'sys/amd64/conf/TEST',
    'sys/amd64/conf/GENERIC',
    'sys/conf/std.debug',
    'sys/conf/std.more',
    'sys/amd64/conf/NEAR',
  ]);
});

test('a name with a dot in it must be quoted', () => {
  const settings = read('include std.debug\n', {
    'sys/conf/std': 'options WRONG\n',
    'sys/conf/std.debug': 'options WRONG\n',
  });
  assert.deepEqual([optionsOf(settings), settings.problems.length], [[], 1]);
});

test('what is wrong is a problem with its line, and the rest is read', () => {
  const settings = read('optoins INET\noptions\noptions 7\ninclude NOWHERE\nmachine i386\nmachine amd64\ndevice lo\n');
  assert.deepEqual(
    settings.problems.map(({ line }) => line),
    [1, 2, 3, 4, 6],
  );
  assert.deepEqual(devicesOf(settings), ['lo']);
});

test('an include that includes itself ends', () => {
  const settings = read('include TEST\n', { 'sys/amd64/conf/TEST': 'include TEST\ndevice lo\n' });
  assert.deepEqual(devicesOf(settings), ['lo']);
  assert.ok(settings.problems.some((problem) => problem.message.includes('too deeply')));
});
