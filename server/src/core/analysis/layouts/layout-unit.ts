import { counted } from '../../abi/exact.ts';
import type { GlobalLayout } from '../../compat/baseline.ts';
import type { RecordSpecifier } from '../../parser/ast.ts';
import type { Type } from '../../types/type.ts';
import { isUnknown } from '../../types/unknown.ts';
import type { FileFacts } from '../../vnet/file-facts.ts';
import { setVariables } from '../../vnet/set-variables.ts';
import { RecordReach, type KnownLeads, type NamedRecord } from './record-reach.ts';
import { recordRow, typeTexts, type BareRecordRow } from './record-rows.ts';
import type { MeasuredUnit, Workspace } from '../workspace/workspace.ts';

/** What one translation contributes to the layouts of a kernel: plain data. */
export interface UnitLayouts {
  readonly globals: readonly GlobalLayout[];
  readonly records: readonly BareRecordRow[];
  /** Constants that were asked for, in decimal. */
  readonly values: Readonly<Record<string, string>>;
  /** Files that say #error in this unit. */
  readonly refusing: readonly string[];
}

/** Whether a record that is defined in `file` is wanted although no virtualized global leads to it. */
export type WantsRecord = (name: string, file: string) => boolean;

/** Measures the units of one workspace whose files don't change meanwhile: what they share is computed once. */
export class UnitMeasurer {
  private readonly workspace: Workspace;
  private readonly wants: WantsRecord;
  private readonly leads: KnownLeads = new Map();
  private readonly rows = new Map<RecordSpecifier, BareRecordRow>();

  constructor(workspace: Workspace, wants: WantsRecord) {
    this.workspace = workspace;
    this.wants = wants;
  }

  /** The virtualized globals of a unit, the records that they lead to, and others that are wanted. */
  measure(measured: MeasuredUnit, source: string): UnitLayouts {
    const reach = new RecordReach(measured, this.leads);
    const globals = globalRows(this.workspace, measured, source, reach);
    for (const tag of wantedTags(measured, this.wants)) reach.addTag(tag);
    return {
      globals,
      records: [...reach.found.values()].map((named) => this.row(measured, named)),
      values: {},
      refusing: refusing(measured),
    };
  }

  private row(measured: MeasuredUnit, named: NamedRecord): BareRecordRow {
    const known = this.rows.get(named.type.specifier);
    if (known !== undefined && known.size !== null) return known;
    const made = recordRow(measured, named);
    this.rows.set(named.type.specifier, made);
    return made;
  }
}

/** The virtualized globals that a unit defines. */
export function globalRows(
  workspace: Workspace,
  measured: MeasuredUnit,
  source: string,
  reach = new RecordReach(measured),
): readonly GlobalLayout[] {
  return workspace.kernel.vimage
    ? virtualized(measured, source, reach)
    : plainGlobals(measured, source, workspace.factsOf(source), reach);
}

function virtualized(measured: MeasuredUnit, source: string, reach: RecordReach): readonly GlobalLayout[] {
  return setVariables(measured.unit)
    .filter(({ set }) => set === 'set_vnet')
    .map(({ declaration, declarator, inside, name, symbol, isStatic }) => {
      const type = measured.resolver.ofDeclarator(declaration.specifiers, declarator, inside?.scope);
      reach.add(type);
      const size = measured.engine.sizeOfVariable(type, declarator, inside?.scope);
      const align = measured.engine.variableAlign(type, declaration.specifiers, declarator, inside?.scope);
      return globalRow(measured, type, {
        name,
        symbol,
        size: isUnknown(size) ? null : counted(size),
        align: isUnknown(align) ? null : align,
        isStatic,
        source,
      });
    });
}

/**
 * Without VIMAGE a virtualized global is a plain one (vnet-less half of sys/net/vnet.h): the same name, without a set.
 */
function plainGlobals(
  measured: MeasuredUnit,
  source: string,
  facts: FileFacts | undefined,
  reach: RecordReach,
): readonly GlobalLayout[] {
  const { unit, resolver, engine } = measured;
  return (facts?.definitions ?? [])
    .filter(({ set }) => set === 'set_vnet')
    .flatMap(({ name, isStatic, macroStart, start }) => {
      for (const entity of unit.entities(unit.interner.intern(name))) {
        if (entity.kind !== 'variable') continue;
        const place = unit.place(entity.part.source, entity.declarator.nameToken);
        const offset = place?.file.path === source ? place.file.start[place.token] : undefined;
        if (offset !== macroStart && offset !== start) continue;
        const type = resolver.ofDeclarator(entity.declaration.specifiers, entity.declarator);
        reach.add(type);
        const size = engine.sizeOfVariable(type, entity.declarator);
        const align = engine.variableAlign(type, entity.declaration.specifiers, entity.declarator);
        return [
          globalRow(measured, type, {
            name,
            symbol: name,
            size: isUnknown(size) ? null : counted(size),
            align: isUnknown(align) ? null : align,
            isStatic,
            source,
          }),
        ];
      }
      return [];
    });
}

function globalRow(
  measured: MeasuredUnit,
  type: Type,
  known: { name: string; symbol: string; size: number | null; align: number | null; isStatic: boolean; source: string },
): GlobalLayout {
  const { name, symbol, size, align, isStatic, source } = known;
  return {
    name,
    symbol,
    ...typeTexts(measured, type),
    size,
    align,
    ...(isStatic ? { local: true as const } : {}),
    file: source,
  };
}

/** Definitions of tags in the unit's files that are wanted by name or by where they stand. */
function wantedTags({ unit }: MeasuredUnit, wants: WantsRecord): readonly RecordSpecifier[] {
  const wanted: RecordSpecifier[] = [];
  for (const part of unit.parts) {
    for (const tag of part.tags) {
      if (tag.kind === 'enum' || tag.tag === 0 || tag.members === undefined) continue;
      const path = unit.place(tag.source, tag.nameToken)?.file.path;
      if (path !== undefined && wants(`${tag.kind} ${unit.spelling(tag.tag)}`, path)) wanted.push(tag);
    }
  }
  return wanted;
}

function refusing({ unit }: MeasuredUnit): readonly string[] {
  return [
    ...new Set(unit.translation.problems.filter(({ message }) => message.startsWith('#error')).map(({ file }) => file)),
  ];
}
