import type { KernelConstants, NamedValue } from '../../simulator/kernel-image.ts';
import { isUnknown } from '../../types/unknown.ts';
import { structView, type ViewPool } from '../workspace/type-view.ts';
import type { MeasuredUnit, Workspace } from '../workspace/workspace.ts';

const HEADERS = ['sys/param.h', 'sys/systm.h', 'sys/kernel.h', 'sys/sysctl.h', 'net/vnet.h'];
const PREFIX = 'vnetscope_constant_';

/** What a unit of the tree evaluates for the image: constants, and machine facts that are macros. */
export interface TreeConstants extends KernelConstants {
  readonly pageBytes: number | undefined;
  readonly cacheLineBytes: number | undefined;
}

/** Evaluates the constants in a unit that includes the tree's own headers, as the kernel is compiled. */
export function readKernelConstants(workspace: Workspace, pool: ViewPool): TreeConstants {
  const headers = HEADERS.filter((name) => workspace.files.isFile(workspace.inSys(name)));
  const flags = sysctlMacros(workspace.files.read(workspace.inSys('sys/sysctl.h')) ?? '');
  const wanted = ['PAGE_SIZE', 'CACHE_LINE_SIZE', 'VNET_MAGIC_N', ...flags];
  const text = [
    ...headers.map((name) => `#include <${name}>`),
    ...wanted.flatMap((name) => [
      `#ifdef ${name}`,
      `static const unsigned long ${PREFIX}${name} = (${name});`,
      '#endif',
    ]),
    '',
  ].join('\n');
  const measured = workspace.translate('<constants>', text, workspace.kernel.compile);
  const value = (name: string): number | undefined => {
    const found = measured.engine.constVariable(measured.unit.interner.intern(`${PREFIX}${name}`));
    return found === undefined || isUnknown(found) || found.kind !== 'integer' ? undefined : Number(found.value);
  };
  const named = (names: readonly string[]): readonly NamedValue[] =>
    names.flatMap((name) => {
      const found = value(name);
      return found === undefined ? [] : [{ name, value: found }];
    });
  const vnet = structView(measured.engine, pool, 'vnet');
  return {
    pageBytes: value('PAGE_SIZE'),
    cacheLineBytes: value('CACHE_LINE_SIZE'),
    vnetMagic: value('VNET_MAGIC_N'),
    structVnet: isUnknown(vnet) ? undefined : vnet,
    subsystems: enumOf(measured, 'sysinit_sub_id'),
    orders: enumOf(measured, 'sysinit_elem_order'),
    sysctlFlags: named(flags),
  };
}

/** Names of the CTLTYPE_ and CTLFLAG_ macros, as sys/sysctl.h defines them. */
function sysctlMacros(text: string): readonly string[] {
  return [
    ...new Set([...text.matchAll(/^#\s*define\s+(CTL(?:TYPE|FLAG)(?:_\w+)?)[ \t]/gm)].map(([, name = '']) => name)),
  ];
}

function enumOf({ unit, engine }: MeasuredUnit, tag: string): readonly NamedValue[] {
  const specifier = engine.resolver.tag(unit.interner.intern(tag), 'enum');
  if (specifier?.kind !== 'enum') return [];
  const values = (specifier.enumerators ?? []).flatMap((enumerator) => {
    const value = engine.enumeratorValue(enumerator);
    return isUnknown(value) ? [] : [{ name: unit.spelling(enumerator.name), value: Number(value) }];
  });
  return values.sort((a, b) => a.value - b.value);
}
