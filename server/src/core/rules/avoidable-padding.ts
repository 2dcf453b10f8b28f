import { product, type Exact } from '../abi/exact.ts';
import { plain, type ArrayType, type RecordType, type Type } from '../types/type.ts';
import { isUnknown } from '../types/unknown.ts';
import type { Spot } from '../text/spot.ts';
import { setVariables, type InstanceSet } from '../vnet/set-variables.ts';
import type { VariableFact } from '../vnet/file-facts.ts';
import { isPlainScalar, mayBeRecord, scalarBytes } from '../vnet/type-words.ts';
import type { Member, Rule, RuleContext, UnitView } from './rule.ts';

export const rule: Rule = {
  id: 'avoidable-padding',
  category: 'Layout',
  scope: 'unit',
  severity: 'hint',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'another order would save layout.paddingBytes or more of padding in every vnet',
  why: `Padding between variables, or between the members of a struct that an array repeats, is copied into every vnet. Members in order of falling
alignment need the least padding.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
struct fixture_bucket {
	char		used;
	void		*first;
	char		locked;
};
VNET_DEFINE_STATIC(struct fixture_bucket, fixture_table[16]);
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
struct fixture_bucket {
	void		*first;
	char		used;
	char		locked;
};
VNET_DEFINE_STATIC(struct fixture_bucket, fixture_table[16]);
`,
  check(context) {
    const { path, facts, tree } = context;
    if (!path.endsWith('.c') || facts.definitions.length === 0) return;
    const mayLieBetween =
      facts.definitions.some((fact) => isAligned(context.tokens.text, fact)) ||
      mostBetween(facts.definitions, tree.longBytes) >= context.limits.paddingBytes;
    const mayLieInside = facts.definitions.some(
      (fact) => mayBeRecord(fact) && writesRecord(context.tokens.text, fact.type),
    );
    if (!mayLieBetween && !mayLieInside) return;
    const members = tree.members(path) ?? [];
    betweenVariables(
      context,
      members.filter(({ set }) => set === 'set_vnet'),
    );
    if (mayLieInside) insideRecords(context, members);
  },
};

/** An alignment may be asked for: behind a scalar, or anywhere in the file of another, whose type it may be. */
function isAligned(text: string, fact: VariableFact): boolean {
  return /aligned/i.test(isPlainScalar(fact) ? text.slice(fact.macroStart, text.indexOf(';', fact.end)) : text);
}

/**
 * No order of these leaves more padding between them; a struct that the file doesn't write counts as one more, for it
 * is not its to order. Of numbers and pointers each gap stands behind one of less than the largest alignment and before
 * one of more than the smallest. An alignment may be less than the size (i386): then the gaps are smaller still.
 */
function mostBetween(definitions: readonly VariableFact[], longBytes: number): number {
  const sizes = definitions.map((fact) => scalarBytes(fact, longBytes));
  const known = sizes.filter((size) => size !== undefined);
  if (known.length < sizes.length) return sizes.length * 7;
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return (
    Math.min(known.filter((size) => size < most).length, known.filter((size) => size > least).length) * (most - least)
  );
}

/** The file itself has the members of the type. */
function writesRecord(text: string, type: string): boolean {
  const tag = /\bstruct\s+(\w+)/.exec(type)?.[1];
  return tag === undefined || new RegExp(`\\bstruct\\s+${tag}\\s*\\{`).test(text);
}

function betweenVariables({ path, facts, limits, report }: RuleContext, members: readonly Member[]): void {
  const sized = members.flatMap(({ name, file, sizeBytes, alignBytes }) =>
    typeof sizeBytes !== 'number' || alignBytes === null ? [] : [{ name, file, size: sizeBytes, align: alignBytes }],
  );
  if (sized.length !== members.length || sized.length < 3) return;
  const best = [...sized].sort((a, b) => b.align - a.align || b.size - a.size);
  const saved = packed(sized) - packed(best);
  const first = facts.definitions.find(({ name }) => sized.some((one) => one.name === name && one.file === path));
  if (saved < limits.paddingBytes || first === undefined) return;
  report(
    first,
    `another order of this file's virtualized globals saves ${saved} bytes of padding in every vnet`,
    `order them by falling alignment: ${best
      .slice(0, 8)
      .map(({ name }) => name)
      .join(', ')}${best.length > 8 ? ', ...' : ''} (initialized ones come first, in this order)`,
  );
}

