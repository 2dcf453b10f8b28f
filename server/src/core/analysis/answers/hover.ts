import type { Exact } from '../../abi/exact.ts';
import { sysctlName } from '../../vnet/file-facts.ts';
import type { Spot } from '../../text/spot.ts';
import type { InstanceSet } from '../../vnet/set-variables.ts';
import { declarationText, kernelName, locationOf, type KernelName, type Location } from './answer-terms.ts';
import { constructorsByMention, type VariableConstructor } from './constructors.ts';
import { subjectAt, type VariableSubject } from './cursor-subject.ts';
import { hoverLayout, type LayoutHover } from './hover-layout.ts';
import { hoverContainer, type ContainerHover } from './hover-container.ts';
import { hoverMember, type MemberHover } from './hover-member.ts';
import type { NoteHover } from './hover-notes/note.ts';
import { noteAt } from './hover-notes/note-at.ts';
import { hoverSysinit, type SysinitHover } from './hover-sysinit.ts';
import type { FreshValue } from '../image/fresh-vnet.ts';
import type { InitialValue } from '../region/initial-value.ts';
import { useCount } from './index-report.ts';
import { machineryNote, type MachineryNote } from './machinery-notes.ts';
import { measureVariable } from './measured-variable.ts';
import { nameMeanings } from './name-meanings.ts';
import { commentAbove, declarationSource, sysctlDescription } from './nearby-text.ts';
import type { Session } from '../session/session.ts';
import type { Located } from '../workspace/tree-index.ts';
import { placeInModule, type PlaceInModule } from './place-in-module.ts';
import { placeInSet, rowOf, type PlaceInSet } from './place-in-set.ts';
import { surroundingsOf, type Surroundings } from '../region/surroundings.ts';
import { isSameVariable, variableFacts } from './variable-facts.ts';

export interface VariableHover {
  readonly kind: 'variable';
  readonly span: Spot;
  readonly set: InstanceSet;
  readonly name: string;
  readonly symbol: string;
  /** The declared type as C text; undefined while it is not known. */
  readonly type: string | undefined;
  readonly isStatic: boolean | undefined;
  /** The macro that defines it; if there is none, the macro that declares it. */
  readonly macro: string | undefined;
  readonly sizeBytes: Exact | null;
  readonly alignBytes: number | null;
  /** Why size or alignment is null; also undefined while they are being measured. */
  readonly unknown: string | undefined;
  readonly place: PlaceInSet;
  readonly kernel: KernelName;
  /** Undefined while not known; 'zero' without an initializer. */
  readonly initial:
    { readonly text: string | undefined; readonly value: InitialValue | undefined } | 'zero' | undefined;
  /** The comment right above the definition. */
  readonly comment: string | undefined;
  /** The definition as written; undefined while it is not known. */
  readonly source: string | undefined;
  readonly defined: readonly (Location & { readonly isStatic: boolean })[];
  readonly declared: readonly Location[];
  readonly accessors: readonly (Location & { readonly name: string })[];
  readonly sysctls: readonly (Location & {
    readonly name: string;
    readonly access: string;
    readonly hasVnetFlag: boolean;
    readonly description: string | undefined;
  })[];
  /** Uses over the whole tree; undefined while the tree is being read. */
  readonly uses: number | undefined;
  /** False while the tree is being read: lists may be short. */
  readonly isWhole: boolean;
  /** Its neighbours in every copy of the set; undefined while unknown, and if this kernel does not have it. */
  readonly surroundings: Surroundings | undefined;
  /** Its place in each module that defines it, if the kernel does not; empty while unknown. */
  readonly inModules: readonly PlaceInModule[];
  /** VNET_SYSINITs that mention it. */
  readonly constructors: readonly (VariableConstructor & Location)[];
  /** What a fresh vnet holds; undefined while nobody has said it. */
  readonly fresh?: FreshValue | undefined;
  /** What it is in a kernel without options VIMAGE; undefined for DPCPU, where VIMAGE makes no difference. */
  readonly withoutVimage: string | undefined;
}

export interface MachineryHover extends MachineryNote {
  readonly kind: 'machinery';
  readonly span: Spot;
}

export type HoverAnswer =
  ContainerHover | VariableHover | MemberHover | SysinitHover | MachineryHover | LayoutHover | NoteHover;

/** The hover for the name at an offset; undefined if it is neither a virtualized global nor part of their machinery. */
export function hoverAt(session: Session, path: string, offset: number): HoverAnswer | undefined {
  const tokens = session.tokens(path);
  const subject = tokens === undefined ? undefined : subjectAt(tokens, offset, nameMeanings(session, path));
  switch (subject?.kind) {
    case undefined:
      return hoverContainer(session, path, offset) ?? hoverRecord(session, path, offset);
    case 'variable':
      return hoverVariable(session, path, subject);
    case 'member':
      return hoverMember(session, path, subject);
    case 'sysinit':
      return hoverSysinit(session, path, subject);
    case 'machinery': {
      const note = machineryNote(subject.word);
      return note === undefined ? undefined : { kind: 'machinery', ...note, span: subject.span };
    }
  }
}

/** A record against its baseline, if there is one, with what else there is to say about the name. */
function hoverRecord(session: Session, path: string, offset: number): LayoutHover | NoteHover | undefined {
  const layout = hoverLayout(session, path, offset);
  const note = noteAt(session, path, offset);
  return layout === undefined || note === undefined ? (layout ?? note) : { ...layout, also: note.lines };
}

