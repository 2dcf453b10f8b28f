import { difference, greater, product, quotient, remainder, roundUp, sum, type Exact } from '../../abi/exact.ts';
import type { ExactField, ExactRecord } from '../../abi/record-layout.ts';
import { isFailure, type Failure, failureAt } from '../../kernel/failure.ts';
import { nearNames } from '../../kernel/near-names.ts';
import { holdsAny } from '../../text/file-source.ts';
import { HeaderReaders } from './header-readers.ts';
import { reorganized } from './reorganize.ts';
import { isUnknown } from '../../types/unknown.ts';
import { plain, type RecordType, type Type } from '../../types/type.ts';
import { typeText } from '../../types/type-text.ts';
import { sourceFiles } from '../workspace/tree-index.ts';
import type { MeasuredUnit, Workspace } from '../workspace/workspace.ts';

/** A record's layout as plain data; the first names are the JSON contract. Members of unnamed members are flattened. */
export interface RecordReport {
  readonly schemaVersion: 1;
  readonly type: string;
  /** Bytes. */
  readonly size: Exact;
  readonly align: number;
  readonly fields: readonly ReportField[];
  readonly holes: readonly { readonly afterField: string; readonly bytes: Exact }[];
  readonly bitHoles: readonly { readonly afterField: string; readonly bits: number }[];
  /** Bytes at the end. */
  readonly padding: Exact;
  /** Bytes of a cache line of this machine in this tree; null when the tree does not say. */
  readonly cacheLine: number | null;
  readonly file: string;
  readonly line: number;
  readonly arch: string;
  readonly kernconf: string;
  /** The order that takes the fewest bytes; null where none is better. Absent if it was not asked for. */
  readonly reorganized?: {
    readonly size: Exact;
    readonly savedBytes: Exact;
    readonly fields: readonly (ReportField & { readonly isMoved: boolean })[];
  } | null;
}

export interface ReportField {
  readonly name: string;
  readonly type: string;
  /** From the start of the record that was asked for. */
  readonly offsetBits: Exact;
  readonly widthBits: Exact;
  readonly isBitField: boolean;
  /** The members of a member that is a record, or of the first element of an array of them; only if asked for. */
  readonly fields?: readonly ReportField[];
}

/** What a report holds besides the members and holes. */
export interface RecordReportOptions {
  /** Members of members. */
  readonly isNested?: boolean;
  readonly isReorganized?: boolean;
}

/** Members of members are followed this deep. */
const DEEPEST = 4;

/** The layout of `struct NAME`, `union NAME`, a bare tag or a typedef name; a Failure is one clear line. */
export function recordReport(
  workspace: Workspace,
  wanted: string,
  options: RecordReportOptions = {},
): RecordReport | Failure {
  const match = /^\s*(?:(struct|union)\s+)?([A-Za-z_]\w*)\s*$/.exec(wanted);
  if (match === null) return failureAt('', 0, `not a type name: ${wanted}`);
  const name = match[2] as string;
  const kinds = match[1] === undefined ? (['struct', 'union'] as const) : ([match[1]] as ('struct' | 'union')[]);
  const homes = definingFiles(workspace, name);
  const readers = new HeaderReaders(workspace);
  let reason: string | undefined;
  for (const home of homes) {
    for (const measured of unitsThatRead(workspace, home, readers)) {
      const type = recordOf(measured, name, kinds, match[1] === undefined);
      if (type === undefined) continue;
      const layout = measured.engine.exactRecord(type);
      if (!isUnknown(layout)) return report(workspace, measured, type, layout, options);
      reason = layout.reason;
    }
  }
  if (reason !== undefined) return failureAt('', 0, `the layout of ${wanted.trim()} is unknown: ${reason}`);
  return failureAt(
    '',
    0,
    homes.length === 0
      ? `this tree has no struct, union or typedef ${name}`
      : `${wanted.trim()} is not defined in this configuration; ${homes[0] ?? ''} declares it`,
    nearNames(name, []),
  );
}

/** The same for a record as one unit has it; undefined where the unit does not define it. */
export function recordReportIn(
  workspace: Workspace,
  measured: MeasuredUnit,
  wanted: string,
  options: RecordReportOptions = {},
): RecordReport | Failure | undefined {
  const [keyword = '', name = keyword] = wanted.split(' ');
  const isTag = keyword === 'struct' || keyword === 'union';
  const type = recordOf(measured, name, isTag ? [keyword] : ['struct', 'union'], !isTag);
  if (type === undefined) return undefined;
  const layout = measured.engine.exactRecord(type);
  return isUnknown(layout)
    ? failureAt('', 0, `the layout of ${wanted} is unknown: ${layout.reason}`)
    : report(workspace, measured, type, layout, options);
}

