import type * as A from '../parser/ast.ts';
import type { TranslationUnit } from '../parser/translation-unit.ts';
import type { BlockScope } from '../types/block-scope.ts';
import type { ConstantOracle } from '../types/constant-oracle.ts';
import { stringUnits } from '../types/literals.ts';
import { recordName } from '../types/members.ts';
import { hasAttribute } from '../types/type-attributes.ts';
import type { TypeResolver } from '../types/type-resolver.ts';
import {
  arrayOf,
  isUnboundedArray,
  plain,
  type ArrayType,
  type EnumType,
  type RecordType,
  type Type,
  type VectorType,
} from '../types/type.ts';
import { isUnknown, unknown, type Unknown } from '../types/unknown.ts';
import { objectAlign } from './alignment.ts';
import { integerValue, type ConstantValue } from './constant.ts';
import { ConstVariables } from './const-variables.ts';
import { isPureBuiltin } from './builtin-calls.ts';
import { EnumLayouts } from './enum-layout.ts';
import { evaluate } from './evaluate.ts';
import { exact, type Exact } from './exact.ts';
import { countElements, initializedSize, endsFlexibly } from './initial-bytes.ts';
import { layOutRecord } from './lay-out-record.ts';
import { elementPlace, memberPlace, type Place } from './place.ts';
import {
  findField,
  isCounted,
  isCountedMember,
  type ExactMember,
  type ExactRecord,
  type PlacedMember,
  type RecordLayout,
} from './record-layout.ts';
import type { Target } from './target.ts';
import { alignOf, preferredAlignOf, sizeOf, vectorCount } from './type-layout.ts';
import { variableAttributes } from './variable-attributes.ts';

/** Constant expressions nested deeper than this are unknown instead of overflowing the stack. */
const MAX_DEPTH = 600;

/**
 * Sizes, alignments, record layouts and constants of one unit for one target, as clang for FreeBSD computes them. Sizes
 * and alignments are bytes. An uncertain answer is an Unknown with its cause; nothing throws.
 */
export class LayoutEngine implements ConstantOracle {
  readonly unit: TranslationUnit;
  readonly resolver: TypeResolver;
  readonly target: Target;
  private readonly enums: EnumLayouts;
  private readonly constVariables: ConstVariables;
  private readonly records = new Map<A.RecordSpecifier, ExactRecord | Unknown>();
  private readonly integers = new Map<A.TokenRange, bigint | Unknown>();
  private readonly counts = new Map<A.Initializer | A.TokenRange, number | Unknown>();
  private depth = 0;
  private folding = false;

  /** Attaches itself to the resolver, which from then on types expressions for this target. */
  constructor(unit: TranslationUnit, resolver: TypeResolver, target: Target) {
    this.unit = unit;
    this.resolver = resolver;
    this.target = target;
    this.enums = new EnumLayouts(this);
    this.constVariables = new ConstVariables(this);
    resolver.attach(this, target);
  }

  /** sizeof (C17 6.5.3.4); Unknown also for a size beyond 2^53: see exactSize. */
  size(type: Type): number | Unknown {
    const size = sizeOf(this, type);
    return typeof size === 'bigint' ? unknown(`its size of ${size.toString()} bytes is larger than supported`) : size;
  }

  exactSize(type: Type): Exact | Unknown {
    return sizeOf(this, type);
  }

  /** The ABI's alignment, which members get. */
  align(type: Type): number | Unknown {
    return alignOf(this, type);
  }

  /** What __alignof__ answers for a type. */
  preferredAlign(type: Type): number | Unknown {
    return preferredAlignOf(this, type);
  }

