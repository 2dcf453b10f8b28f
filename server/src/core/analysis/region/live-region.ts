import type { KernelObject } from '../../kernel/configuration.ts';
import { holdsAny, type Mark } from '../../text/file-source.ts';
import type { InstanceSet } from '../../vnet/set-variables.ts';
import type { UnitVariable } from '../../vnet/unit-facts.ts';
import { initialValues, type InitialValue } from './initial-value.ts';
import type { CachedUnits } from './cached-units.ts';
import type { Keeper, Step } from '../workspace/keepers.ts';
import type { OverlayFiles } from '../workspace/overlay-files.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import {
  assembleRegion,
  definingMarks,
  measureObjectPart,
  unreadablePart,
  type ObjectPart,
  type Region,
} from './region.ts';
import type { MeasuredUnit, Workspace } from '../workspace/workspace.ts';

/** What the object of one source brings to the sets, with the initial values of its members by symbol. */
export interface SourcePart extends ObjectPart {
  readonly values: ReadonlyMap<string, InitialValue>;
}

/**
 * When a region is asked for after an edit, this many sources are read again at once; the rest is left to the
 * background.
 */
const READ_AT_ONCE = 2;
const CANDIDATES_PER_STEP = 24;

/**
 * The kernel's regions while files change: an object's part is stored until its source or a header that it read
 * changes.
 */
export class LiveRegion implements Keeper {
  private readonly files: OverlayFiles;
  private readonly units: CachedUnits;
  private readonly isAtOnce: boolean;
  private readonly objects: readonly KernelObject[];
  private readonly marks: Readonly<Record<InstanceSet, readonly Mark[]>>;
  /** Sources of compiled objects that may define members of a set; undefined for those not looked at yet. */
  private readonly candidates = new Map<string, Readonly<Record<InstanceSet, boolean>>>();
  private nextCandidate = 0;
  private readonly parts = new Map<string, SourcePart>();
  private readonly asBuilt = new Set<string>();
  /** By header: a source whose unit read it when it was last known. */
  private readonly lastReaders = new Map<string, string>();
  private readonly regions = new Map<InstanceSet, Region>();
  /** True if no part is missing. */
  private isWhole = false;

  /** @param isAtOnce answers are computed when asked for, not in steps, and an internal error is thrown, not stored */
  constructor(workspace: Workspace, files: OverlayFiles, units: CachedUnits, isAtOnce = false) {
    this.isAtOnce = isAtOnce;
    this.files = files;
    this.units = units;
    const seen = new Set<string>();
    this.objects = workspace.kernel.objects.filter(
      ({ source }) => source.endsWith('.c') && !source.startsWith('<build>/') && !seen.has(source) && seen.add(source),
    );
    this.marks = { set_vnet: definingMarks(workspace, 'set_vnet'), set_pcpu: definingMarks(workspace, 'set_pcpu') };
  }

  /** Does a little of what is left to do for the kernel's regions. */
  step(): Step {
    if (this.nextCandidate < this.objects.length) {
      for (let i = 0; i < CANDIDATES_PER_STEP && this.nextCandidate < this.objects.length; i++)
        this.look((this.objects[this.nextCandidate++] as KernelObject).source);
      return 'worked';
    }
    // Every step of a later keeper asks here first.
    if (this.isWhole) return 'nothing';
    const source = this.missing('set_vnet').next().value ?? this.missing('set_pcpu').next().value;
    this.isWhole = source === undefined;
    if (source === undefined) return 'nothing';
    this.read(source);
    return 'worked';
  }

  /** The progress for `set`: searching an object counts little, translating it much. */
  get progress(): { readonly done: number; readonly total: number } {
    if (this.nextCandidate < this.objects.length) return { done: 0, total: 0 };
    const wanted = this.sources('set_vnet');
    return { done: wanted.filter((source) => this.parts.has(source)).length, total: wanted.length };
  }

  /** The region; undefined while parts of it have still to be read. */
  region(set: InstanceSet): Region | undefined {
    const known = this.regions.get(set);
    if (known !== undefined) return known;
    while (this.isAtOnce && this.nextCandidate < this.objects.length) this.step();
    if (this.nextCandidate < this.objects.length) return undefined;
    const missing: string[] = [];
    const most = this.isAtOnce ? Infinity : READ_AT_ONCE;
    for (const source of this.missing(set)) if (missing.push(source) > most) return undefined;
    for (const source of missing) this.read(source);
    const made = assembleRegion(
      set,
      this.sources(set).map((source) => this.parts.get(source) as SourcePart),
    );
    this.regions.set(set, made);
    return made;
  }

