import { addTo } from '../../collections/multimap.ts';
import { layoutSet, type SetImage } from './set-image.ts';
import type { KernelObject } from '../../kernel/configuration.ts';
import type { SetEnd } from '../../kernel/set-end.ts';
import { holdsAny, type Mark } from '../../text/file-source.ts';
import type { Problem } from '../../text/problem.ts';
import type { Subject } from '../../text/worked-out.ts';
import { coversAll, decidingBodies } from '../../vnet/deciding-bodies.ts';
import { unitVariables, type PlacedVariable, type UnitVariable } from '../../vnet/unit-facts.ts';
import { setVariables, type InstanceSet } from '../../vnet/set-variables.ts';
import { missingIncludes, problemsBesideMissingHeaders, type MissingInclude } from '../workspace/missing-headers.ts';
import { unsureVariables } from './unsure-variables.ts';
import type { UnitAnswer, UnitSettings } from '../workspace/stored-units.ts';
import type { MeasuredUnit, Workspace } from '../workspace/workspace.ts';

/** A set as the kernel (or a module) holds it, with every member's place. */
export interface Region<M extends UnitVariable = UnitVariable> extends Subject {
  readonly set: InstanceSet;
  readonly image: SetImage<M>;
  /** Members by name; static namesakes in several files are real. */
  readonly byName: ReadonlyMap<string, readonly PlacedVariable[]>;
  readonly count: number;
  readonly problems: readonly Problem[];
  /** Missing headers of its objects; see missingHeaderProblems(). */
  readonly missing: readonly MissingInclude[];
}

/** The part of one object in the sets of a kernel or module. */
export interface ObjectPart<M extends UnitVariable = UnitVariable> {
  readonly source: string;
  /** Its members of each set, in the order in which the compiler emits them. */
  readonly sets: Readonly<Record<InstanceSet, readonly M[]>>;
  /** Files that its unit read. */
  readonly reads: ReadonlySet<string>;
  readonly problems: readonly Problem[];
  /** Headers that its unit did not find. */
  readonly missing: readonly MissingInclude[];
}

/** Words that a file must hold to define a member of the set, by the names of the defining macros. */
export function definingMarks(workspace: Workspace, set: InstanceSet): readonly Mark[] {
  const names = [...workspace.roles]
    .filter(([, role]) => role.role === 'define' && role.set === set)
    .map(([name]) => name);
  // A prefix of a longer name finds both.
  return names
    .filter((name) => !names.some((other) => other !== name && name.startsWith(other)))
    .map((word) => ({ word }));
}

/** Objects whose sources can hold members of the set, in link order. */
export function candidateObjects(
  workspace: Workspace,
  objects: readonly KernelObject[],
  set: InstanceSet,
  known?: KnownHolders,
): readonly KernelObject[] {
  const marks = definingMarks(workspace, set);
  const question = marks.map(({ word }) => word).join(' ');
  const sources = objects.filter(({ source }) => source.endsWith('.c') && !source.startsWith('<build>/'));
  const answers = new Map(sources.map(({ source }) => [source, known?.find(source, question)]));
  workspace.files.expect?.(sources.map(({ source }) => source).filter((source) => answers.get(source) === undefined));
  // A source that cannot be read is a candidate: its part reports it.
  return sources.filter(({ source }) => {
    const answer = answers.get(source);
    if (answer !== undefined) return answer;
    const holds = holdsAny(workspace.files, source, marks);
    if (holds !== undefined) known?.keep(source, question, holds);
    return holds !== false;
  });
}

/** What is known about files without reading them: whether they contain certain words. */
export interface KnownHolders {
  find(path: string, words: string): boolean | undefined;
  keep(path: string, words: string, holds: boolean): void;
}

/** Translates one object's source and measures its members of the sets. */
export function readObjectPart(workspace: Workspace, object: KernelObject, build = workspace.kernel.build): ObjectPart {
  const { source, compile } = object;
  return (
    unitAnswer(workspace, 'part', source, { compile, build }, (measured) => measureObjectPart(source, measured)) ??
    unreadablePart(source)
  );
}

/**
 * What `work` says about a unit that is translated with those bodies alone that decide the order of its members, or
 * said in an earlier run in which the unit read the same; undefined if the source cannot be read.
 *
 * @param question names `work`
 */
function unitAnswer<T>(
  workspace: Workspace,
  question: string,
  source: string,
  settings: UnitSettings,
  work: (measured: MeasuredUnit) => T,
): T | undefined {
  const translated = (): UnitAnswer<T> | undefined => {
    const text = workspace.files.read(source);
    if (text === undefined) return undefined;
    const measured = translateDeclarations(workspace, source, text, settings.compile, settings.build);
    return { unit: measured.unit, value: work(measured) };
  };
  const { storedUnits } = workspace;
  return storedUnits === undefined ? translated()?.value : storedUnits.answer(question, source, settings, translated);
}