/**
 * A unit that defines the record of this name, "struct inpcb": of the files at `homes`, or of those whose text defines
 * it.
 */
export function unitDefining(
  workspace: Workspace,
  name: string,
  homes?: readonly string[],
  readers?: HeaderReaders,
): MeasuredUnit | undefined {
  const match = /^(struct|union) (\w+)$/.exec(name);
  if (match === null) return undefined;
  const [, kind, tag = ''] = match;
  for (const home of homes ?? definingFiles(workspace, tag)) {
    for (const measured of unitsThatRead(workspace, home, readers))
      if (recordOf(measured, tag, [kind as 'struct' | 'union'], false) !== undefined) return measured;
  }
  return undefined;
}

/** The unit that says what a header's declarations are. */
export function unitReading(workspace: Workspace, header: string, readers?: HeaderReaders): MeasuredUnit | undefined {
  for (const measured of unitsThatRead(workspace, header, readers)) return measured;
  return undefined;
}

/** The record of a name, "struct inpcb", that a unit defines in a file. */
export function tagIn({ unit }: MeasuredUnit, name: string, file: string): RecordType | undefined {
  for (const part of unit.parts) {
    for (const tag of part.tags) {
      if (
        tag.kind === 'enum' ||
        tag.tag === 0 ||
        tag.members === undefined ||
        `${tag.kind} ${unit.spelling(tag.tag)}` !== name
      )
        continue;
      if (unit.place(tag.source, tag.nameToken)?.file.path === file)
        return { kind: 'record', specifier: tag, qualifiers: 0, scope: undefined };
    }
  }
  return undefined;
}

function recordOf(
  { unit, resolver }: MeasuredUnit,
  name: string,
  kinds: readonly ('struct' | 'union')[],
  mayBeTypedef: boolean,
): RecordType | undefined {
  const id = unit.interner.intern(name);
  for (const kind of kinds) {
    const tag = unit.tag(id, kind);
    if (tag !== undefined && tag.kind !== 'enum' && tag.members !== undefined)
      return { kind: 'record', specifier: tag, qualifiers: 0, scope: undefined };
  }
  const typedef = mayBeTypedef ? unit.entities(id).find((entity) => entity.kind === 'typedef') : undefined;
  if (typedef?.kind !== 'typedef') return undefined;
  const type = plain(resolver.ofDeclarator(typedef.declaration.specifiers, typedef.declarator));
  return type.kind === 'record' ? type : undefined;
}

