import { compareText } from '../../collections/compare-text.ts';
import { getOrMake } from '../../collections/get-or-make.ts';
import type { ConstantRow, GlobalLayout, MachineLayouts, RecordRow, Scope } from '../../compat/baseline.ts';
import { namesPattern } from '../../compat/name-pattern.ts';
import type { BuildFolder, KernelObject } from '../../kernel/configuration.ts';
import { isFailure } from '../../kernel/failure.ts';
import { folderOf } from '../../kernel/tree-path.ts';
import type { Problem } from '../../text/problem.ts';
import { HeaderReaders } from './header-readers.ts';
import { kvmPrograms, type KvmProgram } from './kvm-programs.ts';
import {
  carriedRecords,
  constantNames,
  constantQuestions,
  constantValues,
  type NamedConstant,
} from './layout-constants.ts';
import { PartFinder, type Contents, type PartStore, type UnitText } from './layout-parts.ts';
import { UnitMeasurer, type UnitLayouts } from './layout-unit.ts';
import { audienceOf, Crossing, recordKey, rowsByKey, type ProgramView } from './record-audience.ts';
import { unitDefining } from './record-report.ts';
import type { BareRecordRow } from './record-rows.ts';
import { candidateObjects, type KnownHolders } from '../region/region.ts';
import { sourceFiles } from '../workspace/tree-index.ts';
import { includesOf, UserlandView } from './userland-view.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** How a measurement may use what earlier ones found. */
export interface Reuse {
  readonly contents: Contents;
  readonly store: PartStore;
}

export interface Measurement {
  readonly layouts: MachineLayouts;
  readonly problems: readonly Problem[];
  /** How many units were translated, and how many were known. */
  readonly translated: number;
  readonly reused: number;
}

/**
 * Layouts of every virtualized global of a kernel (and of modules that the scope names), of every record that one leads
 * to as the object that defines it sees it, of the records in headers beside those objects' sources, and of what the
 * scope names besides.
 * @param also records that another kernel has: they are looked for in all headers, so that what is not found is gone
 */
export function measureLayouts(
  workspace: Workspace,
  scope: Scope,
  reuse?: Reuse,
  also: readonly string[] = [],
): Measurement {
  return new LayoutMeasurement(workspace, scope, reuse).run(also);
}

/** A unit's layouts, with the files that it read. */
interface ReadLayouts extends UnitLayouts {
  readonly reads: ReadonlySet<string>;
}

interface WantedObject {
  readonly object: KernelObject;
  readonly build: BuildFolder;
  readonly module: string | undefined;
}

