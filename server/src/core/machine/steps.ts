import type { Block, Expression, Initializer, Statement } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import type { Type } from '../types/type.ts';
import type { Place } from './access.ts';
import type { Completion } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import type { Call } from './models.ts';
import type { Seek } from './seek.ts';
import type { Thing } from './thing.ts';
import type { UnknownValue, Value } from './value.ts';

type Scope = BlockScope | undefined;

/**
 * What running C consists of: expressions hold statements, statements expressions, and both call functions. Each file
 * reaches the others through this one object.
 */
export interface Steps {
  evaluate(m: Interpreter, e: Expression, scope: Scope): Value;
  read(m: Interpreter, place: Place | UnknownValue): Value;
  condition(m: Interpreter, e: Expression, scope: Scope): boolean | UnknownValue;
  locate(m: Interpreter, e: Expression, scope: Scope): Place | UnknownValue;
  behind(m: Interpreter, pointer: Value, type: Type): Place | UnknownValue;
  execute(m: Interpreter, s: Statement, scope: Scope, seek?: Seek): Completion | undefined;
  executeBody(m: Interpreter, statements: readonly Statement[], scope: BlockScope, seek?: Seek): Completion | undefined;
  executeBlock(m: Interpreter, block: Block, outer: Scope, seek?: Seek): Completion | undefined;
  callExpression(m: Interpreter, e: Extract<Expression, { kind: 'call' }>, scope: Scope): Value;
  callThing(
    m: Interpreter,
    thing: Thing,
    args: readonly Value[],
    types: readonly Type[],
    resultType: Type,
    makeCall?: (name: string) => Call,
  ): Value;
  eventList(m: Interpreter, event: string, type: Type): Value;
  initialize(m: Interpreter, place: Place, initializer: Initializer, scope: Scope): void;
}
