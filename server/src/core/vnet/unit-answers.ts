import type { LayoutEngine } from '../abi/layout-engine.ts';
import { P_AMP } from '../lexer/punctuators.ts';
import type * as A from '../parser/ast.ts';
import { Q_CONST, S_NORETURN } from '../parser/ast.ts';
import type { BlockScope, LocalEntity } from '../types/block-scope.ts';
import { genericChoice } from '../types/expression-type.ts';
import { hasAttribute } from '../types/type-attributes.ts';
import { plain, qualifiersOf, valueType, type Type } from '../types/type.ts';
import type { TypeResolver } from '../types/type-resolver.ts';
import { isUnknown } from '../types/unknown.ts';
import { hasDesignators, valuesInOrder } from './initializer-order.ts';

/** What the mention walker asks about types and constants; names are looked up in `scope`, then at file scope. */
export class UnitAnswers {
  private readonly resolver: TypeResolver;
  private readonly engine: LayoutEngine;

  constructor(resolver: TypeResolver, engine: LayoutEngine) {
    this.resolver = resolver;
    this.engine = engine;
  }

  /** Value of an expression that clang folds (ConstantFoldsToSimpleInteger); undefined when it does not. */
  value(expression: A.Expression, scope: BlockScope | undefined): bigint | undefined {
    if (!this.mayFold(expression, scope)) return undefined;
    if (expression.kind === 'name') {
      const local = scope?.entity(expression.name);
      if (local?.kind === 'variable') return this.constVariable(local);
    }
    const value = this.engine.integer(expression, scope);
    return typeof value === 'bigint' ? value : undefined;
  }

  /** `const int no = 0;` in a block: clang folds it as it does one of file scope. */
  private constVariable({ specifiers, declarator, initializer, scope }: Extract<LocalEntity, { kind: 'variable' | 'typedef' }>): bigint | undefined {
    const type = this.typeOf(specifiers, declarator, scope);
    if (initializer === undefined || 'source' in initializer || initializer.kind === 'list' || qualifiersOf(type) !== Q_CONST) return undefined;
    const { kind } = plain(type);
    return kind === 'builtin' || kind === 'enum' ? this.value(initializer, scope) : undefined;
  }

  truth(expression: A.Expression, scope: BlockScope | undefined): boolean | undefined {
    const value = this.value(expression, scope);
    return value === undefined ? undefined : value !== 0n;
  }

  /** True for an object whose size is in its type: an array, or what `&` is applied to. */
  namesObject(e: A.Expression, scope: BlockScope | undefined): boolean {
    if (e.kind === 'cast') return this.namesObject(e.operand, scope);
    if (e.kind === 'unary' && e.operator === P_AMP) return true;
    return (e.kind === 'name' || e.kind === 'member') && plain(this.resolver.ofExpression(e, scope)).kind === 'array';
  }

  /** True when the expression has struct or union type. */
  isRecord(expression: A.Expression, scope: BlockScope | undefined): boolean {
    return plain(this.resolver.ofExpression(expression, scope)).kind === 'record';
  }

  /** True for a call of a function that is declared not to return. */
  neverReturns(callee: A.Expression, scope: BlockScope | undefined): boolean {
    if (callee.kind !== 'name' || scope?.entity(callee.name) !== undefined) return false;
    if (this.resolver.spelling(callee.name) === '__builtin_unreachable') return true;
    return this.resolver.unit.entities(callee.name).some((entity) => {
      if (entity.kind === 'enumerator') return false;
      const { specifiers } = entity.kind === 'definition' ? entity.definition : entity.declaration;
      const { attributes } = entity.kind === 'definition' ? entity.definition.declarator : entity.declarator;
      return (specifiers.storage & S_NORETURN) !== 0 || hasAttribute(specifiers.attributes, 'noreturn') || hasAttribute(attributes, 'noreturn');
    });
  }

