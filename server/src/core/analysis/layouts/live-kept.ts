import type { UnusedMember } from '../../rules/rule.ts';
import { movesText } from '../../compat/describe.ts';
import { isSpare } from '../../compat/spare-space.ts';
import type { FileSource } from '../../text/file-source.ts';
import type { RecordType } from '../../types/type.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import { recordSpot } from './change-places.ts';
import { keptReason } from './kept-comment.ts';
import { NameUses, scannedFolders } from './name-uses.ts';
import { removalOf } from './record-removal.ts';
import { recordRow } from './record-rows.ts';
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
export class LiveKept {
  private readonly files: FileSource;
  private readonly tokensOf: (path: string) => TokenFile | undefined;
  private readonly unitOf: (path: string) => MeasuredUnit | undefined;
  private readonly wanted = new Set<string>();
  private uses: NameUses | undefined;
  private folders: Iterator<readonly string[]> | undefined;
  private waiting: string[] = [];
  private isDone = false;
  /** Headers that are known to have no unused member. */
  private readonly withoutUnused = new Set<string>();
  /** Searches that have come to their end. */
  searches = 0;

  constructor(
    files: FileSource,
    tokensOf: (path: string) => TokenFile | undefined,
    unitOf: (path: string) => MeasuredUnit | undefined,
  ) {
    this.files = files;
    this.tokensOf = tokensOf;
    this.unitOf = unitOf;
  }

  /**
   * Looks for the members of many headers in one search, to its end; of a header without an unused one no unit is asked
   * again.
   */
  searchFor(paths: readonly string[]): void {
    const byHeader = new Map<string, readonly string[]>();
    for (const path of paths) {
      const unit = path.endsWith('.h') ? this.unitOf(path) : undefined;
      byHeader.set(path, unit === undefined ? [] : recordsOf(unit, path).flatMap(({ members }) => members));
    }
    this.want([...byHeader.values()].flat());
    while (this.step()) continue;
    const { uses } = this;
    if (uses !== undefined)
      for (const [path, members] of byHeader)
        if (!members.some((member) => this.isUnused(uses, member))) this.withoutUnused.add(path);
  }

  /** Unused members of a header; undefined while the tree is being searched. */
  of(path: string): readonly UnusedMember[] | undefined {
    if (this.withoutUnused.has(path)) return [];
    const tokens = this.tokensOf(path);
    const unit = path.endsWith('.h') && tokens !== undefined ? this.unitOf(path) : undefined;
    if (unit === undefined || tokens === undefined) return [];
    const records = recordsOf(unit, path);
    this.want(records.flatMap(({ members }) => members));
    const { uses } = this;
    if (!this.isDone || uses === undefined) return undefined;
    return records.flatMap(({ name, type, members }) =>
      members
        .filter((member) => this.isUnused(uses, member))
        .flatMap((member): UnusedMember[] => {
          const spot = recordSpot(tokens, name, member);
          if (spot === undefined || keptReason(tokens.text, spot.start) !== undefined) return [];
          const removal = removalOf(unit, type, member);
          const effect =
            removal === undefined
              ? ''
              : `; without it ${
                  removal.moves.length === 0
                    ? 'nothing moves'
                    : movesText(removal.moves)
                        .replace(/^moves (\S+) by/, '$1 moves by')
                        .replace(/^moves (.*) by/, '$1 move by')
                }${removal.sizeBefore === removal.sizeAfter ? '' : `, ${removal.sizeBefore} -> ${removal.sizeAfter} bytes`}`;
          const positional = uses.positionalPlace(name);
          return [
            {
              ...spot,
              message: `nothing in ${uses.filesScanned} files of this tree names ${member} of ${name}${effect}`,
              help: `remove it, or say why it stays: /* vnetscope-kept: reason */${positional === undefined ? '' : `; ${positional.path} initializes by position`}`,
            },
          ];
        }),
    );
  }

  /** Searches a little; false when nothing is left to search. */
  step(): boolean {
    if (this.isDone || this.uses === undefined || this.folders === undefined) return false;
    if (this.waiting.length === 0) {
      const { done, value } = this.folders.next() as IteratorResult<readonly string[], undefined>;
      if (done !== true) this.waiting = [...value];
      else {
        this.isDone = true;
        this.searches++;
      }
      return true;
    }
    for (const path of this.waiting.splice(0, FILES_PER_STEP)) this.scan(this.uses, path);
    return true;
  }

  /** Tells that files changed. */
  forget(paths: readonly string[]): void {
    this.withoutUnused.clear();
    if (this.uses !== undefined) for (const path of paths) this.scan(this.uses, path);
  }

  private scan(uses: NameUses, path: string): void {
    uses.scan(path, this.files.read(path) ?? '');
  }

  private want(names: readonly string[]): void {
    const missing = names.filter((name) => !this.wanted.has(name));
    if (missing.length === 0 && this.uses !== undefined) return;
    for (const name of missing) this.wanted.add(name);
    this.start();
  }

  private start(): void {
    this.uses = new NameUses(this.wanted, true);
    this.folders = scannedFolders(this.files);
    this.waiting = [];
    this.isDone = false;
  }

  /** A macro that pastes the name has to be given the rest of it, which then stands somewhere as a word. */
  private isUnused(uses: NameUses, member: string): boolean {
    return uses.places(member, 2).length < 2 && !uses.pastings(member).some(({ rest }) => uses.mayStand(rest));
  }
}

function recordsOf(unit: MeasuredUnit, path: string): readonly HeaderRecord[] {
  const found: HeaderRecord[] = [];
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
      found.push({ name, type, members });
    }
  }
  return found;
}
