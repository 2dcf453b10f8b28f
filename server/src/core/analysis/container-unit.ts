import type { RecordLayout } from '../abi/record-layout.ts';
import { isUnknown } from '../types/unknown.ts';
import type { MemberRow } from '../compat/baseline.ts';
import type { VimageMode } from '../vnet/vimage-modes.ts';
import { memberRows } from './record-rows.ts';
import { unitInMode } from './vimage-units.ts';
import type { MeasuredUnit, Workspace } from './workspace.ts';

const FIRST_HEADERS = ['sys/param.h', 'sys/systm.h', 'sys/kernel.h', 'sys/socket.h', 'sys/sysctl.h', 'sys/vimage.h'];

/** A unit of one mode that reads a header as the kernel's sources do, and `text` behind it. */
export function headerUnit(workspace: Workspace, mode: VimageMode, header: string, text: string): MeasuredUnit {
  const inSys = workspace.tree.sysDir === '' ? header : header.slice(workspace.tree.sysDir.length + 1);
  const includes = [...FIRST_HEADERS.filter((name) => name !== inSys && workspace.files.isFile(workspace.inSys(name))), inSys].map((name) => `#include <${name}>\n`).join('');
  return unitInMode(workspace, mode, '<probe>', `${includes}${text}`);
}

export interface MeasuredContainer {
  readonly sizeBytes: number;
  readonly alignBytes: number;
  /** By the member's name, with its underscore. */
  readonly members: ReadonlyMap<string, MemberRow>;
}

/** The container as options VIMAGE lays it out; undefined where a size is not known. */
export function measureContainer(workspace: Workspace, header: string, tag: string): MeasuredContainer | undefined {
  const measured = headerUnit(workspace, 'vimage', header, '');
  const layout = recordOf(measured, tag);
  const rows = layout === undefined ? undefined : memberRows(measured, layout);
  if (layout === undefined || rows === undefined || isUnknown(rows)) return undefined;
  return { sizeBytes: layout.sizeBytes, alignBytes: layout.alignBytes, members: new Map(rows.map((row) => [row.name, row])) };
}

function recordOf({ unit, resolver, engine }: MeasuredUnit, tag: string): RecordLayout | undefined {
  const specifier = resolver.tag(unit.interner.intern(tag), 'struct');
  if (specifier === undefined || specifier.kind === 'enum') return undefined;
  const layout = engine.record({ kind: 'record', specifier, qualifiers: 0, scope: undefined });
  return isUnknown(layout) ? undefined : layout;
}

/** Values of integer constant expressions behind a header's declarations; undefined where one is none. */
export function valuesBehind(workspace: Workspace, mode: VimageMode, header: string, expressions: readonly string[]): readonly (number | undefined)[] {
  const names = expressions.map((_, i) => `vnetscope_value_${i}`);
  const { unit, engine } = headerUnit(workspace, mode, header, expressions.map((expression, i) => `static const unsigned long ${names[i]} = (${expression});\n`).join(''));
  return names.map((name) => {
    const value = engine.constVariable(unit.interner.intern(name));
    return value === undefined || isUnknown(value) || value.kind !== 'integer' ? undefined : Number(value.value);
  });
}
