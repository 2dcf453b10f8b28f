import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test, { describe } from 'node:test';
import type { SimulatorEvent } from '../../../server/src/core/simulator/events.ts';
import { writeInstance } from '../../../server/src/core/simulator/instance.ts';
import type { RegisteredSysinit } from '../../../server/src/core/simulator/kernel-state.ts';
import { SimulatedKernel } from '../../../server/src/core/simulator/simulated-kernel.ts';
import { vnetAlloc, vnetDestroy } from '../../../server/src/core/simulator/vnet-alloc.ts';
import { vnetDataCopy } from '../../../server/src/core/simulator/vnet-data-copy.ts';
import {
  vnetDeregisterSysinit,
  vnetDeregisterSysuninit,
  vnetRegisterSysinit,
  vnetRegisterSysuninit,
} from '../../../server/src/core/simulator/vnet-sysinit.ts';
import { array, char, kernelImage, profile13 } from '../../kit/kernel-images.ts';

/**
 * What net/vnet.c itself did: its functions, compiled unchanged for each release and driven at random over a set_vnet
 * of 64 bytes that hold 0 to 63. `s N c|d SUBSYSTEM ORDER` describes constructors and destructors; then, one step a
 * line,
 *   r N, u N      vnet_register_sys[un]init(), vnet_deregister_sys[un]init()
 *   +, - V        vnet_alloc(), vnet_destroy() of the Vth vnet
 *   w V AT BYTE   a write in a vnet;  W AT BYTE  in the reference copy;  c AT COUNT  vnet_data_copy()
 * and behind the colon: N@V=STATE for each call (vnet_state from 12 on), =STATE after vnet_alloc(), the lists of
 * constructors (C) and destructors (D), and vnet_head (L) with the FNV-1a hash of each copy.
 */
const folder = new URL('vnet-transcripts/', import.meta.url);
const transcripts = readdirSync(folder).sort();

function run(file: string): void {
  const lines = readFileSync(new URL(file, folder), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '));
  const tracksState = !/^(9|10)\./.test(file);
  const image = kernelImage(
    [{ name: 'region', view: array(char, 64), align: 1, bytes: Array.from({ length: 64 }, (_, i) => i) }],
    { profile: { ...profile13, tracksState: { value: tracksState, evidence: undefined } } },
  );
  const kernel = new SimulatedKernel(image, () => 'no modules', { invariants: true, cpus: 1 });
  let events: SimulatorEvent[] = [];
  kernel.listener = (event): void => {
    events.push(event);
  };
  const sysinits = lines
    .filter(([kind]) => kind === 's')
    .map(([, name = '', kind, subsystem, order]): RegisteredSysinit => {
      const key = { subsystem: { value: Number(subsystem), text: '' }, order: { value: Number(order), text: '' } };
      return {
        owner: 'kernel',
        file: '',
        line: 0,
        vnet: {
          kind: kind === 'c' ? 'constructor' : 'destructor',
          action: 'register',
          symbol: name,
          function: name,
          argument: 'NULL',
          ...key,
        },
      };
    });
  const numberOf = new Map<number, number>();
  for (const words of lines) {
    if (words[0] === 's') continue;
    const [kind = '', ...rest] = words.slice(0, words.indexOf(':'));
    const [first = 0, second = 0, third = 0] = rest.map(Number);
    const entry = sysinits[first];
    const isConstructor = entry?.vnet.kind === 'constructor';
    events = [];
    const states = new Map([...kernel.vnetHead()].map((vnet) => [vnet.name, vnet.state]));
    let made = '';
    switch (kind) {
      case 'r':
        if (entry !== undefined) (isConstructor ? vnetRegisterSysinit : vnetRegisterSysuninit)(kernel, entry);
        break;
      case 'u':
        (isConstructor ? vnetDeregisterSysinit : vnetDeregisterSysuninit)(kernel, String(first), 'kernel');
        break;
      case '+': {
        const vnet = vnetAlloc(kernel, String(numberOf.size));
        numberOf.set(numberOf.size, vnet?.number ?? -1);
        if (tracksState) made = ` =${vnet?.state ?? ''}`;
        break;
      }
      case '-':
        vnetDestroy(kernel, numberOf.get(first) ?? -1);
        break;
      case 'w':
        writeInstance(kernel, { kind: 'vnet', vnet: numberOf.get(first) ?? -1 }, second, {
          bytes: Uint8Array.of(third),
          marks: undefined,
        });
        break;
      case 'W':
        writeInstance(kernel, { kind: 'reference', set: 'set_vnet' }, first, {
          bytes: Uint8Array.of(second),
          marks: undefined,
        });
        break;
      case 'c':
        vnetDataCopy(kernel, first, second);
        break;
    }
    const calls = events.flatMap((event) =>
      event.kind !== 'constructors' && event.kind !== 'destructors'
        ? []
        : event.functions.map((called) => {
            const name = called.replace('()', '');
            const state = event.why === 'vnet' ? sysinits[Number(name)]?.vnet.subsystem.value : states.get(event.vnet);
            return ` ${name}@${event.vnet}${tracksState ? `=${state ?? ''}` : ''}`;
          }),
    );
    const list = (all: readonly RegisteredSysinit[]): string => all.map(({ vnet }) => `,${vnet.symbol}`).join('');
    const head = [...kernel.vnetHead()]
      .map(({ name, memory }) => `,${name}:${fnv1a(memory.read(0, 64).bytes)}`)
      .join('');
    assert.equal(
      `${calls.join('')}${made} C${list(kernel.state.constructors)} D${list(kernel.state.destructors)} L${head}`,
      ` ${words.slice(words.indexOf(':') + 1).join(' ')}`,
      words.join(' '),
    );
  }
}

function fnv1a(bytes: Uint8Array): number {
  return bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 16777619) >>> 0, 2166136261);
}

describe("the kernel's own vnets", () => {
  test('transcripts of four releases are here', () => {
    assert.deepEqual(transcripts, ['10.4.txt', '12.1.txt', '13.0-CURRENT.txt', '9.3.txt']);
  });
  for (const file of transcripts)
    test(file, () => {
      run(file);
    });
});
