import type { RecordLayout } from '../../abi/record-layout.ts';
import type { MemberRow } from '../../compat/baseline.ts';
import { onceWith } from '../../text/worked-out.ts';
import { isUnknown, unknown, type Unknown } from '../../types/unknown.ts';
import type { Container } from './container-tree.ts';
import { headerUnit } from './container-unit.ts';
import { memberRows } from '../layouts/record-rows.ts';
import { extendedUnit } from './vimage-units.ts';
import type { MeasuredUnit, Workspace } from '../workspace/workspace.ts';

export interface MeasuredContainer {
  readonly sizeBytes: number;
  readonly alignBytes: number;
  /** By the member's name, with its underscore. */
  readonly members: ReadonlyMap<string, MemberRow>;
}

/**
 * The container as the kernel lays it out, or why that is unknown. It is measured in the source that defines it,
 * because netinet/vinet.h and similar headers include less than they need. Stored with the container: every edit makes
 * another one (`Containers`).
 */
export function measureContainer(workspace: Workspace, container: Container): MeasuredContainer | Unknown {
  return onceWith(container, measureHome, workspace);
}

function measureHome(container: Container, workspace: Workspace): MeasuredContainer | Unknown {
  return firstKnown(containerUnits(workspace, container, ''), (measured) => measure(measured, container.tag));
}

/** Values of integer constant expressions behind a container's declaration; undefined where one is none. */
export function valuesBehind(
  workspace: Workspace,
  container: Container,
  expressions: readonly string[],
): readonly (number | undefined)[] {
  const names = expressions.map((_, i) => `vnetscope_value_${i}`);
  const text = expressions
    .map((expression, i) => `\nstatic const unsigned long ${names[i]} = (${expression});`)
    .join('');
  const found = firstKnown(containerUnits(workspace, container, `${text}\n`), ({ unit, engine }) => {
    const values = names.map(
      (name) => engine.constVariable(unit.interner.intern(name)) ?? unknown('it is not a constant'),
    );
    return (
      values.find(isUnknown) ??
      values.map((value) => (isUnknown(value) || value.kind !== 'integer' ? undefined : Number(value.value)))
    );
  });
  return isUnknown(found) ? expressions.map(() => undefined) : found;
}

/** The units to look at one after the other: of its homes, and of its header alone. */
function* containerUnits(
  workspace: Workspace,
  { path, homes, mode }: Container,
  text: string,
): Generator<MeasuredUnit> {
  for (const home of homes) yield extendedUnit(workspace, mode, home, text);
  yield headerUnit(workspace, mode, path, text);
}

/** The first answer, else the first unit's reason. */
function firstKnown<T>(units: Iterable<MeasuredUnit>, ask: (measured: MeasuredUnit) => T | Unknown): T | Unknown {
  let reason: Unknown | undefined;
  for (const measured of units) {
    const found = ask(measured);
    if (!isUnknown(found)) return found;
    reason ??= found;
  }
  return reason ?? unknown('no source contains it');
}

/** The record in the unit that has it whole. */
export interface LaidOut {
  readonly measured: MeasuredUnit;
  readonly layout: RecordLayout;
}

/** The container's layout with the unit that it was measured in, or why it is not known. */
export function laidOut(workspace: Workspace, container: Container): LaidOut | Unknown {
  return firstKnown(containerUnits(workspace, container, ''), (measured) => layOut(measured, container.tag));
}

function layOut(measured: MeasuredUnit, tag: string): LaidOut | Unknown {
  const { unit, resolver, engine } = measured;
  const specifier = resolver.tag(unit.interner.intern(tag), 'struct');
  if (specifier === undefined || specifier.kind === 'enum')
    return unknown(`struct ${tag} is not defined in ${unit.path}`);
  const layout = engine.record({ kind: 'record', specifier, qualifiers: 0, scope: undefined });
  return isUnknown(layout) ? layout : { measured, layout };
}

function measure(measured: MeasuredUnit, tag: string): MeasuredContainer | Unknown {
  const found = layOut(measured, tag);
  if (isUnknown(found)) return found;
  const { layout } = found;
  const rows = memberRows(measured, layout);
  return isUnknown(rows)
    ? rows
    : {
        sizeBytes: layout.sizeBytes,
        alignBytes: layout.alignBytes,
        members: new Map(rows.map((row) => [row.name, row])),
      };
}
