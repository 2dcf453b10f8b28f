// What a KERNCONF is held to: the lists of its own machine, with what they include, as config(8) reads them.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  kernconfFindings,
  kernconfHover,
} from '../../../server/src/core/analysis/answers/kernconf-file/kernconf-answers.ts';
import { openSample } from '../../kit/rule-session.ts';

const LISTS = {
  'sys/conf/files.amd64': 'include\t"conf/files.x86"\ndev/one.c\toptional one\n',
  'sys/conf/files.x86': 'include conf/files.pc\ndev/two.c\toptional two \\\n\tcompile-with "three"\n',
  'sys/conf/files.pc': 'include "conf/files.x86"\ndev/four.c\toptional four # five\n',
  'sys/conf/files.arm64': 'dev/six.c\toptional six\n',
  'sys/conf/files.lab': 'dev/seven.c\toptional seven\n',
};

const AMD64 = 'sys/amd64/conf/LAB';
const ARM64 = 'sys/arm64/conf/LAB';

function unknown(path: string, text: string): readonly string[] {
  return kernconfFindings(openSample(LISTS), { path, text }).map(({ message }) => /"(.*?)"/.exec(message)?.[1] ?? '');
}

test('lists are followed to those that they include, and a circle ends', () => {
  assert.deepEqual(unknown(AMD64, 'device one\ndevice two\ndevice four\n'), []);
});

test('words of a command and of a comment are no devices', () => {
  assert.deepEqual(unknown(AMD64, 'device three\ndevice five\n'), ['three', 'five']);
});

test('the lists are those of the machine whose folder the configuration is in, whatever kernel is shown', () => {
  assert.deepEqual(unknown(AMD64, 'device six\ndevice one\n'), ['six']);
  assert.deepEqual(unknown(ARM64, 'device six\ndevice one\n'), ['one']);
  // sys/conf/options.arm64 has it.
  assert.deepEqual(unknown(AMD64, 'options ARM64\n'), ['ARM64']);
  assert.deepEqual(unknown(ARM64, 'options ARM64\n'), []);
});

test('lists that the configuration itself names count', () => {
  assert.deepEqual(unknown(AMD64, 'device seven\n'), ['seven']);
  assert.deepEqual(unknown(AMD64, 'files "../../conf/files.lab"\ndevice seven\n'), []);
});

test('a hover names the machine where the kernel that is shown is another', () => {
  const lines = (path: string): string =>
    JSON.stringify(kernconfHover(openSample(LISTS), { path, text: 'options INET\n' }, 9)?.lines);
  assert.match(lines(AMD64), /"in GENERIC: set"/);
  assert.match(lines(ARM64), /"in amd64 GENERIC: set"/);
});
