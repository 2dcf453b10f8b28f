import type { Block, Expression, FunctionDefinition, Statement } from '../parser/ast.ts';
import type { BlockScope, LocalEntity } from '../types/block-scope.ts';
import type { Type } from '../types/type.ts';
import type { Code } from './frame.ts';
import type { Value } from './value.ts';

export type Loop = Extract<Statement, { kind: 'while' | 'do' | 'for' }>;

/** What is worked out of the sources' text, whatever runs them. */
export class ParsedCode {
  readonly codes = new Map<FunctionDefinition, Code>();
  readonly scopes = new WeakMap<Block | Loop, BlockScope>();
  readonly types = new WeakMap<Expression, Type>();
  readonly constants = new WeakMap<Expression, Value>();
  readonly locals = new WeakMap<LocalEntity, Type>();
  readonly casts = new WeakMap<Expression, Type>();
  /** Names that stand for a variable or a function. */
  readonly objects = new WeakSet<Expression>();
}
