import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test, { describe } from 'node:test';
import {
  DPCPU,
  VNET_DATA,
  vnetDataAlloc,
  vnetDataFree,
  vnetDataStartup,
  type Extent,
  type FreeList,
} from '../../../server/src/core/simulator/vnet-data-alloc.ts';

/**
 * What the kernel's own vnet_data_alloc()/vnet_data_free() and dpcpu_alloc()/dpcpu_free() did: the functions of each
 * release's net/vnet.c and kern/subr_pcpu.c, compiled unchanged for 64 and for 32 bits and driven at random. One step a
 * line:
 *   s                      startup
 *   a SIZE START|NULL      alloc
 *   f START SIZE [fault]   free; fault: it read through a null pointer
 * then what changed in the free list: -START:LENGTH went, +INDEX@START:LENGTH came.
 */
const folder = new URL('allocator-transcripts/', import.meta.url);
const transcripts = readdirSync(folder).sort();

interface Step {
  readonly line: string;
  readonly words: readonly string[];
  readonly gone: readonly Extent[];
  readonly come: readonly { readonly index: number; readonly extent: Extent }[];
}

const extentOf = (text: string): Extent => {
  const [start = NaN, lengthBytes = NaN] = text.split(':').map(Number);
  return { start, lengthBytes };
};

function parse(line: string): Step {
  const words = line.split(' ');
  return {
    line,
    words: words.filter((word) => !/^[-+]\d/.test(word)),
    gone: words.filter((word) => /^-\d/.test(word)).map((word) => extentOf(word.slice(1))),
    come: words
      .filter((word) => word.startsWith('+'))
      .map((word) => {
        const [index = '', extent = ''] = word.slice(1).split('@');
        return { index: Number(index), extent: extentOf(extent) };
      }),
  };
}

/** The kernel's list after a step. */
function follow(list: FreeList, { gone, come }: Step): FreeList {
  const left = list.filter(
    ({ start, lengthBytes }) => !gone.some((extent) => extent.start === start && extent.lengthBytes === lengthBytes),
  );
  assert.equal(left.length, list.length - gone.length);
  return come.reduce<Extent[]>((after, { index, extent }) => after.toSpliced(index, 0, extent), [...left]);
}

describe("the kernel's own allocator", () => {
  test('transcripts of five releases are here', () => {
    assert.deepEqual(
      transcripts.map((file) => file.replace('.txt', '')),
      ['9.3', '10.4', '12.1', '13.0-CURRENT', 'main']
        .flatMap((release) =>
          (release === 'main' ? ['vnet'] : ['dpcpu', 'vnet']).flatMap((kind) =>
            ['32', '64'].map((bits) => `${release}-${kind}-${bits}`),
          ),
        )
        .sort(),
    );
  });

  for (const file of transcripts) {
    test(file, () => {
      const [head = '', ...lines] = readFileSync(new URL(file, folder), 'utf8').trimEnd().split('\n');
      const [, modmin = NaN, pointer = NaN] = (/^# modmin (\d+) pointer (\d+)$/.exec(head) ?? []).map(Number);
      const names = file.includes('dpcpu') ? DPCPU : VNET_DATA;
      let ours: FreeList = [];
      let theirs: FreeList = [];
      let faults = 0;
      for (const step of lines.map(parse)) {
        const [kind, first = '', second = '', fault] = step.words;
        theirs = kind === 's' ? follow([], step) : follow(theirs, step);
        if (kind === 's') {
          ours = vnetDataStartup({ start: 0, lengthBytes: modmin });
        } else if (kind === 'a') {
          const { list, start } = vnetDataAlloc(ours, Number(first), pointer);
          assert.equal(start, second === 'NULL' ? undefined : Number(second), step.line);
          ours = list;
        } else {
          const freed = vnetDataFree(ours, Number(first), Number(second), pointer, names);
          assert.equal(freed.fault !== undefined, fault === 'fault', step.line);
          if (freed.fault !== undefined) {
            assert.equal(freed.fault.function, names.free);
            faults++;
            continue;
          }
          ours = freed.list;
        }
        assert.deepEqual(ours, theirs, step.line);
      }
      assert.ok(lines.length >= 500 && faults > 0, `${lines.length} steps, ${faults} faults`);
    });
  }
});