  /**
   * The alignment that a variable gets in its section: that of its declarations' attributes if they give one, else its
   * type's preferred alignment and the psABI's rule for large arrays (clang, ASTContext::getDeclAlign).
   */
  variableAlign(
    type: Type,
    specifiers: A.Specifiers,
    declarator: A.Declarator & { readonly initializer?: A.Initializer | A.TokenRange | undefined },
    scope?: BlockScope,
  ): number | Unknown {
    const explicit = objectAlign(this, type, variableAttributes(this.unit, specifiers, declarator, scope), scope);
    if (explicit !== 0) return explicit;
    const align = this.preferredAlign(type);
    const { largeArray } = this.target;
    if (isUnknown(align) || largeArray === undefined || plain(type).kind !== 'array') return align;
    const size = this.sizeOfVariable(type, declarator, scope);
    if (isUnknown(size)) return size;
    return size >= largeArray.minSize ? Math.max(align, largeArray.align) : align;
  }

  /**
   * Bytes that a variable takes: its type's size; its initializer completes an array without a bound and fills a
   * flexible array member. Unknown if the machine cannot address it.
   */
  sizeOfVariable(
    type: Type,
    declarator: { readonly initializer?: A.Initializer | A.TokenRange | undefined },
    scope?: BlockScope,
  ): Exact | Unknown {
    const size = this.initializedSize(type, declarator.initializer, scope);
    if (isUnknown(size) || this.target.pointerBytes === 8 || size < 1n << 32n) return size;
    return unknown(`its size of ${size.toString()} bytes is more than this machine can address`);
  }

  private initializedSize(
    type: Type,
    initializer: A.Initializer | A.TokenRange | undefined,
    scope?: BlockScope,
  ): Exact | Unknown {
    if (initializer === undefined) return this.exactSize(type);
    const inner = plain(type);
    if (inner.kind !== 'record') return this.exactSize(this.completed(type, initializer, scope));
    const parsed = 'source' in initializer ? this.unit.initializer(initializer) : initializer;
    if (parsed !== undefined) return initializedSize(this, type, parsed, scope);
    return endsFlexibly(this, type) ? unknown(this.whyNotRead(initializer, 'an initializer')) : this.exactSize(type);
  }

  /** The attributes of a struct, union or enum, those of earlier declarations of its tag included. */
  tagAttributes(specifier: A.RecordSpecifier | A.EnumSpecifier): readonly A.Attribute[] {
    return this.unit.tagAttributes(specifier);
  }

  /**
   * Layout of a record; Unknown when it is not defined in the unit, one of its members is unknown, or it is too large
   * to count its bits.
   */
  record(type: RecordType): RecordLayout | Unknown {
    const layout = this.exactRecord(type);
    if (isUnknown(layout) || isCounted(layout)) return layout;
    return unknown(
      `${recordName(this.resolver, type)} takes ${layout.sizeBytes.toString()} bytes, more than supported`,
    );
  }

  /** The same, however large. */
  exactRecord(type: RecordType): ExactRecord | Unknown {
    const { specifier } = type;
    let known = this.records.get(specifier);
    if (known === undefined) {
      const name = recordName(this.resolver, type);
      this.records.set(specifier, unknown(`${name} contains itself`));
      known =
        specifier.members === undefined
          ? unknown(`${name} is not defined here`)
          : this.nested(() => layOutRecord(this, type));
      this.records.set(specifier, known);
    }
    return known;
  }

  /** A member by its interned name, those of anonymous records included; offsets count from `type`'s start. */
  member(type: RecordType, name: number): PlacedMember | Unknown {
    const found = this.exactMember(type, name);
    return isUnknown(found) || isCountedMember(found)
      ? found
      : unknown(`the offset of '${this.resolver.spelling(name)}' is larger than supported`);
  }

  /** The same, however far it lies. */
  exactMember(type: RecordType, name: number): ExactMember | Unknown {
    const layout = this.exactRecord(type);
    if (isUnknown(layout)) return layout;
    const inside = (inner: RecordType): ExactRecord | undefined => {
      const made = this.exactRecord(inner);
      return isUnknown(made) ? undefined : made;
    };
    return (
      findField(layout, name, inside) ??
      unknown(`${recordName(this.resolver, type)} has no member '${this.resolver.spelling(name)}'`)
    );
  }

