// Records of a real kernel as baselines have them, against clang's record dumps of the same units.
// VNETSCOPE_KERNEL_TREE names the tree; VNETSCOPE_ARCHS the machines (default: those whose GENERIC the tree has).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { UnitMeasurer } from '../../server/src/core/analysis/layouts/layout-unit.ts';
import { candidateObjects } from '../../server/src/core/analysis/region/region.ts';
import { firstBit, type MemberRow } from '../../server/src/core/compat/baseline.ts';
import { clangIn, clangName, hasNativeClang, inParallel } from '../kit/clang.ts';
import { KernelBuild } from '../kit/kernel-build.ts';
import { dumpedRecords } from '../kit/record-dump.ts';

const tree = process.env['VNETSCOPE_KERNEL_TREE'];
const archs = process.env['VNETSCOPE_ARCHS']?.split(',') ?? ['amd64', 'i386', 'arm64', 'riscv64'];
const skip = tree === undefined ? 'no VNETSCOPE_KERNEL_TREE' : hasNativeClang ? false : 'clang-22 is not installed';
const QUICK = process.env['VNETSCOPE_KERNEL_FILES'] === 'all' ? 1 : 3;
/** Asked for by name in issue and release notes: they must be among what was compared. */
const NAMED = ['struct tcpcb', 'struct inpcb', 'struct ifnet', 'struct ip6_pktopts', 'struct vnet'];

function line(
  size: number | null,
  align: number | null,
  members: readonly { readonly name: string; readonly bit: number; readonly width: number | undefined }[],
): string {
  // What lies in arrays of nameless records clang does not print.
  const shown = members
    .filter(({ name, width }) => !name.includes('[]') && width !== 0)
    .map(({ name, bit, width }) => `${bit}${width === undefined ? '' : `+${width}`} ${name}`);
  return `size ${size ?? '?'} align ${align ?? '?'}: ${shown.join(', ')}`;
}

function ours({ name, bits, ...row }: MemberRow): {
  readonly name: string;
  readonly bit: number;
  readonly width: number | undefined;
} {
  return { name, bit: firstBit({ name, ...row, ...(bits === undefined ? {} : { bits }) }), width: bits?.[1] };
}

describe('records of a real kernel, as clang lays them out', { skip }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-build-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  for (const arch of archs) {
    test(arch, async () => {
      assert.ok(tree !== undefined);
      const build = new KernelBuild(tree, path.join(folder, arch), { arch, options: ['VIMAGE'] });
      const { workspace } = build;
      const objects = candidateObjects(workspace, workspace.kernel.objects, 'set_vnet').filter(
        ({ source }, i) => i % QUICK === 0 || /\/(?:tcp_subr|ip6_output|in_pcb|if|vnet)\.c$/.test(source),
      );
      const measurer = new UnitMeasurer(workspace, () => true);
      const compared = new Set<string>();
      const mismatches: string[] = [];
      let count = 0;
      await inParallel(objects, async ({ source, compile }) => {
        const measured = workspace.translate(
          source,
          workspace.files.read(source) ?? '',
          compile,
          workspace.kernel.build,
          () => 0,
        );
        build.provide(measured.unit.translation.includes.map((include) => include.path));
        const rows = measurer.measure(measured, source).records;
        // clang dumps a record when its size is asked for; at its definition the attributes behind it are not known
        // yet.
        const asked = path.join(build.folder, source.replaceAll('/', '_'));
        writeFileSync(
          asked,
          `#include "${path.join(build.tree, source)}"\n${rows.map(({ name }, i) => `char vnetscope_asked_${i}[sizeof(${name})];\n`).join('')}`,
        );
        const { stdout } = await clangIn(build.tree, [
          '-fsyntax-only',
          '-ferror-limit=0',
          '-Xclang',
          '-fdump-record-layouts',
          ...build.flags(compile),
          asked,
        ]);
        const dumped = dumpedRecords(stdout);
        for (const row of rows) {
          const theirs = dumped.get(row.name);
          if (theirs === undefined) continue;
          count++;
          compared.add(row.name);
          const [left, right] = [
            line(row.size, row.align, row.members.map(ours)),
            line(theirs.size, theirs.align, theirs.members),
          ];
          if (left !== right) mismatches.push(`${source}: ${row.name}\n  ${left}\n  clang: ${right}`);
        }
      });
      process.stdout.write(
        `compat: ${arch}: ${compared.size} records (${count} times) in ${objects.length} units of ${tree} compared with ${clangName}, ${mismatches.length} mismatches\n`,
      );
      assert.ok(compared.size >= 300, `only ${compared.size} records`);
      assert.deepEqual(
        NAMED.filter((name) => !compared.has(name)),
        [],
      );
      assert.deepEqual(mismatches.slice(0, 10), []);
    });
  }
});
