import { wrap } from '../abi/constant.ts';
import type { LayoutEngine } from '../abi/layout-engine.ts';
import { hasSideEffects } from '../abi/side-effects.ts';
import { P_AMP, P_ANDAND, P_ASSIGN, P_OROR } from '../lexer/punctuators.ts';
import type * as A from '../parser/ast.ts';
import { S_NORETURN } from '../parser/ast.ts';
import { isFloating } from '../types/arithmetic.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { genericChoice } from '../types/expression-type.ts';
import { hasAttribute } from '../types/type-attributes.ts';
import { plain, valueType, type Type } from '../types/type.ts';
import type { TypeResolver } from '../types/type-resolver.ts';
import { isUnknown } from '../types/unknown.ts';
import { readsMemory } from './expression-shape.ts';
import { hasDesignators, valuesInOrder } from './initializer-order.ts';

/** What the mention walker asks about types and constants; names are looked up in `scope`, then at file scope. */
export class UnitAnswers {
  private readonly resolver: TypeResolver;
  private readonly engine: LayoutEngine;

  constructor(resolver: TypeResolver, engine: LayoutEngine) {
    this.resolver = resolver;
    this.engine = engine;
  }

  /** Value of an expression that clang folds (ConstantFoldsToSimpleInteger); undefined if it does not. */
  value(expression: A.Expression, scope: BlockScope | undefined): bigint | undefined {
    const value = this.engine.folded(expression, scope);
    return typeof value === 'bigint' ? value : undefined;
  }

  truth(expression: A.Expression, scope: BlockScope | undefined): boolean | undefined {
    const value = this.value(expression, scope);
    return value === undefined ? undefined : value !== 0n;
  }

  /**
   * The value of a loop's condition that is constant in the code made of it, whatever else the condition does: `(a =
   * 1)`, `(f(), 1)`, and not `table[0]` (CodeGenFunction::EmitWhileStmt asks the code, not the expression).
   */
  lastingValue(e: A.Expression, scope: BlockScope | undefined): bigint | undefined {
    if (e.kind === 'comma') return this.lastingValue(e.right, scope);
    if (e.kind === 'conditional' && e.yes !== undefined) {
      const truth = this.truth(e.condition, scope);
      return truth === undefined ? undefined : this.lastingValue(truth ? e.yes : e.no, scope);
    }
    if (e.kind === 'binary' && (e.operator === P_ANDAND || e.operator === P_OROR)) {
      const truth = this.truth(e.left, scope);
      if (truth === undefined || truth === (e.operator === P_OROR))
        return truth === undefined ? undefined : truth ? 1n : 0n;
      const right = this.lastingValue(e.right, scope);
      return right === undefined ? undefined : right === 0n ? 0n : 1n;
    }
    if (e.kind !== 'assign' || e.operator !== P_ASSIGN) return readsMemory(e) ? undefined : this.value(e, scope);
    const value = this.lastingValue(e.right, scope);
    const type = plain(this.resolver.ofExpression(e.left, scope));
    const name = type.kind === 'enum' ? this.engine.enumInteger(type) : type.kind === 'builtin' ? type.name : undefined;
    return value === undefined || typeof name !== 'string' || isFloating(name)
      ? undefined
      : wrap(value, name, this.engine.target);
  }

  /** True for an object whose size is in its type: an array, or what `&` is applied to. */
  namesObject(e: A.Expression, scope: BlockScope | undefined): boolean {
    if (e.kind === 'cast') return this.namesObject(e.operand, scope);
    if (e.kind === 'unary' && e.operator === P_AMP) return true;
    return (e.kind === 'name' || e.kind === 'member') && plain(this.resolver.ofExpression(e, scope)).kind === 'array';
  }

  /** True if the expression has struct or union type. */
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
      return (
        (specifiers.storage & S_NORETURN) !== 0 ||
        hasAttribute(specifiers.attributes, 'noreturn') ||
        hasAttribute(attributes, 'noreturn')
      );
    });
  }

  /** The value that _Generic selects. */
  choice(
    expression: Extract<A.Expression, { kind: 'generic' }>,
    scope: BlockScope | undefined,
  ): A.Expression | undefined {
    const chosen = genericChoice(this.resolver, expression, scope);
    if (!isUnknown(chosen)) return chosen;
    // Without types, the default association is taken.
    return (expression.choices.find(({ type }) => type === undefined) ?? expression.choices[0])?.value;
  }

  /** The values of a list in the order in which they are emitted; undefined: as they stand. */
  inOrder(
    type: () => Type,
    list: A.InitializerList,
    scope: BlockScope | undefined,
  ): readonly A.Expression[] | undefined {
    return hasDesignators(list) ? valuesInOrder(this.engine, type(), list, scope) : undefined;
  }

  typeOf(
    specifiers: A.Specifiers,
    declarator: A.Declarator | readonly A.Derivation[],
    scope: BlockScope | undefined,
  ): Type {
    return this.resolver.ofDeclarator(specifiers, declarator, scope);
  }

  bound(range: A.TokenRange): A.Expression | undefined {
    return this.resolver.unit.expression(range);
  }

  /** The type name in the parentheses of typeof; undefined if an expression stands there. */
  typeName(range: A.TokenRange): A.TypeName | undefined {
    const parsed = this.resolver.unit.typeOrExpression(range);
    return parsed !== undefined && 'type' in parsed ? parsed.type : undefined;
  }

  spelling(id: number): string {
    return this.resolver.spelling(id);
  }

  /** True if __builtin_constant_p evaluates its operand: numbers without side effects (CGBuiltin.cpp). */
  isProbed(operand: A.Expression, scope: BlockScope | undefined): boolean {
    if (hasSideEffects(operand, (callee) => this.engine.isPure(callee))) return false;
    const type = plain(valueType(this.resolver.ofExpression(operand, scope)));
    return type.kind === 'builtin' || type.kind === 'enum' || type.kind === 'unknown';
  }
}