/** A struct with a better order, where it stands, and a variable that holds it. */
interface BetterOrder extends Spot {
  readonly name: string;
  readonly set: InstanceSet;
  readonly count: Exact;
  readonly saved: number;
  readonly order: readonly string[];
}

/** Structs of this file that an array repeats, or that are large themselves. */
function insideRecords({ path, facts, limits, tree, report }: RuleContext, members: readonly Member[]): void {
  if (members.length === 0) return;
  const told = new Set<number>();
  for (const better of tree.ofUnit('padding', path, (unit) => betterOrders(path, unit)) ?? []) {
    const { name, set, start, end, count, saved, order } = better;
    const definition = facts.definitions.find((one) => one.name === name && one.set === set);
    const savedInAll = product(saved, count);
    if (definition === undefined || told.has(start) || savedInAll < limits.paddingBytes) continue;
    told.add(start);
    report(
      { start, end },
      `another order of this struct's members saves ${saved} bytes of padding, ${savedInAll} in every vnet`,
      `order them by falling alignment: ${order.join(', ')}`,
      {
        related: [{ path, start: definition.start, end: definition.end, message: `'${name}' holds ${count} of them` }],
      },
    );
  }
}

/** For each variable that holds a struct of `path` that another order makes smaller. */
function betterOrders(path: string, measured: UnitView): readonly BetterOrder[] {
  return setVariables(measured.unit).flatMap(
    ({ name, set, declaration, declarator, inside }): readonly BetterOrder[] => {
      const type = measured.resolver.ofDeclarator(declaration.specifiers, declarator, inside?.scope);
      const found = repeated(measured, type);
      if (found === undefined) return [];
      const place = measured.unit.place(found.type.specifier.source, found.type.specifier.nameToken);
      const better = place?.file.path === path ? reordered(measured, found.type) : undefined;
      if (place === undefined || better === undefined) return [];
      const { file, token } = place;
      const at = { start: file.start[token] as number, end: file.end[token] as number };
      return [{ name, set, ...at, count: found.count, ...better }];
    },
  );
}

function repeated({ engine }: UnitView, whole: Type): { readonly type: RecordType; readonly count: Exact } | undefined {
  let count: Exact = 1;
  let type = plain(whole);
  while (type.kind === 'array') {
    const own = engine.arrayCount(type satisfies ArrayType);
    if (isUnknown(own)) return undefined;
    count = product(count, own);
    type = plain(type.element);
  }
  return type.kind === 'record' && type.specifier.kind === 'struct' ? { type, count } : undefined;
}

/** Bit-fields, anonymous members and packed structs are left alone. */
function reordered(
  { engine, unit }: UnitView,
  type: RecordType,
): { readonly saved: number; readonly order: readonly string[] } | undefined {
  const layout = engine.record(type);
  if (isUnknown(layout) || layout.fields.length < 2 || layout.fields.length > 40) return undefined;
  const fields: { name: string; size: number; align: number }[] = [];
  for (const { name, type: own, sizeBytes, widthBits, offsetBits } of layout.fields) {
    const align = engine.align(own);
    if (name === 0 || widthBits !== undefined || isUnknown(align) || sizeBytes === 0 || (offsetBits / 8) % align !== 0)
      return undefined;
    fields.push({ name: unit.spelling(name), size: sizeBytes, align });
  }
  const best = [...fields].sort((a, b) => b.align - a.align || b.size - a.size);
  const size = Math.ceil(packed(best) / layout.alignBytes) * layout.alignBytes;
  return size >= layout.sizeBytes ? undefined : { saved: layout.sizeBytes - size, order: best.map(({ name }) => name) };
}

/** Bytes that objects take one after another. */
function packed(objects: readonly { readonly size: number; readonly align: number }[]): number {
  return objects.reduce((at, { size, align }) => Math.ceil(at / align) * align + size, 0);
}
