import type { Attribute, BuiltinName, Enumerator, EnumSpecifier } from '../parser/ast.ts';
import { integerShape } from '../types/arithmetic.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { hasAttribute, unknownAttribute, withModes } from '../types/type-attributes.ts';
import { builtin, plain } from '../types/type.ts';
import { isUnknown, unknown, type Unknown } from '../types/unknown.ts';
import type { LayoutEngine } from './layout-engine.ts';
import { getOrMake } from '../collections/get-or-make.ts';

/** The parser's name for `: type` after a tag. */
const FIXED = 'underlying type';

/** Enumerators' values and the types that clang gives an enum (Sema::ActOnEnumBody, computeBestEnumTypes). */
export class EnumLayouts {
  private readonly engine: LayoutEngine;
  private readonly values = new Map<EnumSpecifier, (bigint | Unknown)[]>();
  private readonly integers = new Map<EnumSpecifier, BuiltinName | Unknown>();
  private readonly constantTypes = new Map<EnumSpecifier, BuiltinName | Unknown>();
  /** Enums whose constants are being evaluated: these do not have the enum's type yet. */
  private readonly open = new Set<EnumSpecifier>();

  constructor(engine: LayoutEngine) {
    this.engine = engine;
  }

  value(enumerator: Enumerator, scope: BlockScope | undefined): bigint | Unknown {
    const { owner, index } = enumerator;
    const values = getOrMake(this.values, owner, () => []);
    const { enumerators = [] } = owner;
    // Each stands on the one before; they are computed in order and kept.
    while (values.length <= index) {
      const at = values.length;
      const range = enumerators[at]?.value;
      values.push(unknown('an enumerator depends on itself'));
      const before = values[at - 1];
      const isOuter = !this.open.has(owner);
      this.open.add(owner);
      values[at] =
        range !== undefined
          ? this.engine.integer(range, scope)
          : at === 0
            ? 0n
            : isUnknown(before)
              ? before
              : (before ?? 0n) + 1n;
      if (isOuter) this.open.delete(owner);
    }
    return values[index] ?? unknown('an enumerator outside its enum');
  }

  /** The integer type that the enum is represented in. */
  integer(specifier: EnumSpecifier, scope: BlockScope | undefined): BuiltinName | Unknown {
    let known = this.integers.get(specifier);
    if (known === undefined) {
      this.integers.set(specifier, unknown(`${this.name(specifier)} depends on itself`));
      known = this.work(specifier, scope);
      this.integers.set(specifier, known);
    }
    return known;
  }

  /**
   * int where all values of the enum fit, else the enum's own type, which is also that of a fixed one (C23 6.7.3.3p12,
   * p15; clang in every mode). Inside the enum a constant has the type of its own value.
   */
  enumeratorType(enumerator: Enumerator, scope: BlockScope | undefined): BuiltinName | Unknown {
    const { owner } = enumerator;
    if (hasAttribute(owner.attributes, FIXED)) return this.integer(owner, scope);
    const value = this.value(enumerator, scope);
    if (isUnknown(value)) return value;
    const fitsInt = (one: bigint): boolean => one >= -(1n << 31n) && one < 1n << 31n;
    if (this.open.has(owner)) return fitsInt(value) ? 'int' : value >= 1n << 63n ? 'unsigned long long' : 'long long';
    let known = this.constantTypes.get(owner);
    if (known === undefined) {
      const values = (owner.enumerators ?? []).map((one) => this.value(one, scope));
      const trouble = values.find(isUnknown);
      known = trouble ?? (values.every((one) => !isUnknown(one) && fitsInt(one)) ? 'int' : this.integer(owner, scope));
      this.constantTypes.set(owner, known);
    }
    return known;
  }

  private work(specifier: EnumSpecifier, scope: BlockScope | undefined): BuiltinName | Unknown {
    const { enumerators } = specifier;
    const attributes = this.engine.tagAttributes(specifier);
    const trouble = unknownAttribute(attributes);
    if (trouble !== undefined) return trouble;
    const fixed = attributes.find(({ name }) => name === FIXED);
    if (fixed?.operand !== undefined) return this.moded(this.fixedType(fixed.operand, scope), attributes);
    if (enumerators === undefined) return unknown(`${this.name(specifier)} is not defined here`);
    let positive = 0;
    let negative = 0;
    for (const enumerator of enumerators) {
      const value = this.value(enumerator, scope);
      if (isUnknown(value)) return value;
      // A zero still needs a bit.
      if (value >= 0n) positive = Math.max(positive, value === 0n ? 1 : value.toString(2).length);
      else negative = Math.max(negative, value === -1n ? 1 : (-value - 1n).toString(2).length + 1);
    }
    return this.moded(this.best(Math.max(positive, 1), negative, hasAttribute(attributes, 'packed')), attributes);
  }

  private moded(integer: BuiltinName | Unknown, attributes: readonly Attribute[]): BuiltinName | Unknown {
    if (isUnknown(integer) || !hasAttribute(attributes, 'mode')) return integer;
    const moded = plain(withModes(this.engine.resolver, builtin(integer), attributes));
    return moded.kind === 'builtin'
      ? moded.name
      : isUnknown(moded)
        ? moded
        : unknown('attribute mode does not give the enum an integer type');
  }

  private best(positive: number, negative: number, isPacked: boolean): BuiltinName | Unknown {
    const isSigned = negative > 0;
    const candidates: readonly BuiltinName[] = isSigned
      ? isPacked
        ? ['signed char', 'short', 'int', 'long', 'long long']
        : ['int', 'long', 'long long']
      : isPacked
        ? ['unsigned char', 'unsigned short', 'unsigned int', 'unsigned long', 'unsigned long long']
        : ['unsigned int', 'unsigned long', 'unsigned long long'];
    for (const name of candidates) {
      const bits = integerShape(name, this.engine.target)?.bits ?? 0;
      if (isSigned ? negative <= bits && positive < bits : positive <= bits) return name;
    }
    // clang warns and takes the widest one.
    return isSigned && negative <= 64 && positive <= 64
      ? 'long long'
      : unknown('no integer type holds all enumerators');
  }

  private fixedType(
    operand: NonNullable<EnumSpecifier['attributes'][number]['operand']>,
    scope: BlockScope | undefined,
  ): BuiltinName | Unknown {
    const parsed = this.engine.unit.typeOrExpression(operand);
    const type =
      parsed !== undefined && 'type' in parsed
        ? plain(this.engine.resolver.ofTypeName(parsed.type, scope))
        : unknown("the type after ':' is not understood");
    if (isUnknown(type)) return type;
    const shape = type.kind === 'builtin' ? integerShape(type.name, this.engine.target) : undefined;
    return type.kind === 'builtin' && shape?.isBitPrecise === false
      ? type.name
      : unknown("the type after ':' is not an integer type");
  }

  private name(specifier: EnumSpecifier): string {
    return specifier.tag === 0 ? 'enum (unnamed)' : `enum ${this.engine.resolver.spelling(specifier.tag)}`;
  }
}
