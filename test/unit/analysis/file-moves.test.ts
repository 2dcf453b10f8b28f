import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import { moveEdits, type MoveEdits } from '../../../server/src/core/analysis/answers/file-moves/move-edits.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { openSession } from '../../kit/hovering.ts';

const sample = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../minikernel');
const session = openSession(new NodeFiles(sample));

function moved(from: string, to: string): MoveEdits {
  const work = moveEdits(session, [{ from, to }]);
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** Each edited line as it becomes, by file. */
function lines({ edits }: MoveEdits): readonly string[] {
  return edits.map(({ path: file, start, end, text }) => {
    const before = readFileSync(path.join(sample, file), 'utf8');
    const after = before.slice(0, start) + text + before.slice(end);
    const lineStart = after.lastIndexOf('\n', start) + 1;
    return `${file}: ${after.slice(lineStart, after.indexOf('\n', start)).replace(/\s+/g, ' ')}`;
  });
}

describe('a source', () => {
  test('its line of sys/conf/files, SRCS of its module', () => {
    const found = moved('sys/net/shaper.c', 'sys/net/pipes.c');
    assert.deepEqual(lines(found), [
      'sys/conf/files: net/pipes.c optional shaper',
      'sys/modules/shaper/Makefile: SRCS= pipes.c opt_inet.h',
    ]);
    assert.deepEqual(found.left, []);
  });
  test('in another folder: where .PATH has to lead is told', () => {
    const found = moved('sys/net/shaper.c', 'sys/netinet/shaper.c');
    assert.deepEqual(lines(found), [
      'sys/conf/files: netinet/shaper.c optional shaper',
      'sys/modules/shaper/Makefile: SRCS= shaper.c opt_inet.h',
    ]);
    assert.deepEqual(
      found.left.map(({ path: file, line }) => `${file}:${line}`),
      ['sys/modules/shaper/Makefile:9'],
    );
  });
  test('one whose name ends like another', () => {
    assert.deepEqual(lines(moved('sys/net/if.c', 'sys/net/ifnet.c')), ['sys/conf/files: net/ifnet.c standard']);
  });
});

describe('a header', () => {
  test('every #include of it, and none else', () => {
    const wanted = (readdirSync(path.join(sample, 'sys'), { recursive: true }) as string[])
      .filter((file) => /\.[ch]$/.test(file))
      .filter((file) => /#include <netinet\/in_pcb\.h>/.test(readFileSync(path.join(sample, 'sys', file), 'utf8')))
      .map((file) => `sys/${file}: #include <netinet/pcb.h>`)
      .sort();
    assert.ok(wanted.length >= 7);
    assert.deepEqual([...lines(moved('sys/netinet/in_pcb.h', 'sys/netinet/pcb.h'))].sort(), wanted);
  });
});
