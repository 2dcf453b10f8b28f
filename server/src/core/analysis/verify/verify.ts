import type { TargetName } from '../../abi/target.ts';
import { difference, type Exact } from '../../abi/exact.ts';
import type { Inflate } from '../../elf/compressed.ts';
import { readBuiltImage, type BuiltImage } from '../../elf/built-image.ts';
import { type Unreadable } from '../../elf/elf-file.ts';
import { findArchitecture } from '../../kernel/architectures.ts';
import { joinPath } from '../../kernel/tree-path.ts';
import { SYMBOL_PREFIX } from '../../vnet/set-variables.ts';
import { layoutReport, type LayoutReport } from '../image/layout-report.ts';
import { buildTreeIndex } from '../workspace/build-tree-index.ts';
import type { TreeIndex } from '../workspace/tree-index.ts';
import { judge, type Cause, type Likelier, type TreeKnowledge } from './verify-causes.ts';
import { compilerOf, optionDifferences, type FileCondition } from './verify-evidence.ts';
import { compareRows, type RowDifference } from './verify-rows.ts';
import type { Workspace } from '../workspace/workspace.ts';

const SET = 'set_vnet';

/** A built kernel (`module` null) or module, read. */
export interface BuiltFile {
  /** As it was named. */
  readonly file: string;
  readonly module: string | null;
  readonly image: BuiltImage;
}

/** One difference with its judgement; the names are the JSON contract. */
export interface VerifyDifference extends RowDifference {
  readonly likelier: Likelier;
  readonly why: string;
}

export interface VerifiedImage {
  readonly file: string;
  readonly module: string | null;
  /** undefined-free facts that the file tells about itself. */
  readonly build: {
    readonly kind: string;
    readonly machine: string;
    readonly compiler: string | null;
    readonly osreldate: number | null;
    readonly types: string | null;
  };
  /**
   * Options that the file's embedded configuration and the predicted one do not share: "NAME" the build has, "-NAME" it
   * has not.
   */
  readonly options: readonly string[];
  readonly section: {
    readonly predicted: { readonly size: Exact | null; readonly align: number | null } | null;
    readonly found: { readonly size: number; readonly align: number } | null;
    readonly equal: boolean;
  };
  readonly rows: { readonly compared: number; readonly equal: number; readonly unseen: number };
  readonly differences: readonly VerifyDifference[];
  readonly causes: readonly Cause[];
  readonly notes: readonly string[];
}

export interface VerifyReport {
  readonly schemaVersion: 1;
  readonly release: LayoutReport['release'];
  readonly arch: string;
  readonly kernconf: string;
  readonly equal: boolean;
  readonly images: readonly VerifiedImage[];
  readonly problems: LayoutReport['problems'];
}

/** Reads a built kernel or module from its bytes; one line when it is none that can be read. */
export function readBuilt(bytes: Uint8Array, inflate: Inflate): BuiltImage | Unreadable {
  return readBuiltImage(bytes, SET, SYMBOL_PREFIX[SET], inflate);
}

/** "if_bridge" of "/boot/kernel/if_bridge.ko", also of "if_bridge.ko.full" and ".ko.debug". */
export function moduleNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.ko(\.\w+)?$|\.kld$/, '');
}

type Expected = readonly [machine: string, wordBits: 32 | 64, isLittleEndian: boolean];

const EXPECTED: Readonly<Record<string, Expected>> = {
  amd64: ['amd64', 64, true],
  arm64: ['arm64', 64, true],
  i386: ['i386', 32, true],
  armv7: ['arm', 32, true],
  riscv64: ['riscv', 64, true],
  powerpc64: ['powerpc64', 64, false],
  powerpc64le: ['powerpc64', 64, true],
  powerpc: ['powerpc', 32, false],
  mips64: ['mips', 64, false],
} satisfies Record<TargetName, Expected>;

/** Why a file is not of the machine that is predicted for; undefined if it is. */
export function machineMismatch(image: BuiltImage, arch: string): string | undefined {
  const expected = EXPECTED[arch];
  if (expected === undefined || findArchitecture(arch) === undefined) return undefined;
  const [machine, wordBits, isLittleEndian] = expected;
  if (image.machine === machine && image.wordBits === wordBits && image.isLittleEndian === isLittleEndian)
    return undefined;
  const other = Object.entries(EXPECTED).find(
    ([, [name, bits, little]]) => name === image.machine && bits === image.wordBits && little === image.isLittleEndian,
  )?.[0];
  const is = `${image.machine}, ${image.wordBits} bits, ${image.isLittleEndian ? 'little' : 'big'}-endian`;
  return `is for another machine (${is}) than ${arch}${other === undefined ? '' : `; try --arch ${other}`}`;
}

/** Holds the prediction to built files, row by row. */
export function verifyBuild(workspace: Workspace, files: readonly BuiltFile[]): VerifyReport {
  const knowledge = treeKnowledge(workspace);
  const reports = files.map(({ module }) => layoutReport(workspace, module === null ? [] : [module]));
  const images = files.map((file, i) => verifyImage(file, reports[i] ?? layoutReport(workspace, []), knowledge));
  const { release } = workspace.tree;
  return {
    schemaVersion: 1,
    release: { name: release.name, osreldate: release.osreldate },
    arch: workspace.kernel.arch,
    kernconf: workspace.kernel.kernconf,
    equal: images.every(isEqual),
    images,
    problems: reports[0]?.problems ?? [],
  };
}