  /** What a source defines, compiled or not; read when it has not been. Undefined when it cannot be read. */
  part(source: string): SourcePart | undefined {
    // In a single check the rules ask for this unit next.
    return this.parts.get(source) ?? this.read(source, this.isAtOnce);
  }

  /** True if a source was measured after it was known how it is compiled. */
  isMeasuredAsBuilt(source: string): boolean {
    return this.parts.has(source) && (this.candidates.has(source) || this.asBuilt.has(source));
  }

  /** Measures a source that the kernel doesn't compile, now that it is known which module does. */
  measureAsBuilt(source: string): void {
    this.asBuilt.add(source);
    this.read(source);
  }

  /** What a source defines, when it has been read already. */
  knownPart(source: string): SourcePart | undefined {
    return this.parts.get(source);
  }

  /** True if the unit of `source` is known to read `header`. */
  reads(source: string, header: string): boolean {
    return this.parts.get(source)?.reads.has(header) === true;
  }

  /**
   * A source whose unit is known to read `header`; while those are stale, one that did before: few edits are of
   * #include lines.
   */
  readerOf(header: string): string | undefined {
    for (const source of this.parts.keys()) if (this.reads(source, header)) return source;
    return this.lastReaders.get(header);
  }

  /** Parts that read a changed file are read again when they are needed. */
  forget(change: TreeChange): void {
    // A header that is added or removed changes which file an #include finds: units that never read it may change.
    if (change.cameOrWent.some((path) => !path.endsWith('.c'))) this.forgetAll();
    if (!change.putsBack('part')) return;
    for (const path of change.paths) {
      if (this.candidates.has(path)) this.look(path);
      this.asBuilt.delete(path);
      for (const [source, { reads }] of this.parts) if (source === path || reads.has(path)) this.drop(source);
    }
    this.regions.clear();
  }

  /** Everything is read again when it is needed. */
  private forgetAll(): void {
    for (const source of this.parts.keys()) this.drop(source);
    this.asBuilt.clear();
    this.regions.clear();
  }

  private drop(source: string): void {
    // The kernel's sources before those of modules, which may see other options.
    for (const header of this.parts.get(source)?.reads ?? [])
      if (!this.lastReaders.has(header) || this.candidates.has(source)) this.lastReaders.set(header, source);
    this.parts.delete(source);
    this.isWhole = false;
  }

  private look(source: string): void {
    const holds = (set: InstanceSet): boolean => holdsAny(this.files, source, this.marks[set]) !== false;
    this.isWhole = false;
    this.candidates.set(source, { set_vnet: holds('set_vnet'), set_pcpu: holds('set_pcpu') });
  }

  private sources(set: InstanceSet): readonly string[] {
    return this.objects.filter(({ source }) => this.candidates.get(source)?.[set] === true).map(({ source }) => source);
  }

  private *missing(set: InstanceSet): Generator<string, undefined> {
    for (const source of this.sources(set)) if (!this.parts.has(source)) yield source;
    return undefined;
  }

  private read(source: string, keepsUnit = this.files.isOpen(source)): SourcePart | undefined {
    try {
      // The unit of an open document also answers other questions.
      const part = this.units.answer('values', source, (measured) => measurePart(source, measured), keepsUnit);
      this.parts.set(source, part ?? unreadable(source));
      return part;
    } catch (error) {
      if (this.isAtOnce) throw error;
      // An internal error: offsets after this source are unknown, and the rest continues.
      this.parts.set(
        source,
        failed(source, `internal error: ${error instanceof Error ? error.message : String(error)}`),
      );
      return undefined;
    }
  }
}

/** What a source brings to the sets. */
function measurePart(source: string, measured: MeasuredUnit): SourcePart {
  return { ...measureObjectPart(source, measured), values: initialValues(measured) };
}

function unreadable(source: string): SourcePart {
  return { ...unreadablePart(source), values: new Map() };
}

/** Stands for unknown members: one of unknown size. */
function failed(source: string, message: string): SourcePart {
  const member = (set: InstanceSet): UnitVariable => ({
    set,
    name: '?',
    symbol: '?',
    file: source,
    line: 1,
    column: 1,
    type: '?',
    sizeBytes: null,
    alignBytes: null,
    isStatic: true,
    isInitialized: false,
    unknown: message,
  });
  return {
    source,
    sets: { set_vnet: [member('set_vnet')], set_pcpu: [member('set_pcpu')] },
    reads: new Set(),
    problems: [{ file: source, line: 0, message }],
    missing: [],
    values: new Map(),
  };
}
