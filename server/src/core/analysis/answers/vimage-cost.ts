import { counted } from '../../abi/exact.ts';
import { isFailure, type Failure } from '../../kernel/failure.ts';
import { holdsAny } from '../../text/file-source.ts';
import type { Problem } from '../../text/problem.ts';
import { plainGlobals, type PlainGlobal } from '../../vnet/plain-globals.ts';
import { readKernelConstants } from '../image/kernel-constants.ts';
import type { LayoutReport } from '../image/layout-report.ts';
import { definingMarks, kernelRegion, type Region } from '../region/region.ts';
import { ViewPool } from '../workspace/type-view.ts';
import { Workspace } from '../workspace/workspace.ts';

/**
 * A virtualized global, and the plain global that its definition makes without VIMAGE. The names are the JSON contract.
 */
interface CostVariable {
  readonly name: string;
  /** The object's source. */
  readonly file: string;
  readonly line: number;
  readonly type: string;
  /** Bytes in every vnet. */
  readonly size: number | null;
  /** As a plain global; null when there is none. */
  readonly plain: {
    readonly section: string | null;
    readonly size: number | null;
    readonly align: number | null;
  } | null;
}

interface CostObject {
  readonly file: string;
  readonly variables: number;
  /** From its first member to its last, with the padding before and inside. */
  readonly bytes: number;
  readonly paddingBytes: number;
}

/** What options VIMAGE costs. Bytes. */
export interface VimageCost {
  readonly schemaVersion: 1;
  readonly release: LayoutReport['release'];
  readonly arch: string;
  readonly kernconf: string;
  readonly pageBytes: number;
  readonly vnet: {
    /** VNET_BYTES: what vnet_alloc() copies. */
    readonly bytes: number;
    /** What vnet_alloc() allocates for it: VNET_SIZE, in whole pages. */
    readonly allocatedBytes: number;
    readonly pages: number;
    readonly structVnetBytes: number | null;
    readonly modspaceBytes: number;
    readonly paddingBytes: number;
    /** counter(9) pointers in it: each counter takes 8 bytes on every CPU when a constructor has allocated it. */
    readonly counters: number;
  };
  /** The same definitions without VIMAGE, once for the whole kernel. */
  readonly plain: {
    readonly variables: number;
    readonly dataBytes: number;
    readonly bssBytes: number;
    readonly otherBytes: number;
  };
  /** Definitions that exist in one of the two kernels only. */
  readonly onlyWithVimage: readonly string[];
  readonly onlyWithoutVimage: readonly string[];
  /** In link order. */
  readonly objects: readonly CostObject[];
  /** Largest first. */
  readonly variables: readonly CostVariable[];
  readonly problems: readonly Problem[];
}

/**
 * Compares the configuration with VIMAGE to the same without. A Failure when one of them cannot be opened or a size in
 * it is unknown.
 */
