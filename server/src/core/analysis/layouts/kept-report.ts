import { isSpare } from '../../compat/spare-space.ts';
import type { Audience, MachineLayouts, MemberRow, RecordRow } from '../../compat/baseline.ts';
import type { Move } from '../../compat/compare-record.ts';
import { lineColumn } from '../../vnet/file-facts.ts';
import type { Spot } from '../../text/spot.ts';
import { definitionSpot, recordSpot } from '../../written/definition-spots.ts';
import { keptReason } from '../../compat/kept-comment.ts';
import { usesInTree, type NameLocation, type NameUses } from './name-uses.ts';
import { removalOf } from './record-removal.ts';
import { tagIn, unitDefining } from './record-report.ts';
import { includesOf } from './userland-view.ts';
import type { MeasuredUnit, Workspace } from '../workspace/workspace.ts';

/** A member that only its declaration names. */
export interface KeptMember {
  readonly record: string;
  readonly member: string;
  readonly type: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly audience: Audience;
  /** Why it is kept, from a comment `vnetscope-kept: ...`; null without one. */
  readonly reason: string | null;
  /** It is named where `#if 0` leaves it out. */
  readonly disabledAt: string | null;
  /** A macro may put its name together. */
  readonly pastedAt: string | null;
  /** An initializer of the record initializes by position. */
  readonly positionalAt: string | null;
  readonly removal: readonly KeptRemoval[];
}

/** What removing it would do on one machine. */
export interface KeptRemoval {
  readonly arch: string;
  /** Bytes; the first of a bit-field's. */
  readonly offset: number;
  readonly sizeBefore: number;
  readonly sizeAfter: number;
  readonly moves: readonly Move[];
}

interface KeptConstant {
  readonly name: string;
  readonly value: string;
  readonly file: string;
  readonly line: number;
  readonly audience: 'kernel' | 'user';
  readonly reason: string | null;
}

export interface KeptReport {
  readonly schemaVersion: 1;
  readonly filesScanned: number;
  /** False: the tree has only sys, so the names in programs are unknown. */
  readonly hasUserland: boolean;
  readonly members: readonly KeptMember[];
  readonly constants: readonly KeptConstant[];
}

/** One machine's layouts and the workspace that they were measured in. */
export interface KeptMachine {
  readonly layouts: MachineLayouts;
  readonly workspace: Workspace;
}

/** Members and constants that nothing names any more, from the first machine's records. */
export function keptReport(machines: readonly KeptMachine[]): KeptReport {
  const [first] = machines;
  if (first === undefined) return { schemaVersion: 1, filesScanned: 0, hasUserland: false, members: [], constants: [] };
  const { layouts, workspace } = first;
  const records = layouts.records.filter(({ audience, size }) => audience !== 'object' && size !== null);
  const candidates = records.flatMap((record) =>
    record.members.filter((member) => isCandidate(member)).map((member) => ({ record, member })),
  );
  const uses = usesInTree(workspace.files, [
    ...candidates.map(({ member }) => member.name),
    ...layouts.constants.map(({ name }) => name),
  ]);
  const removals = new Removals(machines);
  const unused = candidates.filter(({ member }) => uses.places(member.name, 2).length < 2);
  const pasteable = pasteArguments(
    workspace,
    uses,
    unused.map(({ member }) => member.name),
  );
  const members = unused.map(({ record, member }) => keptMember(workspace, uses, pasteable, record, member, removals));
  const constants = layouts.constants
    .filter(({ name }) => uses.places(name, 2).length < 2)
    .map((constant): KeptConstant => {
      const place = placeIn(workspace, constant.file, (tokens) => definitionSpot(tokens, constant.name));
      return {
        name: constant.name,
        value: constant.value,
        file: constant.file,
        line: place.line,
        audience: constant.audience,
        reason: place.reason,
      };
    });
  return {
    schemaVersion: 1,
    filesScanned: uses.filesScanned,
    hasUserland: layouts.kvmPrograms !== null,
    members,
    constants,
  };
}

/** Names in anonymous records are often shared, and spare members are meant to be unused. */
function isCandidate(member: MemberRow): boolean {
  return !member.name.includes('.') && !isSpare(member);
}

