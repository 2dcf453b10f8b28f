import type { UnusedMember } from '../../rules/rule.ts';
import { isSpare } from '../../compat/spare-space.ts';
import type { FileSource } from '../../text/file-source.ts';
import type { RecordType } from '../../types/type.ts';
import { isScanned, NameUses, scannedFolders } from './name-uses.ts';
import { removalOf } from './record-removal.ts';
import { recordRow } from './record-rows.ts';
import type { Keeper, Step } from '../workspace/keepers.ts';
import { TreeChange } from '../workspace/tree-change.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';

/** A record's members by name, as a header defines it. */
interface HeaderRecord {
  readonly name: string;
  readonly type: RecordType;
  readonly members: readonly string[];
}

const FILES_PER_STEP = 12;

/**
 * Which members of headers that are looked at nothing in the tree names: searched in small steps, once somebody asks.
 */
export class LiveKept implements Keeper {
  private readonly files: FileSource;
  private readonly unitOf: (path: string) => MeasuredUnit | undefined;
  private readonly wanted = new Set<string>();
  private uses: NameUses | undefined;
  private folders: Iterator<readonly string[]> | undefined;
  private waiting: string[] = [];
  private isDone = false;
  /** Members of the headers that were asked about, until the search tells which of them are named. */
  private readonly asked = new Map<string, readonly string[]>();
  /** Headers that were asked about in vain. */
  private readonly unanswered = new Set<string>();
  /** Headers that are known to have no unused member: no unit is asked about them again. */
  private readonly withoutUnused = new Set<string>();
  private isOnceDone = false;
  /** Names are wanted that the search does not look for. */
  private isOutdated = false;

  constructor(files: FileSource, unitOf: (path: string) => MeasuredUnit | undefined) {
    this.files = files;
    this.unitOf = unitOf;
  }

  /** Unused members of a header; undefined while the tree is being searched. */
  of(path: string): readonly UnusedMember[] | undefined {
    if (this.withoutUnused.has(path)) return [];
    const unit = path.endsWith('.h') && this.files.isFile(path) ? this.unitOf(path) : undefined;
    if (unit === undefined) return [];
    const records = recordsOf(unit, path);
    const names = records.flatMap(({ members }) => members);
    if (names.length === 0) return [];
    this.asked.set(path, names);
    this.want(names);
    const { uses } = this;
    if (!this.isDone || uses === undefined) {
      this.unanswered.add(path);
      return undefined;
    }
    return records.flatMap(({ name, type, members }) =>
      members
        .filter((member) => this.isUnused(uses, member))
        .map((member) => ({
          record: name,
          member,
          removal: removalOf(unit, type, member),
          filesScanned: uses.filesScanned,
          positionalIn: uses.positionalPlace(name)?.path,
        })),
    );
  }

  /** Searches to the end, and tells which headers were asked about in vain until then. */
  search(): readonly string[] {
    while (this.step() !== 'nothing') continue;
    const late = [...this.unanswered];
    this.unanswered.clear();
    return late;
  }

  /** True if a search has come to its end. */
  get hasSearched(): boolean {
    return this.isOnceDone;
  }

  /** Searches a little. The end of a search is news to all findings. */
  step(): Step {
    if (this.isOutdated) this.start();
    if (this.isDone || this.uses === undefined || this.folders === undefined) return 'nothing';
    if (this.waiting.length === 0) {
      const { done, value } = this.folders.next() as IteratorResult<readonly string[], undefined>;
      if (done !== true) {
        this.waiting = [...value];
        return 'worked';
      }
      this.isDone = this.isOnceDone = true;
      for (const [path, members] of this.asked)
        if (!members.some((member) => this.uses !== undefined && this.isUnused(this.uses, member)))
          this.withoutUnused.add(path);
      return TreeChange.arrival('findings');
    }
    for (const path of this.waiting.splice(0, FILES_PER_STEP)) this.scan(this.uses, path);
    return 'worked';
  }

  forget(change: TreeChange): void {
    if (change.putsBack('unit')) {
      this.withoutUnused.clear();
      this.asked.clear();
    }
    if (this.uses !== undefined && change.putsBack('text'))
      for (const path of change.paths) if (isScanned(path)) this.scan(this.uses, path);
  }

  private scan(uses: NameUses, path: string): void {
    uses.scan(path, this.files.read(path));
  }

  private want(names: readonly string[]): void {
    for (const name of names) {
      if (this.wanted.has(name)) continue;
      this.wanted.add(name);
      // It begins again with the next step: more names may be wanted until then.
      this.isOutdated = true;
      this.isDone = false;
    }
  }

  private start(): void {
    this.uses = new NameUses(this.wanted, true);
    this.folders = scannedFolders(this.files);
    this.waiting = [];
    this.isOutdated = false;
  }

  /** A macro that pastes the name has to be given the rest of it, which then stands somewhere as a word. */
  private isUnused(uses: NameUses, member: string): boolean {
    return uses.places(member, 2).length < 2 && !uses.pastings(member).some(({ rest }) => uses.mayStand(rest));
  }
}

function recordsOf(unit: MeasuredUnit, path: string): readonly HeaderRecord[] {
  const records: HeaderRecord[] = [];
  for (const part of unit.unit.parts) {
    for (const tag of part.tags) {
      if (
        tag.kind === 'enum' ||
        tag.tag === 0 ||
        tag.members === undefined ||
        unit.unit.place(tag.source, tag.nameToken)?.file.path !== path
      )
        continue;
      const type: RecordType = { kind: 'record', specifier: tag, qualifiers: 0, scope: undefined };
      const name = `${tag.kind} ${unit.unit.spelling(tag.tag)}`;
      const members = recordRow(unit, { name, type })
        .members.filter((member) => !member.name.includes('.') && !isSpare(member))
        .map((member) => member.name);
      records.push({ name, type, members });
    }
  }
  return records;
}