export function vimageCost(workspace: Workspace): VimageCost | Failure {
  const { files, request } = workspace;
  const configured = (option: string): Workspace | Failure =>
    Workspace.open(files, { ...request, options: [...(request.options ?? []), option] });
  const withVimage = workspace.kernel.vimage ? workspace : configured('VIMAGE');
  if (isFailure(withVimage)) return withVimage;
  const without = workspace.kernel.vimage ? configured('nooptions VIMAGE') : workspace;
  if (isFailure(without)) return without;
  const region = kernelRegion(withVimage, 'set_vnet');
  const sizeBytes = counted(region.image.sizeBytes);
  const unknown = region.image.objects
    .flatMap(({ members }) => members)
    .find(({ member }) => member.unknown !== undefined)?.member;
  if (sizeBytes === null || unknown !== undefined)
    return {
      failure: {
        file: unknown?.file ?? '',
        line: unknown?.line ?? 0,
        message: `the size of '${unknown?.name ?? ''}' is unknown: ${unknown?.unknown ?? ''}`,
      },
      near: [],
    };
  const constants = readKernelConstants(withVimage, new ViewPool());
  const pageBytes = constants.pageBytes ?? 4096;
  const plain = readPlainGlobals(without, withVimage);
  const { release } = workspace.tree;
  const variables = comparedVariables(region, plain);
  const taken = new Set(
    variables.flatMap(({ name, file, plain: found }) => (found === null ? [] : [`${file} ${name}`])),
  );
  const sum = (section: string): number =>
    plain.filter((one) => one.section === section).reduce((total, one) => total + (one.sizeBytes ?? 0), 0);
  const all = plain.reduce((total, one) => total + (one.sizeBytes ?? 0), 0);
  const members = region.image.objects.flatMap((object) => object.members);
  return {
    schemaVersion: 1,
    release: { name: release.name, osreldate: release.osreldate },
    arch: workspace.kernel.arch,
    kernconf: workspace.kernel.kernconf,
    pageBytes,
    vnet: {
      bytes: sizeBytes,
      allocatedBytes: Math.ceil(sizeBytes / pageBytes) * pageBytes,
      pages: Math.ceil(sizeBytes / pageBytes),
      structVnetBytes: constants.structVnet?.sizeBytes ?? null,
      modspaceBytes: counted(members.find(({ member }) => member.name === 'modspace')?.member.sizeBytes ?? null) ?? 0,
      paddingBytes: counted(region.image.paddingBytes) ?? 0,
      counters: members
        .filter(({ member }) => /^counter_u64_t\b/.test(member.type))
        .reduce((total, { member }) => total + (counted(member.sizeBytes) ?? 0) / withVimage.target.pointerBytes, 0),
    },
    plain: {
      variables: plain.length,
      dataBytes: sum('.data'),
      bssBytes: sum('.bss'),
      otherBytes: all - sum('.data') - sum('.bss'),
    },
    onlyWithVimage: variables
      .filter((one) => one.plain === null)
      .map(({ name }) => name)
      .sort(),
    onlyWithoutVimage: plain
      .filter(({ name, source }) => !taken.has(`${source} ${name}`))
      .map(({ name }) => name)
      .sort(),
    objects: costOfObjects(region),
    variables,
    problems: [...region.problems],
  };
}

type FoundGlobal = PlainGlobal & { readonly source: string };

function readPlainGlobals(workspace: Workspace, { roles }: Workspace): readonly FoundGlobal[] {
  const marks = definingMarks(workspace, 'set_vnet');
  return workspace.kernel.objects.flatMap(({ source, compile }) => {
    if (!source.endsWith('.c') || holdsAny(workspace.files, source, marks) !== true) return [];
    const { engine } = workspace.translate(
      source,
      workspace.files.read(source) ?? '',
      compile,
      workspace.kernel.build,
      (spelling) => (spelling === '__COUNTER__' ? Infinity : 0),
    );
    return plainGlobals(engine, roles).map((found) => ({ ...found, source }));
  });
}

function comparedVariables(region: Region, plain: readonly FoundGlobal[]): readonly CostVariable[] {
  const byKey = new Map(plain.map((one) => [`${one.source} ${one.name}`, one]));
  const rows = region.image.objects.flatMap(({ file, members }) =>
    members.map(({ member }): CostVariable => {
      const found = byKey.get(`${file} ${member.name}`);
      return {
        name: member.name,
        file,
        line: member.includedAt?.line ?? member.line,
        type: member.type,
        size: counted(member.sizeBytes),
        plain: found === undefined ? null : { section: found.section, size: found.sizeBytes, align: found.alignBytes },
      };
    }),
  );
  return rows.sort(
    (a, b) => (b.size ?? 0) - (a.size ?? 0) || (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line),
  );
}

/** Each object counts from the end of the one before: the sum is the size of the section. */
function costOfObjects({ image }: Region): readonly CostObject[] {
  let end = 0;
  return image.objects.map(({ file, endBytes, members }) => {
    const ownEnd = counted(endBytes) ?? end;
    const bytes = ownEnd - end;
    end = ownEnd;
    return {
      file,
      variables: members.length,
      bytes,
      paddingBytes: bytes - members.reduce((total, { member }) => total + (counted(member.sizeBytes) ?? 0), 0),
    };
  });
}