/** Which of the words that a macro would need to paste one of the names occur anywhere. */
function pasteArguments(workspace: Workspace, uses: NameUses, names: readonly string[]): ReadonlySet<string> {
  const rests = new Set(names.flatMap((name) => uses.pastings(name).map(({ rest }) => rest)));
  if (rests.size === 0) return rests;
  const found = usesInTree(workspace.files, rests);
  return new Set([...rests].filter((rest) => found.places(rest, 1).length > 0));
}

function keptMember(
  workspace: Workspace,
  uses: NameUses,
  words: ReadonlySet<string>,
  record: RecordRow,
  member: MemberRow,
  removals: Removals,
): KeptMember {
  const place = placeIn(workspace, record.file, (tokens) => recordSpot(tokens, record.name, member.name));
  const [disabled] = uses.disabledPlaces(member.name, 1);
  const pasted = uses.pastings(member.name).find(({ rest }) => words.has(rest));
  const positional = uses.positionalPlace(record.name);
  return {
    record: record.name,
    member: member.name,
    type: member.type,
    file: record.file,
    line: place.line,
    audience: record.audience,
    reason: place.reason,
    disabledAt: disabled === undefined ? null : placeText(workspace, disabled),
    pastedAt: pasted === undefined ? null : placeText(workspace, pasted),
    positionalAt: positional === undefined ? null : placeText(workspace, positional),
    removal: removals.of(record, member),
  };
}

function placeText(workspace: Workspace, { path, offset }: NameLocation): string {
  const text = workspace.files.read(path) ?? '';
  return `${path}:${text.slice(0, offset).split('\n').length}`;
}

function placeIn(
  workspace: Workspace,
  file: string,
  find: (tokens: ReturnType<Workspace['frontEnd']['preprocessor']['tokensOf']>) => Spot | undefined,
): { readonly line: number; readonly reason: string | null } {
  const text = workspace.files.read(file);
  if (text === undefined) return { line: 0, reason: null };
  const tokens = workspace.frontEnd.preprocessor.tokensOf(file, text);
  const spot = find(tokens);
  return spot === undefined
    ? { line: 0, reason: null }
    : { line: lineColumn(tokens, spot.start).line, reason: keptReason(text, spot.start) ?? null };
}

/** Lays records out without a member, on each machine. */
class Removals {
  private readonly machines: readonly KeptMachine[];
  private readonly headerUnits = new Map<KeptMachine, MeasuredUnit>();
  /** Units that define the records of one header, where all headers together don't. */
  private readonly otherUnits = new Map<string, MeasuredUnit | undefined>();

  constructor(machines: readonly KeptMachine[]) {
    this.machines = machines;
  }

  of(record: RecordRow, member: MemberRow): readonly KeptRemoval[] {
    return this.machines.flatMap((machine): KeptRemoval[] => {
      const own = machine.layouts.records.find(({ name, file }) => name === record.name && file === record.file);
      const row = own?.members.find(({ name }) => name === member.name);
      if (own === undefined || row === undefined) return [];
      const removal = this.removal(machine, own, member.name);
      return removal === undefined
        ? []
        : [{ arch: machine.layouts.arch, offset: row.offset ?? Math.floor((row.bits?.[0] ?? 0) / 8), ...removal }];
    });
  }

  private removal(
    machine: KeptMachine,
    record: RecordRow,
    member: string,
  ): Omit<KeptRemoval, 'arch' | 'offset'> | undefined {
    const { workspace, layouts } = machine;
    let headers = this.headerUnits.get(machine);
    if (headers === undefined) {
      const homes = [...new Set(layouts.records.map(({ file }) => file))].filter((file) => file.endsWith('.h')).sort();
      headers = workspace.translate('<headers>.c', includesOf(workspace, homes), workspace.kernel.compile);
      this.headerUnits.set(machine, headers);
    }
    const here = tagIn(headers, record.name, record.file);
    const made = here === undefined ? undefined : removalOf(headers, here, member);
    if (made !== undefined && made.sizeBefore === record.size) return made;
    const key = `${layouts.arch} ${record.file}`;
    if (!this.otherUnits.has(key)) this.otherUnits.set(key, unitDefining(workspace, record.name, [record.file]));
    const other = this.otherUnits.get(key);
    const there = other === undefined ? undefined : tagIn(other, record.name, record.file);
    return other === undefined || there === undefined ? made : removalOf(other, there, member);
  }
}
