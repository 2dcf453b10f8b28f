// The whole set of predefined macros of each target against clang's own -dM -E.
import assert from 'node:assert/strict';
import test from 'node:test';
import { predefinedMacros } from '../../server/src/core/abi/predefined-macros.ts';
import { TARGETS } from '../../server/src/core/abi/targets.ts';
import { clang, clangName } from '../kit/clang.ts';
import { clangArguments } from '../kit/measured-unit.ts';

/** They name the build of clang that was asked. */
const OF_THE_BUILD = new Set(['__VERSION__', '__clang_version__', '__clang_patchlevel__']);
/** What the WebAssembly build answers otherwise than Debian's: it has no -mno-abicalls, and armv7a with NEON. */
const OF_WASM = new Set(
  clangName === 'clang-22'
    ? []
    : [
        '__mips_abicalls',
        '__ABICALLS__',
        '__PIC__',
        '__pic__',
        '__pie__',
        '__PIE__',
        '__ARM_NEON',
        '__ARM_NEON__',
        '__ARM_NEON_FP',
        '__HAVE_FUNCTION_MULTI_VERSIONING',
      ],
);

function table(lines: string): Map<string, string> {
  const macros = new Map<string, string>();
  for (const line of lines.split('\n')) {
    const match = /^#define (\w+(?:\([^)]*\))?) ?(.*)$/.exec(line);
    if (match?.[1] !== undefined && !OF_THE_BUILD.has(match[1]) && !OF_WASM.has(match[1]))
      macros.set(match[1], match[2] ?? '');
  }
  return macros;
}

/** The differing macros, one a line. assert shortens a difference of the whole tables, which have 400 rows. */
function differences(ours: ReadonlyMap<string, string>, clangs: ReadonlyMap<string, string>): string[] {
  return [
    ...[...clangs].flatMap(([name, value]) =>
      ours.get(name) === value ? [] : [`${name} ${value}: ${ours.has(name) ? `ours is ${ours.get(name)}` : 'missing'}`],
    ),
    ...[...ours.keys()].filter((name) => !clangs.has(name)).map((name) => `${name}: not defined by clang`),
  ].sort();
}

for (const target of TARGETS) {
  test(`predefined macros: ${target.name}`, async (t) => {
    let compared = 0;
    for (const freebsdMajor of [9, 12, 13, 15]) {
      const { stdout } = await clang([...clangArguments(target, freebsdMajor), '-dM', '-E', '-x', 'c', 'a.c'], {
        'a.c': '\n',
      });
      const expected = table(stdout);
      assert.ok(expected.size > 300, 'clang printed no macros');
      assert.deepEqual(
        differences(table(predefinedMacros(target, { freebsdMajor })), expected),
        [],
        `macros differ on FreeBSD ${freebsdMajor}; add what no field implies to macros of abi/targets/${target.name}.ts`,
      );
      compared += expected.size;
    }
    t.diagnostic(`${target.name}: ${compared} macros equal to ${clangName}'s for FreeBSD 9, 12, 13, 15`);
  });
}