/** Says that a source cannot be read. */
export function unreadablePart(source: string): ObjectPart<never> {
  return {
    source,
    sets: { set_vnet: [], set_pcpu: [] },
    reads: new Set(),
    missing: [],
    problems: [
      {
        file: source,
        line: 0,
        message:
          'cannot be read (missing, not text, or larger than 32 MB): if it defines virtualized globals, all offsets after it are larger',
      },
    ],
  };
}

/** A unit with those function bodies alone that decide the order of its members: the others are skipped. */
export function translateDeclarations(
  workspace: Workspace,
  source: string,
  text: string,
  compile = workspace.compileOf(source),
  build = workspace.buildOf(source),
): MeasuredUnit {
  const facts = workspace.factsOf(source);
  if (facts !== undefined) {
    const quick = workspace.translate(source, text, compile, build, decidingBodies(facts, workspace.roles));
    if (coversAll(facts, setVariables(quick.unit))) return quick;
  }
  return workspace.translate(source, text, compile, build);
}

/** The part of an object, from the unit of its source. */
export function measureObjectPart(source: string, measured: MeasuredUnit): ObjectPart {
  const { unit, unsure } = measured;
  const sets = {
    set_vnet: membersOf('set_vnet', source, measured),
    set_pcpu: membersOf('set_pcpu', source, measured),
  };
  const reads = new Set(unit.translation.includes.map((include) => include.path).filter((path) => path !== undefined));
  const unknown = [...sets.set_vnet, ...sets.set_pcpu].filter((variable) => variable.unknown !== undefined);
  const missing = missingIncludes(
    unit,
    unknown.map(({ name }) => name),
  );
  const problems = unsure === undefined ? unitProblems(unit, missing) : [unsure.because];
  return { source, sets, reads, problems, missing };
}

function membersOf(
  set: InstanceSet,
  source: string,
  { unit, resolver, engine, unsure }: MeasuredUnit,
): readonly UnitVariable[] {
  const measured = unitVariables(unit, resolver, engine, set);
  const variables = unsure === undefined ? measured : unsureVariables(measured, unsure, set, unit.translation.mainFile);
  return variables.map((variable) =>
    variable.file === source ? variable : { ...variable, includedAt: includePlace(unit, variable.file) },
  );
}

/** The #include of the unit's source that brings `path` in, maybe through others. */
function includePlace(unit: MeasuredUnit['unit'], path: string): UnitVariable['includedAt'] {
  const { includes, mainFile } = unit.translation;
  const seen = new Set<string>();
  for (let at = path; !seen.has(at);) {
    seen.add(at);
    const include = includes.find((candidate) => candidate.path === at);
    if (include?.from === undefined) return undefined;
    if (include.from === mainFile) {
      const { line, character } = mainFile.lines.position(mainFile.start[include.token] ?? 0);
      return { line: line + 1, column: character + 1 };
    }
    at = include.from.path;
  }
  return undefined;
}

/** The front end's problems in a unit, at locations that a developer sees. */
function unitProblems(unit: MeasuredUnit['unit'], missing: readonly MissingInclude[]): readonly Problem[] {
  const problems: Problem[] = [...problemsBesideMissingHeaders(unit, missing)];
  for (const part of unit.parts) {
    for (const { token, message } of part.problems) {
      const place = unit.place(part.source, Math.min(token, part.source.tokens.count - 1));
      problems.push({
        file: place?.file.path ?? unit.path,
        line: place === undefined ? 0 : place.file.lineOf(place.token),
        message,
      });
    }
  }
  return problems;
}

/** Puts the parts (in link order) together. `end` is what a module's linker script puts after them. */
export function assembleRegion<M extends UnitVariable>(
  set: InstanceSet,
  parts: readonly ObjectPart<M>[],
  end: SetEnd = [],
): Region<M> {
  const image = layoutSet(
    parts.map(({ source, sets }) => ({ file: source, members: sets[set] })),
    'because' in end ? null : end,
  );
  const byName = new Map<string, PlacedVariable[]>();
  let count = 0;
  for (const object of image.objects) {
    for (const { member, offsetBytes } of object.members) {
      count++;
      const row: PlacedVariable = { ...member, offsetBytes, source: object.file };
      addTo(byName, member.name, row);
    }
  }
  const problems = [...parts.flatMap((part) => part.problems), ...('because' in end ? [end.because] : [])];
  return {
    set,
    image,
    byName,
    count,
    problems: distinctProblems(problems),
    missing: parts.flatMap((part) => part.missing),
  };
}

/** A problem in a header is reported once, however many units include it. */
export function distinctProblems(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ file, line, message }) => {
    const key = `${file}\n${line}\n${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The kernel's region. */
export function kernelRegion(workspace: Workspace, set: InstanceSet): Region {
  return assembleRegion(
    set,
    candidateObjects(workspace, workspace.kernel.objects, set).map((object) => readObjectPart(workspace, object)),
  );
}
