import type { AddressValue, ConstantValue } from '../abi/constant.ts';
import { convert } from '../abi/convert.ts';
import { InitializerWalk, type InitializerSink } from '../abi/initializer-walk.ts';
import type { LayoutEngine } from '../abi/layout-engine.ts';
import type { Expression } from '../parser/ast.ts';
import type { SyntaxSource, TokenRange } from '../parser/ast.ts';
import type { Entity } from '../parser/parsed-segment.ts';
import { plain, type RecordType, type Type } from '../types/type.ts';
import { isUnknown, unknown, type Unknown } from '../types/unknown.ts';

interface Scalar {
  readonly type: Type;
  readonly expression: Expression | undefined;
}

/**
 * A struct variable's initializer, asked by member name: what `struct sysinit` or `struct sysctl_oid` of any release
 * holds, whatever the order of its members and however the macro writes them.
 */
export class RecordValue {
  private readonly engine: LayoutEngine;
  private readonly type: RecordType;
  private readonly source: SyntaxSource;
  private readonly scalars: ReadonlyMap<number, Scalar>;

  private constructor(
    engine: LayoutEngine,
    type: RecordType,
    source: SyntaxSource,
    scalars: ReadonlyMap<number, Scalar>,
  ) {
    this.engine = engine;
    this.type = type;
    this.source = source;
    this.scalars = scalars;
  }

  /**
   * The value of a file-scope variable; Unknown when it is no initialized struct or its initializer is not understood.
   */
  static of(engine: LayoutEngine, name: number): RecordValue | Unknown {
    let found: Extract<Entity, { kind: 'typedef' | 'variable' | 'function' }> | undefined;
    for (const entity of engine.unit.entities(name))
      if (entity.kind === 'variable' && (found === undefined || entity.declarator.initializer !== undefined))
        found = entity;
    if (found === undefined) return unknown(`'${engine.resolver.spelling(name)}' is not defined here`);
    const type = plain(engine.resolver.ofDeclarator(found.declaration.specifiers, found.declarator));
    if (type.kind !== 'record') return unknown(`'${engine.resolver.spelling(name)}' is not a struct`);
    const range: TokenRange | undefined = found.declarator.initializer;
    const scalars = new Map<number, Scalar>();
    if (range === undefined) return new RecordValue(engine, type, found.declaration.source, scalars);
    const initializer = engine.unit.initializer(range);
    if (initializer === undefined) return unknown('an initializer is not understood');
    const sink: InitializerSink = {
      scalar: (scalarType, offsetBits, _width, expression) => {
        scalars.set(offsetBits, { type: scalarType, expression });
      },
      string: () => undefined,
      reach: () => undefined,
      clear: (offset, size) => {
        for (const at of scalars.keys()) if (at >= offset * 8 && at < (offset + size) * 8) scalars.delete(at);
      },
    };
    const walk = new InitializerWalk(engine, undefined, sink);
    walk.whole(type, 0, initializer);
    return walk.problem ?? new RecordValue(engine, type, range.source, scalars);
  }

  /** True if the struct has such a member. */
  has(member: string): boolean {
    return !isUnknown(this.place(member));
  }

  /** A scalar member's value, converted to the member's type; zero where the initializer does not name it. */
  value(member: string): ConstantValue | Unknown {
    const offset = this.place(member);
    if (isUnknown(offset)) return offset;
    const scalar = this.scalars.get(offset);
    if (scalar?.expression === undefined) return { kind: 'integer', type: 'int', value: 0n };
    const value = this.engine.constant(scalar.expression);
    return isUnknown(value) ? value : convert(this.engine, value, scalar.type);
  }

  integer(member: string): bigint | Unknown {
    const value = this.value(member);
    if (isUnknown(value)) return value;
    if (value.kind === 'integer') return value.value;
    if (value.kind === 'address' && value.base === undefined) return value.offset;
    return unknown(`'${member}' is not an integer`);
  }

  /** An address with a base; undefined for NULL and other plain numbers. */
  address(member: string): AddressValue | undefined | Unknown {
    const value = this.value(member);
    if (isUnknown(value)) return value;
    return value.kind === 'address' && value.base !== undefined ? value : undefined;
  }

  /** The symbol that a member points to; undefined for NULL, for unnamed objects, and where it is not known. */
  symbol(member: string): string | undefined {
    const address = this.address(member);
    return address !== undefined && !isUnknown(address) && address.base?.kind === 'symbol'
      ? this.engine.symbolName(address.base.name)
      : undefined;
  }

  /** Interned name behind a member that points to an object. */
  name(member: string): number | undefined {
    const address = this.address(member);
    return address !== undefined && !isUnknown(address) && address.base?.kind === 'symbol'
      ? address.base.name
      : undefined;
  }

  /** Text of the string literal that a member points to; undefined if it points to none. */
  text(member: string): string | undefined {
    const address = this.address(member);
    if (address === undefined || isUnknown(address) || address.base?.kind !== 'string') return undefined;
    return String.fromCharCode(...address.base.units.slice(Number(address.offset)));
  }

  /**
   * The words that a member's value is made of after expansion: `SI_SUB_PSEUDO`, `SI_ORDER_ANY - 1`. Empty where
   * nothing is written.
   */
  spelling(member: string): string {
    const offset = this.place(member);
    const expression = isUnknown(offset) ? undefined : this.scalars.get(offset)?.expression;
    if (expression === undefined) return '';
    const word = (i: number): string => this.source.tokens.spelling(i, this.engine.unit.interner);
    const words: string[] = [];
    let open = 0;
    let missing = 0;
    for (let i = expression.from; i < expression.to; i++) {
      words.push(word(i));
      if (word(i) === '(') open++;
      else if (word(i) === ')' && --open < 0) [missing, open] = [missing + 1, 0];
    }
    // An expression starts after the parentheses around its first operand, and ends before those around its last.
    for (let i = expression.from - 1; missing > 0 && i >= 0 && word(i) === '('; i--, missing--) words.unshift('(');
    for (let i = expression.to; open > 0 && word(i) === ')'; i++, open--) words.push(')');
    return words
      .join(' ')
      .replaceAll(/([([]) /g, '$1')
      .replaceAll(/ ([)\],])/g, '$1')
      .replaceAll(/(\w) \(/g, '$1(');
  }

  private place(member: string): number | Unknown {
    const placed = this.engine.member(this.type, this.engine.unit.interner.intern(member));
    return isUnknown(placed) ? placed : placed.offsetBits;
  }
}