/** What a header must hold to define a record. */
const DEFINES_RECORD = /\b(?:struct|union)\b[^;{}()]*\{|_HEAD\(/;
const WANT = /\b_WANT_[A-Z0-9_]+\b/g;

class LayoutMeasurement {
  private readonly workspace: Workspace;
  private readonly scope: Scope;
  private readonly finder: PartFinder | undefined;
  private readonly objects: readonly WantedObject[];
  private readonly folders: ReadonlySet<string>;
  private readonly kernelMeasurer: UnitMeasurer;
  private readonly programMeasurer: UnitMeasurer;
  private readonly rows = new Map<string, BareRecordRow>();
  private readonly globals: GlobalLayout[] = [];
  private readonly problems: Problem[] = [];
  /** Records that ioctl commands carry. */
  private readonly carried = new Set<string>();
  private readonly headerReaders: HeaderReaders;
  private readonly readers = new Map<string, ReadLayouts>();
  private translated = 0;
  private reused = 0;

  constructor(workspace: Workspace, scope: Scope, reuse: Reuse | undefined) {
    this.workspace = workspace;
    this.scope = scope;
    this.headerReaders = new HeaderReaders(workspace);
    const holders = reuse === undefined ? undefined : knownHolders(reuse);
    const kernel = candidateObjects(workspace, workspace.kernel.objects, 'set_vnet', holders);
    // Headers beside the sources that define virtualized globals are the network stack's own, wherever a tree keeps it.
    this.folders = new Set(kernel.map(({ source }) => folderOf(source)));
    this.objects = [
      ...kernel.map((object) => ({ object, build: workspace.kernel.build, module: undefined })),
      ...this.moduleObjects(),
    ];
    const isNamed = namesPattern(scope.records);
    this.kernelMeasurer = new UnitMeasurer(
      workspace,
      (name, file) => file.endsWith('.h') && (this.folders.has(folderOf(file)) || isNamed(name)),
    );
    this.programMeasurer = new UnitMeasurer(workspace, (_name, file) => file.endsWith('.h'));
    this.finder =
      reuse === undefined
        ? undefined
        : new PartFinder(workspace, reuse.contents, reuse.store, JSON.stringify([scope.records, [...this.folders]]));
  }

  run(also: readonly string[]): Measurement {
    const { workspace } = this;
    for (const wanted of this.objects) this.readObject(wanted);
    const headers = this.ownHeaders();
    const constants = this.wantedConstants(headers);
    const names = constants.map(({ name }) => name);
    const questions = constantQuestions(names);
    const { kernel, tree } = workspace;
    const inKernel = this.measure(
      {
        source: '<headers>.c',
        text: `${includesOf(workspace, headers)}${questions}`,
        compile: kernel.compile,
        build: kernel.build,
      },
      this.kernelMeasurer,
      names,
    );
    for (const header of headers) this.readHeader(header);
    // What no reader of its header defines, another configuration may: the headers by themselves say it as well as they
    // can.
    inKernel.records.forEach((row) => {
      this.add(row);
    });
    this.findNamed();
    this.findElsewhere(also);
    const homes = [...new Set([...[...this.rows.values()].map(({ file }) => file), ...headers])]
      .filter((file) => file.endsWith('.h'))
      .sort();
    const view = new UserlandView(workspace);
    // What only a header brings that refuses programs ("no user-serviceable parts inside") is the kernel's.
    const refusing = new Set(this.measure(view.program('<all>.c', homes, []), this.programMeasurer, []).refusing);
    const open = homes.filter((path) => !refusing.has(path));
    const inPrograms = this.measure(view.program('<userland>.c', open, [], questions), this.programMeasurer, names);
    const wants = [...new Set(homes.flatMap((path) => workspace.files.read(path)?.match(WANT) ?? []))].sort();
    const wanting =
      wants.length === 0
        ? inPrograms
        : this.measure(view.program('<wanting>.c', open, wants), this.programMeasurer, []);
    const programs = kvmPrograms(workspace);
    return {
      layouts: {
        arch: kernel.arch,
        kernconf: kernel.kernconf,
        options: workspace.request.options ?? [],
        release: tree.release.name,
        osreldate: tree.release.osreldate,
        vimage: kernel.vimage,
        kvmPrograms: programs === null ? null : programs.map(({ folder }) => folder),
        globals: this.globalRows(programs),
        records: this.recordRows(
          { plain: rowsByKey(inPrograms.records), wanting: rowsByKey(wanting.records) },
          programs,
        ),
        constants: constantRows(constants, inKernel.values, inPrograms.values),
      },
      problems: this.problems,
      translated: this.translated,
      reused: this.reused,
    };
  }

  private moduleObjects(): readonly WantedObject[] {
    return this.scope.modules.flatMap((name) => {
      const module = this.workspace.module(name);
      if (isFailure(module)) {
        this.problems.push(module.failure);
        return [];
      }
      return candidateObjects(this.workspace, module.objects, 'set_vnet').map((object) => ({
        object,
        build: module.build,
        module: name,
      }));
    });
  }

  private readObject({ object: { source, compile }, build, module }: WantedObject): void {
    const text = this.workspace.files.read(source);
    if (text === undefined) {
      this.problems.push({
        file: source,
        line: 0,
        message: 'cannot be read: its virtualized globals are not measured',
      });
      return;
    }
    const layouts = this.measureReader({ source, text, compile, build });
    this.globals.push(...layouts.globals.map((row) => (module === undefined ? row : { ...row, module })));
    for (const row of layouts.records) this.add(row.file.endsWith('.h') ? { ...row, reader: source } : row);
  }

  /**
   * A unit's layouts: known ones while they hold, else the unit is translated. Declarations say it all: no body is
   * needed.
   */
  private measure(unit: UnitText, measurer: UnitMeasurer, constants: readonly string[]): ReadLayouts {
    const known = this.finder?.find(unit);
    if (known !== undefined) {
      this.reused++;
      return { ...known.layouts, reads: new Set(Object.keys(known.reads)) };
    }
    const measured = this.workspace.translate(unit.source, unit.text, unit.compile, unit.build, () => 0);
    this.translated++;
    const layouts = { ...measurer.measure(measured, unit.source), values: constantValues(measured, constants) };
    this.finder?.keep(unit, measured.unit, layouts);
    return { ...layouts, reads: new Set(measured.unit.translation.includes.flatMap(({ path }) => path ?? [])) };
  }

  /** A unit of the kernel or of a module, measured once. */
  private measureReader(unit: UnitText): ReadLayouts {
    const key = `${unit.source} ${unit.build === this.workspace.kernel.build ? '' : JSON.stringify(unit.compile)}`;
    return getOrMake(this.readers, key, () => this.measure(unit, this.kernelMeasurer, []));
  }

  /** The records of a header as its best reader has them: see HeaderReaders. */
  private readHeader(header: string): void {
    if (!DEFINES_RECORD.test(this.workspace.files.read(header) ?? '')) return;
    for (const unit of this.headerReaders.of(header)) {
      const layouts = this.measureReader(unit);
      if (!layouts.reads.has(header)) continue;
      for (const row of layouts.records)
        if (row.file === header && row.size !== null) this.rows.set(recordKey(row), { ...row, reader: unit.source });
      return;
    }
  }

  private add(row: BareRecordRow): void {
    const key = recordKey(row);
    const known = this.rows.get(key);
    if (known === undefined || (known.size === null && row.size !== null)) this.rows.set(key, row);
  }

  private ownHeaders(): readonly string[] {
    return [...this.folders].sort().flatMap((folder) =>
      this.workspace.files
        .list(folder)
        .filter((name) => name.endsWith('.h'))
        .map((name) => (folder === '' ? name : `${folder}/${name}`)),
    );
  }

  /** Records that are named without a pattern and that no unit so far defines. */
  private findNamed(): void {
    const known = new Set([...this.rows.values()].map(({ name }) => name));
    for (const name of this.scope.records) {
      if (/[*?]/.test(name) || known.has(name)) continue;
      if (!this.measureNamed(name, undefined))
        this.problems.push({ file: '', line: 0, message: `${name} is not defined in this configuration` });
    }
  }

  private measureNamed(name: string, homes: readonly string[] | undefined): boolean {
    const found = unitDefining(this.workspace, name, homes, this.headerReaders);
    const measurer = new UnitMeasurer(this.workspace, (candidate) => candidate === name);
    const row =
      found === undefined
        ? undefined
        : measurer.measure(found, found.unit.path).records.find((one) => one.name === name);
    if (row !== undefined) this.add(row);
    return row !== undefined;
  }

  private findElsewhere(names: readonly string[]): void {
    const known = new Set([...this.rows.values()].map(({ name }) => name));
    const wanted = new Set(names.filter((name) => !known.has(name)));
    if (wanted.size === 0) return;
    for (const [name, homes] of homesOf(this.workspace, wanted)) this.measureNamed(name, homes);
  }

  /** Constants of the scope in the network stack's own headers and in sys/sys. */
  private wantedConstants(headers: readonly string[]): readonly NamedConstant[] {
    const { files } = this.workspace;
    const isWanted = namesPattern(this.scope.constants);
    const sysFolder = this.workspace.inSys('sys');
    const also = CONSTANT_HEADERS.map((name) => `${sysFolder}/${name}`).filter((path) => files.isFile(path));
    const found = new Map<string, NamedConstant>();
    for (const path of [...headers, ...also]) {
      const text = files.read(path);
      if (text === undefined) continue;
      const tokens = this.workspace.frontEnd.preprocessor.tokensOf(path, text);
      for (const name of carriedRecords(tokens)) this.carried.add(name);
      for (const name of constantNames(tokens, isWanted)) if (!found.has(name)) found.set(name, { name, file: path });
    }
    return [...found.values()].sort((a, b) => compareText(a.name, b.name));
  }

  private globalRows(programs: readonly KvmProgram[] | null): readonly GlobalLayout[] {
    return this.globals
      .map((row) => ({ ...row, ...readersOf(programs, ({ symbols }) => symbols.has(row.name)) }))
      .sort(
        (a, b) =>
          compareText(a.name, b.name) || compareText(a.file, b.file) || compareText(a.module ?? '', b.module ?? ''),
      );
  }

  private recordRows(view: ProgramView, programs: readonly KvmProgram[] | null): readonly RecordRow[] {
    const crossing = new Crossing([...this.rows.values()], this.carried);
    return [...this.rows.values()]
      .map((row): RecordRow => {
        const { members, ...head } = measuredOf(row, view);
        const { audience, userland } = audienceOf(row, view, crossing);
        const readers = audience === 'object' ? {} : readersOf(programs, ({ tags }) => tags.has(row.name));
        return { ...head, audience, ...readers, members, ...(userland === undefined ? {} : { userland }) };
      })
      .sort((a, b) => compareText(a.name, b.name) || compareText(a.file, b.file));
  }
}

/** Whether contents define virtualized globals, where naming a content costs nothing. */
function knownHolders({ contents, store }: Reuse): KnownHolders | undefined {
  if (!contents.isListed) return undefined;
  return {
    find: (path, words) => store.holds(contents.idOf(path) ?? '', words),
    keep: (path, words, holds) => {
      store.keepHolds(contents.idOf(path) ?? '', words, holds);
    },
  };
}

/** Headers whose text defines the records, by name. */
function homesOf(workspace: Workspace, names: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const headersByRecord = new Map<string, string[]>();
  const headers = sourceFiles(workspace).filter((path) => path.endsWith('.h'));
  workspace.files.expect?.(headers);
  for (const path of headers) {
    for (const [, kind = '', tag = ''] of (workspace.files.read(path) ?? '').matchAll(
      /\b(struct|union)\s+(\w+)\s*\{/g,
    )) {
      const name = `${kind} ${tag}`;
      if (names.has(name)) headersByRecord.set(name, [...(headersByRecord.get(name) ?? []), path]);
    }
  }
  return headersByRecord;
}

/** A record that the kernel cannot measure (its header is written for programs alone) as programs have it. */
function measuredOf(row: BareRecordRow, { plain, wanting }: ProgramView): BareRecordRow {
  if (row.size !== null) return row;
  const key = recordKey(row);
  return [plain.get(key), wanting.get(key)].find((seen) => seen !== undefined && seen.size !== null) ?? row;
}

/**
 * Headers of sys/sys whose constants programs and modules are compiled with, as far as the network stack is concerned.
 */
const CONSTANT_HEADERS = ['socket.h', 'sockio.h', 'socketvar.h', 'protosw.h', 'mbuf.h', 'param.h'];

function readersOf(
  programs: readonly KvmProgram[] | null,
  reads: (program: KvmProgram) => boolean,
): { readonly readers?: readonly string[] } {
  const readers = programs?.filter(reads).map(({ folder }) => folder) ?? [];
  return readers.length === 0 ? {} : { readers };
}

function constantRows(
  constants: readonly NamedConstant[],
  inKernel: UnitLayouts['values'],
  inPrograms: UnitLayouts['values'],
): readonly ConstantRow[] {
  return constants.flatMap(({ name, file }): ConstantRow[] => {
    const value = inPrograms[name] ?? inKernel[name];
    return value === undefined ? [] : [{ name, value, file, audience: name in inPrograms ? 'user' : 'kernel' }];
  });
}
