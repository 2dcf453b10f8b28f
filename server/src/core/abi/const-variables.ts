import type * as A from '../parser/ast.ts';
import { Q_CONST } from '../parser/ast.ts';
import { isFloating } from '../types/arithmetic.ts';
import type { BlockScope, LocalEntity } from '../types/block-scope.ts';
import { plain, qualifiersOf, type Type } from '../types/type.ts';
import { isUnknown, type Unknown } from '../types/unknown.ts';
import type { ConstantValue } from './constant.ts';
import { convert } from './convert.ts';
import type { LayoutEngine } from './layout-engine.ts';

/**
 * The values of const variables of an arithmetic type with a constant initializer, which clang folds although C does
 * not count them as constants (C17 6.6; clang, ExprConstant.cpp).
 */
export class ConstVariables {
  private readonly engine: LayoutEngine;
  /** Of file scope; null where a variable has no such value, or is being worked out. */
  private readonly values = new Map<number, ConstantValue | Unknown | null>();

  constructor(engine: LayoutEngine) {
    this.engine = engine;
  }

  /** The value of the variable that `name` means in `scope`; undefined if it is not folded. */
  value(name: number, scope: BlockScope | undefined): ConstantValue | Unknown | undefined {
    const local = scope?.entity(name);
    if (local !== undefined) return this.foldLocal(local);
    const known = this.values.get(name);
    if (known !== undefined) return known ?? undefined;
    this.values.set(name, null);
    const folded = this.foldVariable(name);
    this.values.set(name, folded ?? null);
    return folded;
  }

  private foldVariable(name: number): ConstantValue | Unknown | undefined {
    for (const entity of this.engine.unit.entities(name)) {
      if (entity.kind !== 'variable' || entity.declarator.initializer === undefined) continue;
      return this.foldInitializer(
        this.engine.resolver.ofDeclarator(entity.declaration.specifiers, entity.declarator),
        entity.declarator.initializer,
        undefined,
      );
    }
    return undefined;
  }

  private foldLocal(local: LocalEntity): ConstantValue | Unknown | undefined {
    if (local.kind !== 'variable' || local.isParameter || local.initializer === undefined) return undefined;
    return this.engine.nested(() =>
      local.initializer === undefined
        ? undefined
        : this.foldInitializer(
            this.engine.resolver.ofDeclarator(local.specifiers, local.declarator, local.scope),
            local.initializer,
            local.scope,
          ),
    );
  }

  private foldInitializer(
    type: Type,
    initializer: A.Initializer | A.TokenRange,
    scope: BlockScope | undefined,
  ): ConstantValue | Unknown | undefined {
    const inner = plain(type);
    if (
      qualifiersOf(type) !== Q_CONST ||
      (inner.kind !== 'enum' && (inner.kind !== 'builtin' || isFloating(inner.name)))
    )
      return undefined;
    const expression =
      'source' in initializer
        ? this.engine.unit.expression(initializer)
        : initializer.kind === 'list'
          ? undefined
          : initializer;
    const value = expression === undefined ? undefined : this.engine.constant(expression, scope);
    return value === undefined || isUnknown(value) ? undefined : convert(this.engine, value, inner);
  }
}