/** What is to be said about a virtualized global as one file means it; undefined when it is none. */
export function hoverVariable(
  session: Session,
  path: string,
  { set, name, span, as }: VariableSubject,
): VariableHover | undefined {
  const facts = variableFacts(session, path, set, name);
  const measured = measureVariable(session, path, set, name, facts.definitions);
  const [definition] = facts.definitions;
  // Once the whole tree is read, a name after vnet_entry_ without definition and declaration is not ours, nor is a
  // macro's parameter in VNET( ).
  if (
    definition === undefined &&
    facts.declarations.length === 0 &&
    measured === undefined &&
    session.isIndexed &&
    (as === 'symbol' || isInDefine(session, path, span.start))
  )
    return undefined;
  const isInitialized =
    measured?.isInitialized ?? (definition === undefined ? undefined : definition.fact.initializer !== undefined);
  const locate = ({ path: file, fact }: Located<Spot>): Location => locationOf(session, file, fact);
  const type = measured?.type;
  const place = placeInSet(session, set, name, definition, measured);
  const isStatic = measured?.isStatic ?? definition?.fact.isStatic;
  return {
    kind: 'variable',
    span,
    set,
    name,
    symbol: measured?.symbol ?? `${set === 'set_vnet' ? 'vnet_entry_' : 'pcpu_entry_'}${name}`,
    type,
    isStatic,
    macro: definition?.fact.macro ?? facts.declarations[0]?.fact.macro,
    sizeBytes: measured?.sizeBytes ?? null,
    alignBytes: measured?.alignBytes ?? null,
    unknown: measured === undefined && session.isIndexed ? whyUnmeasured(definition !== undefined) : measured?.unknown,
    kernel: kernelName(session),
    ...aroundIt(session, set, name, definition?.path ?? measured?.definedIn, place),
    constructors:
      set === 'set_pcpu'
        ? []
        : constructorsOf(
            session,
            path,
            name,
            facts.accessors.map(({ fact }) => fact.name),
          ),
    initial:
      isInitialized === undefined
        ? undefined
        : isInitialized
          ? { text: definition?.fact.initializer, value: measured?.initial }
          : 'zero',
    comment: definition === undefined ? undefined : commentAbove(session, definition.path, definition.fact.macroStart),
    source:
      definition === undefined ? undefined : declarationSource(session, definition.path, definition.fact.macroStart),
    defined: facts.definitions.map((one) => ({ ...locate(one), isStatic: one.fact.isStatic })),
    declared: facts.declarations.map(locate),
    accessors: facts.accessors.map((one) => ({ ...locate(one), name: one.fact.name })),
    sysctls: facts.sysctls.map((one) => ({
      ...locate(one),
      name: sysctlName(one.fact),
      access: one.fact.macro === 'SYSCTL_VNET_PCPUSTAT' ? one.fact.macro : one.fact.access,
      hasVnetFlag: one.fact.hasVnetFlag || one.fact.macro.startsWith('SYSCTL_VNET_'),
      description: sysctlDescription(session, one.path, one.fact),
    })),
    uses: session.isIndexed ? useCount(session.index, name) : undefined,
    isWhole: session.isIndexed,
    withoutVimage:
      set === 'set_pcpu' || type === undefined
        ? undefined
        : `${isStatic === true ? 'static ' : ''}${declarationText(type, name)}`,
  };
}

function isInDefine(session: Session, path: string, offset: number): boolean {
  const text = session.tokens(path)?.text ?? '';
  let lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  while (lineStart >= 2 && text[lineStart - 2] === '\\') lineStart = text.lastIndexOf('\n', lineStart - 2) + 1;
  return /^[ \t]*#[ \t]*define\b/.test(text.slice(lineStart, offset));
}

/** The variable's neighbours in the kernel's copies, or its place in the modules. */
function aroundIt(
  session: Session,
  set: InstanceSet,
  name: string,
  file: string | undefined,
  place: PlaceInSet,
): Pick<VariableHover, 'place' | 'surroundings' | 'inModules'> {
  if (place.kind === 'notInKernel') {
    const { modules = [] } = place;
    const places =
      file === undefined ? [] : modules.flatMap((module) => placeInModule(session, module, set, name, file) ?? []);
    return {
      place: places.includes('pending') ? { ...place, isMeasured: false } : place,
      surroundings: undefined,
      inModules: places.filter((one) => one !== 'pending'),
    };
  }
  const region = place.kind === 'offset' ? session.regions.region(set) : undefined;
  const row = region === undefined ? undefined : rowOf(region, name, file);
  const { machine } = session;
  return {
    place,
    surroundings:
      region === undefined || row === undefined || machine === undefined
        ? undefined
        : surroundingsOf(region, row, machine),
    inModules: [],
  };
}

/** Constructors that use this variable through its accessor or through VNET( ) of its name. */
function constructorsOf(
  session: Session,
  path: string,
  name: string,
  accessors: readonly string[],
): VariableHover['constructors'] {
  const { flow } = session;
  if (flow === undefined) return [];
  const mentions = constructorsByMention(flow);
  const isSame = isSameVariable(session, path, 'set_vnet', name);
  const found = new Map<string, VariableConstructor>();
  for (const word of new Set([...accessors, name]))
    for (const one of mentions.get(word) ?? [])
      if (isSame(one.mentionedIn)) found.set(`${one.path} ${one.handler}`, one);
  return [...found.values()].map((one) => ({ ...one, ...locationOf(session, one.path, one) }));
}

function whyUnmeasured(isDefined: boolean): string {
  return isDefined ? '#if excludes its definition' : 'no file read here declares it';
}
