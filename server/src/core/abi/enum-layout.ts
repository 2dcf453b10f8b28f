import type { BuiltinName, Enumerator, EnumSpecifier } from '../parser/ast.ts';
import { integerShape } from '../types/arithmetic.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { hasAttribute, withTypeAttributes } from '../types/type-attributes.ts';
import { builtin, plain } from '../types/type.ts';
import { isUnknown, unknown, type Unknown } from '../types/unknown.ts';
import type { LayoutEngine } from './layout-engine.ts';

/** Enumerators' values and the types that clang gives an enum (Sema::ActOnEnumBody, computeBestEnumTypes). */
export class EnumLayouts {
  private readonly engine: LayoutEngine;
  private readonly values = new Map<EnumSpecifier, (bigint | Unknown)[]>();
  private readonly integers = new Map<EnumSpecifier, BuiltinName | Unknown>();

  constructor(engine: LayoutEngine) {
    this.engine = engine;
  }

  value(enumerator: Enumerator, scope: BlockScope | undefined): bigint | Unknown {
    const { owner, index } = enumerator;
    let values = this.values.get(owner);
    if (values === undefined) this.values.set(owner, (values = []));
    const { enumerators = [] } = owner;
    // Each stands on the one before; they are worked out in order and kept.
    while (values.length <= index) {
      const at = values.length;
      const range = enumerators[at]?.value;
      values.push(unknown('an enumerator depends on itself'));
      const before = values[at - 1];
      values[at] = range !== undefined ? this.engine.integer(range, scope) : at === 0 ? 0n : isUnknown(before) ? before : (before ?? 0n) + 1n;
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

  /** int where the value fits, else the enum's own type (C17 6.7.2.2p3, and clang beyond it). */
  enumeratorType(enumerator: Enumerator, scope: BlockScope | undefined): BuiltinName | Unknown {
    const value = this.value(enumerator, scope);
    if (isUnknown(value)) return value;
    return value >= -(1n << 31n) && value < 1n << 31n ? 'int' : this.integer(enumerator.owner, scope);
  }

  private work(specifier: EnumSpecifier, scope: BlockScope | undefined): BuiltinName | Unknown {
    const { enumerators, attributes } = specifier;
    if (enumerators === undefined) return unknown(`${this.name(specifier)} is not defined here`);
    const fixed = attributes.find(({ name }) => name === 'underlying type');
    if (fixed?.operand !== undefined) return this.fixedType(fixed.operand, scope);
    let positive = 0;
    let negative = 0;
    for (const enumerator of enumerators) {
      const value = this.value(enumerator, scope);
      if (isUnknown(value)) return value;
      // A zero still needs a bit.
      if (value >= 0n) positive = Math.max(positive, value === 0n ? 1 : value.toString(2).length);
      else negative = Math.max(negative, value === -1n ? 1 : (-value - 1n).toString(2).length + 1);
    }
    const best = this.best(Math.max(positive, 1), negative, hasAttribute(attributes, 'packed'));
    if (isUnknown(best) || !hasAttribute(attributes, 'mode')) return best;
    const moded = plain(withTypeAttributes(builtin(best), attributes, this.engine.target, this.engine.unit.interner, scope));
    return moded.kind === 'builtin' ? moded.name : isUnknown(moded) ? moded : best;
  }

  private best(positive: number, negative: number, isPacked: boolean): BuiltinName | Unknown {
    const isSigned = negative > 0;
    const candidates: readonly BuiltinName[] = isSigned
      ? isPacked ? ['signed char', 'short', 'int', 'long', 'long long'] : ['int', 'long', 'long long']
      : isPacked ? ['unsigned char', 'unsigned short', 'unsigned int', 'unsigned long', 'unsigned long long'] : ['unsigned int', 'unsigned long', 'unsigned long long'];
    for (const name of candidates) {
      const bits = integerShape(name, this.engine.target)?.bits ?? 0;
      if (isSigned ? negative <= bits && positive < bits : positive <= bits) return name;
    }
    return unknown('no integer type holds all enumerators');
  }

  private fixedType(operand: NonNullable<EnumSpecifier['attributes'][number]['operand']>, scope: BlockScope | undefined): BuiltinName | Unknown {
    const parsed = this.engine.unit.typeOrExpression(operand);
    const type = parsed !== undefined && 'type' in parsed ? plain(this.engine.resolver.ofTypeName(parsed.type, scope)) : unknown("the type after ':' is not understood");
    return type.kind === 'builtin' ? type.name : isUnknown(type) ? type : unknown("the type after ':' is no integer type");
  }

  private name(specifier: EnumSpecifier): string {
    return specifier.tag === 0 ? 'enum (unnamed)' : `enum ${this.engine.resolver.spelling(specifier.tag)}`;
  }
}
