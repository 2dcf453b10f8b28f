import assert from 'node:assert/strict';
import test from 'node:test';
import { KernconfReader } from '../../../server/src/core/kernel/kernconf-parser.ts';
import { makeOptionHeaders, type OptionHeaders } from '../../../server/src/core/kernel/option-headers.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';

const table = [
  'MAXUSERS',
  'INET opt_inet.h',
  'TCP_OFFLOAD opt_inet.h',
  'TCP_HHOOK opt_inet.h',
  'TCP_RFC7413 opt_inet.h',
  'INET6',
  'ROOTDEVNAME',
  'DEV_BPF opt_bpf.h',
  '',
].join('\n');

function headersOf(kernconf: string, others: Record<string, string> = {}): OptionHeaders {
  const files = new MemoryFiles({
    'sys/conf/options': table,
    'sys/conf/options.amd64': 'HAMMER opt_cpu.h\nAMD64 opt_global.h\n',
    ...others,
  });
  const reader = new KernconfReader(files, 'sys', 'sys/amd64/conf', { since: 1200000, repeatedOption: 'last' });
  reader.read('sys/amd64/conf/TEST', `machine amd64\ncpu HAMMER\n${kernconf}`);
  return makeOptionHeaders(files, 'sys', reader.settings());
}

test('every header of the options files exists; the default name is opt_<lower>.h', () => {
  const { headers } = headersOf('');
  assert.deepEqual([...headers.keys()].sort(), [
    'opt_bpf.h',
    'opt_cpu.h',
    'opt_global.h',
    'opt_inet.h',
    'opt_inet6.h',
    'opt_maxusers.h',
    'opt_rootdevname.h',
  ]);
  assert.equal(headers.get('opt_inet.h'), '');
});

test('cpu types, MAXUSERS and the machine become options', () => {
  const { headers, values } = headersOf('maxusers 1\n');
  assert.equal(headers.get('opt_cpu.h'), '#define HAMMER 1\n');
  assert.equal(headers.get('opt_global.h'), '#define AMD64 1\n');
  assert.equal(headers.get('opt_maxusers.h'), '#define MAXUSERS 2\n');
  assert.equal(values.get('MAXUSERS'), '2');
  assert.equal(headersOf('').headers.get('opt_maxusers.h'), '#define MAXUSERS 0\n');
});

test('options of one header: each rewrite turns the older lines around and puts the new one first', () => {
  // The options file is gone through from its end: TCP_RFC7413, TCP_HHOOK, TCP_OFFLOAD, INET.
  assert.equal(
    headersOf('options TCP_RFC7413\noptions TCP_HHOOK\n').headers.get('opt_inet.h'),
    '#define TCP_HHOOK 1\n#define TCP_RFC7413 1\n',
  );
  assert.equal(
    headersOf('options INET\noptions TCP_OFFLOAD\noptions TCP_HHOOK\noptions TCP_RFC7413\n').headers.get('opt_inet.h'),
    '#define INET 1\n#define TCP_HHOOK 1\n#define TCP_RFC7413 1\n#define TCP_OFFLOAD 1\n',
  );
});

test('values, with blanks and quotes too', () => {
  assert.equal(
    headersOf('options ROOTDEVNAME=\\"ufs:da0 rw\\"\n').headers.get('opt_rootdevname.h'),
    '#define ROOTDEVNAME "ufs:da0 rw"\n',
  );
  assert.equal(headersOf('options INET=2\noptions INET=3\n').headers.get('opt_inet.h'), '#define INET 3\n');
});

test('devices define DEV_ only where an options file lists it', () => {
  const { headers, problems } = headersOf('device bpf\ndevice lo\n');
  assert.equal(headers.get('opt_bpf.h'), '#define DEV_BPF 1\n');
  assert.deepEqual(problems, []);
});

test('an unknown option is a problem at its line, with near names', () => {
  const { problems } = headersOf('options INETT\n');
  assert.deepEqual(problems, [
    { file: 'sys/amd64/conf/TEST', line: 3, message: 'unknown option INETT; near ones: INET, INET6' },
  ]);
});

test('options-compat maps an old name that the options files still list', () => {
  const { headers } = headersOf('options OLD_INET\n', {
    'sys/conf/options': `${table}OLD_INET opt_old.h\n`,
    'sys/conf/options-compat': 'OLD_INET INET\nUNLISTED INET\n',
  });
  assert.equal(headers.get('opt_inet.h'), '#define INET 1\n');
});

test('only options without a value select files, whatever their case', () => {
  const { selecting } = headersOf('options INET\noptions INET6=1\n');
  assert.ok(selecting.has('inet'));
  assert.ok(!selecting.has('inet6'));
  assert.ok(selecting.has('hammer'));
});

test('an option listed twice is a problem of the options file', () => {
  const { problems } = headersOf('', { 'sys/conf/options.amd64': 'INET opt_other.h\nHAMMER opt_cpu.h\n' });
  assert.deepEqual(problems, [{ file: 'sys/conf/options.amd64', line: 1, message: 'duplicate option INET' }]);
});