  integer(value: A.Expression | A.TokenRange, scope?: BlockScope): bigint | Unknown {
    if ('kind' in value) return asInteger(this.constant(value, scope));
    let known = scope === undefined ? this.integers.get(value) : undefined;
    if (known === undefined) {
      const expression = this.unit.expression(value);
      known =
        expression === undefined
          ? unknown(this.whyNotRead(value, 'a constant expression'))
          : asInteger(this.constant(expression, scope));
      if (scope === undefined) this.integers.set(value, known);
    }
    return known;
  }

  /** Value of a constant expression of any scalar type, addresses included. */
  constant(expression: A.Expression, scope?: BlockScope): ConstantValue | Unknown {
    return evaluate(this, expression, scope);
  }

  /**
   * The value to which clang folds a condition or an operand in a function's body, so that a branch is not emitted
   * (CodeGenFunction::ConstantFoldsToSimpleInteger). Unknown if it emits both, as for pointers: only integers are
   * folded (Expr::EvaluateAsInt).
   */
  folded(expression: A.Expression, scope?: BlockScope): bigint | Unknown {
    const outer = this.folding;
    this.folding = true;
    const value = this.constant(expression, scope);
    this.folding = outer;
    return isUnknown(value) || value.kind === 'integer' ? asInteger(value) : unknown('not an integer');
  }

  /** True while an expression of a body is folded, outside contexts where C requires a constant. */
  get isFolding(): boolean {
    return this.folding;
  }

  arrayCount(type: ArrayType): Exact | Unknown {
    if (type.count !== undefined) return type.count;
    if (type.bound === undefined) return unknown('an array has no bound');
    const count = this.integer(type.bound, type.scope);
    if (isUnknown(count)) return count;
    return count < 0n || count >= 1n << 64n ? unknown(`an array bound is ${count.toString()}`) : exact(count);
  }

  /** The same for a caller that visits the elements one by one. */
  elementCount(type: ArrayType): number | Unknown {
    const count = this.arrayCount(type);
    return typeof count === 'bigint' ? unknown(`${count.toString()} elements are more than supported`) : count;
  }

  vectorCount(type: VectorType): number | Unknown {
    return vectorCount(this, type);
  }

  enumInteger(type: EnumType): A.BuiltinName | Unknown {
    return this.enums.integer(type.specifier, type.scope);
  }

  enumeratorType(enumerator: A.Enumerator, scope?: BlockScope): A.BuiltinName | undefined {
    const name = this.enums.enumeratorType(enumerator, scope);
    return isUnknown(name) ? undefined : name;
  }

  enumeratorValue(enumerator: A.Enumerator, scope?: BlockScope): bigint | Unknown {
    return this.enums.value(enumerator, scope);
  }

  /** The enumerator that `name` means; undefined if it means something else. */
  enumeratorNamed(name: number, scope?: BlockScope): ConstantValue | Unknown | undefined {
    const local = scope?.entity(name);
    const found = local ?? this.unit.entities(name).find((entity) => entity.kind === 'enumerator');
    if (found?.kind !== 'enumerator') return undefined;
    const from = local?.scope;
    const value = this.enums.value(found.enumerator, from);
    const type = this.enums.enumeratorType(found.enumerator, from);
    return isUnknown(value) ? value : isUnknown(type) ? type : integerValue(value, type, this.target);
  }

  /** The value of a const arithmetic variable with a constant initializer, which clang folds; undefined for others. */
  constVariable(name: number, scope?: BlockScope): ConstantValue | Unknown | undefined {
    return this.constVariables.value(name, scope);
  }

