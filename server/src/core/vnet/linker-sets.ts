import type { LayoutEngine } from '../abi/layout-engine.ts';
import { isUnknown } from '../types/unknown.ts';
import { sectionedDeclarations, stringOperand } from './set-variables.ts';

/** One entry of a unit's object in a linker set: the pointer that DATA_SET(set, sym) makes. */
export interface LinkerSetEntry {
  /** "sysinit_set" of section set_sysinit_set. */
  readonly set: string;
  /** Interned name of what it points to. */
  readonly target: number;
  /** Location of the macro that made it, as a developer sees it; 1-based. */
  readonly file: string;
  readonly line: number;
}

/**
 * Entries of the named linker sets, in the order in which clang emits them: each is `static` and __used and has an
 * initializer, so it is emitted where it stands (sys/linker_set.h, __MAKE_SET).
 */
export function linkerSetEntries(engine: LayoutEngine, sets: readonly string[]): readonly LinkerSetEntry[] {
  const { unit } = engine;
  const entries: LinkerSetEntry[] = [];
  for (const part of unit.parts) {
    for (const index of sectionedDeclarations(part)) {
      const declaration = part.declarations[index];
      if (declaration?.kind !== 'declaration') continue;
      for (const declarator of declaration.declarators) {
        if (declarator.initializer === undefined) continue;
        const section =
          stringOperand(unit, declarator.attributes, 'section') ??
          stringOperand(unit, declaration.specifiers.attributes, 'section');
        if (section?.startsWith('set_') !== true || !sets.includes(section.slice(4))) continue;
        const expression = unit.expression(declarator.initializer);
        const value = expression === undefined ? undefined : engine.constant(expression);
        if (value === undefined || isUnknown(value) || value.kind !== 'address' || value.base?.kind !== 'symbol')
          continue;
        const place = unit.place(part.source, declarator.nameToken);
        entries.push({
          set: section.slice(4),
          target: value.base.name,
          file: place?.file.path ?? unit.path,
          line: place === undefined ? 0 : place.file.lineOf(place.token),
        });
      }
    }
  }
  return entries;
}