/** Files whose text defines the name: headers first. */
function definingFiles(workspace: Workspace, name: string): readonly string[] {
  const pattern = new RegExp(
    `\\b(struct|union)\\s+(\\w+\\s+)?${name}\\s*\\{|\\}\\s*(__\\w+\\s+)*${name}\\s*;|\\b\\w*(LIST|TAILQ|SLIST|STAILQ|RB|SPLAY)_HEAD\\s*\\(\\s*${name}\\b|\\btypedef\\b[^;{}]*\\b${name}\\s*;`,
  );
  const found = sourceFiles(workspace).filter(
    (path) => holdsAny(workspace.files, path, [{ word: name }]) && pattern.test(workspace.files.read(path) ?? ''),
  );
  // A module that was asked about means its own.
  const own = new Set(workspace.outside.ownFiles());
  const rank = (path: string): number =>
    (own.has(path) ? -8 : 0) +
    (path.endsWith('.h') ? 0 : 1) +
    (/\/(contrib|cddl|compat|ofed)\//.test(path) ? 2 : 0) +
    (workspace.isCompiled(path) ? 0 : 0.5);
  return found.sort((a, b) => rank(a) - rank(b));
}

/** The unit of a source, or units that read a header, the best one first. */
function* unitsThatRead(
  workspace: Workspace,
  home: string,
  readers = new HeaderReaders(workspace),
): Generator<MeasuredUnit> {
  for (const { source, text, compile, build } of readers.of(home)) {
    const isKept = build === workspace.kernel.build && workspace.isCompiled(source);
    const measured = isKept ? workspace.unit(source) : workspace.translate(source, text, compile, build);
    if (measured !== undefined && readsFile(measured, home)) yield measured;
  }
}

function readsFile({ unit }: MeasuredUnit, path: string): boolean {
  return unit.path === path || unit.translation.includes.some((include) => include.path === path);
}

function report(
  workspace: Workspace,
  measured: MeasuredUnit,
  type: RecordType,
  layout: ExactRecord,
  { isNested = false, isReorganized = false }: RecordReportOptions,
): RecordReport | Failure {
  const { unit, resolver } = measured;
  const fields: ReportField[] = [];
  const trouble = flatten(measured, layout, 0, fields, isNested ? DEEPEST : 0);
  if (isFailure(trouble)) return trouble;
  const holes: { afterField: string; bytes: Exact }[] = [];
  const bitHoles: { afterField: string; bits: number }[] = [];
  let end: Exact = 0;
  let last = '';
  if (type.specifier.kind === 'struct') {
    for (const field of layout.fields) {
      const gap = difference(field.offsetBits, end);
      if (gap >= 8) holes.push({ afterField: last, bytes: quotient(gap, 8) });
      if (gap > 0 && remainder(gap, 8) !== 0) bitHoles.push({ afterField: last, bits: remainder(gap, 8) });
      end = greater(end, sum(field.offsetBits, widthOf(field)));
      last = field.name === 0 ? '(unnamed)' : unit.spelling(field.name);
    }
  } else for (const field of layout.fields) end = greater(end, widthOf(field));
  const place = unit.place(type.specifier.source, type.specifier.nameToken);
  return {
    schemaVersion: 1,
    type: typeText(resolver, type),
    size: layout.sizeBytes,
    align: layout.alignBytes,
    fields,
    holes,
    bitHoles,
    padding: difference(layout.sizeBytes, quotient(roundUp(end, 8), 8)),
    cacheLine: cacheLine(workspace),
    file: place?.file.path ?? unit.path,
    line: place === undefined ? 0 : place.file.lineOf(place.token),
    arch: workspace.kernel.arch,
    kernconf: workspace.kernel.kernconf,
    ...(isReorganized ? { reorganized: bestOrder(measured, type, layout) } : {}),
  };
}

function bestOrder(
  measured: MeasuredUnit,
  type: RecordType,
  layout: ExactRecord,
): NonNullable<RecordReport['reorganized']> | null {
  const best = reorganized(measured, type, layout);
  if (best === undefined) return null;
  const fields = best.layout.fields.flatMap((field) => {
    const own: ReportField[] = [];
    const trouble = flatten(measured, { ...best.layout, fields: [field] }, 0, own, 0);
    return isFailure(trouble) ? [] : own.map((one) => ({ ...one, isMoved: best.moved.has(field.declaration) }));
  });
  return {
    size: best.layout.sizeBytes,
    savedBytes: difference(layout.sizeBytes, best.layout.sizeBytes),
    fields,
  };
}

/** Bits of a member. */
function widthOf({ widthBits, sizeBytes }: ExactField): Exact {
  return widthBits ?? product(sizeBytes, 8);
}

function flatten(
  measured: MeasuredUnit,
  layout: ExactRecord,
  baseBits: Exact,
  fields: ReportField[],
  depth: number,
): Failure | object {
  for (const field of layout.fields) {
    const inner = plain(field.type);
    if (field.declarator === undefined && inner.kind === 'record') {
      const nested = measured.engine.exactRecord(inner);
      if (isUnknown(nested)) return failureAt('', 0, nested.reason);
      const trouble = flatten(measured, nested, sum(baseBits, field.offsetBits), fields, depth);
      if (isFailure(trouble)) return trouble;
      continue;
    }
    const name = field.name === 0 ? '' : measured.unit.spelling(field.name);
    const offsetBits = sum(baseBits, field.offsetBits);
    const inside = depth === 0 ? undefined : membersOf(measured, field.type, offsetBits, depth - 1);
    fields.push({
      name,
      type: typeText(measured.resolver, field.type),
      offsetBits,
      widthBits: widthOf(field),
      isBitField: field.widthBits !== undefined,
      ...(inside === undefined ? {} : { fields: inside }),
    });
  }
  return {};
}

/** The members of a record, or of the first element of an array of records. */
function membersOf(
  measured: MeasuredUnit,
  type: Type,
  baseBits: Exact,
  depth: number,
): readonly ReportField[] | undefined {
  let inner = plain(type);
  while (inner.kind === 'array') inner = plain(inner.element);
  const layout = inner.kind === 'record' ? measured.engine.exactRecord(inner) : undefined;
  if (layout === undefined || isUnknown(layout)) return undefined;
  const fields: ReportField[] = [];
  return isFailure(flatten(measured, layout, baseBits, fields, depth)) ? undefined : fields;
}

/** CACHE_LINE_SIZE as machine/param.h of this tree says it: 1 << CACHE_LINE_SHIFT. */
function cacheLine(workspace: Workspace): number | null {
  const folder = workspace.kernel.build.links.get('machine');
  const text = folder === undefined ? undefined : workspace.files.read(`${folder}/param.h`);
  const shift = /^[ \t]*#[ \t]*define[ \t]+CACHE_LINE_SHIFT[ \t]+(\d+)/m.exec(text ?? '')?.[1];
  return shift === undefined ? null : 2 ** Number(shift);
}