  /** offsetof, in bytes (C17 7.19p3). */
  offsetof(type: Type, designators: readonly A.Designator[], scope?: BlockScope): bigint | Unknown {
    let place: Place | Unknown = { base: undefined, offset: 0n, type, isBitField: false };
    for (const designator of designators) {
      if (designator.kind === 'member') place = memberPlace(this, place, designator.name);
      else {
        const index = this.integer(designator.first, scope);
        const array = plain(place.type);
        if (isUnknown(index)) return index;
        if (array.kind !== 'array') return unknown('[] in offsetof is applied to something that is not an array');
        place = elementPlace(this, { ...place, type: array.element }, index);
      }
      if (isUnknown(place)) return place;
    }
    return place.isBitField ? unknown('offsetof of a bit-field') : place.offset;
  }

  completed(type: Type, initializer: A.Initializer | A.TokenRange, scope?: BlockScope): Type {
    const inner = plain(type);
    if (!isUnboundedArray(inner)) return type;
    let known = this.counts.get(initializer);
    if (known === undefined) {
      this.counts.set(initializer, unknown("an array's length depends on itself"));
      const parsed = 'source' in initializer ? this.unit.initializer(initializer) : initializer;
      known =
        parsed === undefined
          ? unknown(this.whyNotRead(initializer, 'an initializer'))
          : countElements(this, inner, parsed, scope);
      this.counts.set(initializer, known);
    }
    return isUnknown(known) ? known : arrayOf(inner.element, known);
  }

  /** True for a name that a file-scope declaration makes weak: its address may be null. */
  isWeak(name: number): boolean {
    return this.isDeclared(name, 'weak');
  }

  /** True for a function that changes nothing: declared const or pure, or a builtin that computes. */
  isPure(callee: A.Expression): boolean {
    return (
      callee.kind === 'name' &&
      (isPureBuiltin(this.resolver.spelling(callee.name)) || this.isDeclared(callee.name, 'const', 'pure'))
    );
  }

  private isDeclared(name: number, ...attributes: readonly string[]): boolean {
    return this.unit.entities(name).some((entity) => {
      if (entity.kind === 'enumerator') return false;
      const { specifiers } = entity.kind === 'definition' ? entity.definition : entity.declaration;
      const { declarator } = entity.kind === 'definition' ? entity.definition : entity;
      return attributes.some(
        (attribute) => hasAttribute(specifiers.attributes, attribute) || hasAttribute(declarator.attributes, attribute),
      );
    });
  }

  /** A file-scope name as the linker sees it: the name, or its asm label. */
  symbolName(name: number): string {
    for (const entity of this.unit.entities(name)) {
      const declarator = entity.kind === 'variable' || entity.kind === 'function' ? entity.declarator : undefined;
      const label = declarator?.attributes.find((attribute) => attribute.name === 'asm label')?.operand;
      if (label === undefined) continue;
      const text = stringUnits([label.source.tokens.spelling(label.from, this.unit.interner)], this.target);
      return String.fromCharCode(...text.units);
    }
    return this.resolver.spelling(name);
  }

  /** Runs `work` one level deeper; Unknown when that is too deep. */
  nested<Result>(work: () => Result): Result | Unknown {
    if (this.depth >= MAX_DEPTH) return unknown('nested too deeply');
    this.depth++;
    const made = work();
    this.depth--;
    return made;
  }

  /** "a constant expression is not understood: nested deeper than 400". */
  private whyNotRead(range: A.TokenRange | A.Initializer, what: string): string {
    const problem = 'source' in range ? this.unit.problemIn(range) : undefined;
    return `${what} is not understood${problem === undefined ? '' : `: ${problem}`}`;
  }
}

function asInteger(value: ConstantValue | Unknown): bigint | Unknown {
  if (isUnknown(value)) return value;
  if (value.kind === 'integer') return value.value;
  if (value.kind === 'address' && value.base === undefined) return value.offset;
  return unknown(value.kind === 'address' ? 'an address is not an integer' : 'a floating value is not an integer');
}