  /** The value that _Generic selects. */
  choice(expression: Extract<A.Expression, { kind: 'generic' }>, scope: BlockScope | undefined): A.Expression | undefined {
    const chosen = genericChoice(this.resolver, expression, scope);
    if (!isUnknown(chosen)) return chosen;
    // Without types the default is as good a guess as any.
    return (expression.choices.find(({ type }) => type === undefined) ?? expression.choices[0])?.value;
  }

  /** The values of a list in the order in which they are emitted; undefined: as they stand. */
  inOrder(type: () => Type, list: A.InitializerList, scope: BlockScope | undefined): readonly A.Expression[] | undefined {
    return hasDesignators(list) ? valuesInOrder(this.engine, type(), list, scope) : undefined;
  }

  typeOf(specifiers: A.Specifiers, declarator: A.Declarator | readonly A.Derivation[], scope: BlockScope | undefined): Type {
    return this.resolver.ofDeclarator(specifiers, declarator, scope);
  }

  bound(range: A.TokenRange): A.Expression | undefined {
    return this.resolver.unit.expression(range);
  }

  /** The type name in the parentheses of typeof; undefined where an expression stands there. */
  typeName(range: A.TokenRange): A.TypeName | undefined {
    const parsed = this.resolver.unit.typeOrExpression(range);
    return parsed !== undefined && 'type' in parsed ? parsed.type : undefined;
  }

  spelling(id: number): string {
    return this.resolver.spelling(id);
  }

  /** True where __builtin_constant_p evaluates its operand: numbers without side effects (CGBuiltin.cpp). */
  isProbed(operand: A.Expression, scope: BlockScope | undefined): boolean {
    if (hasSideEffects(operand)) return false;
    const type = plain(valueType(this.resolver.ofExpression(operand, scope)));
    return type.kind === 'builtin' || type.kind === 'enum' || type.kind === 'unknown';
  }

  /** A quick look: conditions that read an object are never folded, and most do. */
  private mayFold(e: A.Expression, scope: BlockScope | undefined): boolean {
    switch (e.kind) {
      case 'number': case 'character': case 'string': case 'sizeof': case 'alignof': case 'offsetof': case 'types-compatible': case 'name': return true;
      case 'unary': return e.operator === P_AMP || this.mayFold(e.operand, scope);
      case 'cast': return this.mayFold(e.operand, scope);
      case 'binary': return this.mayFold(e.left, scope) && this.mayFold(e.right, scope);
      case 'conditional': return this.mayFold(e.condition, scope) && (e.yes === undefined || this.mayFold(e.yes, scope)) && this.mayFold(e.no, scope);
      case 'call': return this.mayFoldCall(e, scope);
      case 'choose': return this.mayFold(e.condition, scope);
      default: return false;
    }
  }

  private mayFoldCall(e: Extract<A.Expression, { kind: 'call' }>, scope: BlockScope | undefined): boolean {
    if (e.callee.kind !== 'name') return false;
    const [first] = e.arguments;
    if (first === undefined || this.spelling(e.callee.name) !== '__builtin_constant_p') return e.arguments.every((argument) => this.mayFold(argument, scope));
    // An operand that is no constant leaves the question to the optimizer, unless it has effects (ExprConstant.cpp).
    return hasSideEffects(first) || (this.mayFold(first, scope) && !isUnknown(this.engine.constant(first, scope)));
  }
}

/** Expr::HasSideEffects. */
export function hasSideEffects(e: A.Expression): boolean {
  switch (e.kind) {
    case 'assign': case 'step': case 'call': case 'va-arg': case 'statement-expression': return true;
    case 'unary': case 'cast': case 'bit-cast': return hasSideEffects(e.operand);
    case 'binary': case 'comma': return hasSideEffects(e.left) || hasSideEffects(e.right);
    case 'conditional': return hasSideEffects(e.condition) || (e.yes !== undefined && hasSideEffects(e.yes)) || hasSideEffects(e.no);
    case 'index': return hasSideEffects(e.base) || hasSideEffects(e.index);
    case 'member': return hasSideEffects(e.object);
    default: return false;
  }
}