function isEqual({ section, differences }: VerifiedImage): boolean {
  return section.equal && differences.length === 0;
}

function verifyImage(
  { file, module, image }: BuiltFile,
  report: LayoutReport,
  knowledge: TreeKnowledge,
): VerifiedImage {
  const error = report.modules.find(({ name }) => name === module)?.error ?? undefined;
  const comparison = compareRows(report, image);
  const { causes, judged, otherSource } = judge(report, image, comparison, knowledge);
  const differences = comparison.differences.map((difference, i) => ({
    ...difference,
    ...(judged[i] ?? { likelier: 'prediction' as const, why: '' }),
  }));
  const section = compareSections(report, image);
  const { compared, equal, unseen } = comparison;
  return {
    file,
    module,
    section,
    differences,
    causes,
    build: {
      kind: image.kind,
      machine: image.machine,
      compiler: image.producers.find((text) => /clang|GCC|GNU C/.test(text)) ?? null,
      osreldate: image.osreldate ?? null,
      types: image.typesFrom ?? null,
    },
    options: optionDifferences(image, knowledge.options),
    rows: { compared, equal, unseen },
    notes: [
      ...(otherSource === undefined ? [] : [`the build comes from another source: ${otherSource}`]),
      ...(error === undefined ? [] : [`the module's prediction is uncertain: ${error}`]),
      ...(unseen === 0 ? [] : [`only dynamic symbols: ${unseen} predicted local variables cannot be seen`]),
      ...(image.typesUnread === undefined ? [] : [`sizes of types not compared: ${image.typesUnread}`]),
      ...sectionNotes(section, differences.length, image),
    ],
  };
}

/** No section on one side means no virtualized global there. */
function compareSections(report: LayoutReport, image: BuiltImage): VerifiedImage['section'] {
  const predicted =
    report.variables.length === 0 && (report.section.size ?? 0) === 0
      ? null
      : { size: report.section.size, align: report.section.align };
  const found = image.section ?? null;
  const isNothing = predicted === null && (found === null || found.size === 0);
  return {
    predicted,
    found,
    equal:
      isNothing ||
      (predicted !== null && found !== null && predicted.size === found.size && predicted.align === found.align),
  };
}

/** What a section that differs alone, every row being equal, can come from. */
function sectionNotes(
  { predicted, found, equal }: VerifiedImage['section'],
  differences: number,
  image: BuiltImage,
): readonly string[] {
  if (equal || differences > 0 || predicted === null || found === null) return [];
  const notes: string[] = [];
  if (predicted.size !== null && found.size > predicted.size)
    notes.push(
      `every row is equal and ${difference(found.size, predicted.size)} bytes follow the last: padding by the linker script (sys/conf/ldscript.kmod.* from 2019 on), or variables without symbols`,
    );
  if (predicted.align !== null && found.align > predicted.align)
    notes.push(
      `every row is equal and the section is aligned to ${found.align}, not ${predicted.align}${compilerOf(image) === 'gcc' ? ': gcc aligns more' : ': by the linker script, or another compiler'}`,
    );
  return notes;
}

/** What the tree knows, worked out when it is first asked for. */
function treeKnowledge(workspace: Workspace): TreeKnowledge {
  const { kernel, tree } = workspace;
  let index: TreeIndex | undefined;
  return {
    osreldate: tree.release.osreldate,
    kernconf: kernel.kernconf,
    options: kernel.options,
    devices: kernel.devices,
    definedIn: (name) => ((index ??= buildTreeIndex(workspace)).definitions.get(name) ?? []).map(({ path }) => path),
    isCompiled: (file) => workspace.isCompiled(file),
    conditionOf: (file) => fileCondition(workspace, file),
  };
}

/** When a file is compiled, after the files lists of the machine (sys/conf/files, files.<machine>, files.x86). */
function fileCondition(workspace: Workspace, file: string): FileCondition | undefined {
  const { sysDir } = workspace.tree;
  const inSys = workspace.belowSys(file);
  for (const name of ['conf/files', `conf/files.${workspace.kernel.machine}`, 'conf/files.x86']) {
    const list = joinPath(sysDir, name);
    const lines = workspace.files.read(list)?.replaceAll('\\\n', ' ').split('\n') ?? [];
    const line = lines.find((candidate) => candidate.startsWith(inSys) && /^\s/.test(candidate.slice(inSys.length)));
    const text = line === undefined ? undefined : CONDITION.exec(line.trim())?.[1]?.replace(/\s+/g, ' ');
    if (text !== undefined) return { list, text };
  }
  return undefined;
}

/** Up to the words that end a condition (read_file() in usr.sbin/config/mkmakefile.c). */
const CONDITION =
  /\s(optional\s.*?|standard)(?=\s+(?:no-\S+|compile-with|dependency|clean|local|warning|nowerror|obj-prefix|before-depend|profiling-routine)\b|$)/;
