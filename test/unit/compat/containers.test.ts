import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { describe } from 'node:test';
import { findTarget } from '../../../server/src/core/abi/targets.ts';
import { isUnknown } from '../../../server/src/core/types/unknown.ts';
import { measure } from '../../kit/measured-unit.ts';

/**
 * sys/vimage.h of early 2009 guarded the containers' sizes: "If you need to update the values you MUST increment
 * __FreeBSD_version". Each row: machine, the target whose layout rules it had, its time_t, then SIZEOF_vnet_net,
 * SIZEOF_vnet_net_LINT, SIZEOF_vnet_inet6, SIZEOF_vnet_ipsec; 0 where the header has 1, for none.
 *
 * ia64 and sparc64 are LP64 with natural alignment, like any target here that is. FreeBSD's mips was o32: ILP32 with
 * 64-bit members on 8 bytes, as powerpc, with a 64-bit time_t. Its arm had the old ABI: 64-bit members on 4 bytes, as
 * i386, with a 64-bit time_t.
 */
const GUARDS: readonly (readonly [
  machine: string,
  target: string,
  time: string,
  net: number,
  lint: number,
  inet6: number,
  ipsec: number,
])[] = [
  ['amd64', 'amd64', 'long', 464, 5144, 8800, 31160],
  ['i386', 'i386', 'int', 236, 2576, 8528, 31016],
  ['powerpc', 'powerpc', 'int', 236, 2576, 8536, 31048],
  ['ia64', 'riscv64', 'long', 464, 5144, 8800, 31160],
  ['sparc64', 'powerpc64', 'long', 464, 5144, 8800, 31160],
  ['mips', 'powerpc', 'long long', 236, 0, 8552, 0],
  ['arm', 'i386', 'long long', 236, 0, 8536, 0],
];

const text = readFileSync(new URL('containers.c', import.meta.url), 'utf8');

function size(container: string, arch: string, time: string, fibs: number): number {
  const { unit, engine } = measure(`#define TIME_T ${time}\n#define FIBS ${fibs}\n${text}`, findTarget(arch));
  const specifier = unit.tag(unit.interner.intern(container), 'struct');
  assert.ok(specifier !== undefined && specifier.kind !== 'enum');
  const layout = engine.record({ kind: 'record', specifier, qualifiers: 0, scope: undefined });
  assert.ok(!isUnknown(layout));
  return layout.sizeBytes;
}

describe("the size guards of 2009's containers", () => {
  for (const [machine, target, time, net, lint, inet6, ipsec] of GUARDS) {
    test(machine, () => {
      assert.deepEqual(
        { net: size('vnet_net', target, time, 1), inet6: size('vnet_inet6', target, time, 1) },
        { net, inet6 },
      );
      if (lint !== 0) assert.equal(size('vnet_net', target, time, 16), lint);
      if (ipsec !== 0) assert.equal(size('vnet_ipsec', target, time, 1), ipsec);
    });
  }
});
