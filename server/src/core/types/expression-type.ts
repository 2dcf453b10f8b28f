import type { Block, BuiltinName, Expression, Statement } from '../parser/ast.ts';
import * as P from '../lexer/punctuators.ts';
import { complexPart, numberType } from './arithmetic.ts';
import { BlockScope } from './block-scope.ts';
import { builtinCallType } from './builtin-functions.ts';
import { memberType } from './members.ts';
import { arithmeticName, commonOf, promotedType } from './promotions.ts';
import { sameType, unknownWithin } from './same-type.ts';
import type { TypeResolver } from './type-resolver.ts';
import { arrayOf, builtin, plain, pointerTo, valueType, type Type } from './type.ts';
import { isUnknown, unknown, type Unknown } from './unknown.ts';
import { stringUnits } from './literals.ts';

/** See TypeResolver.ofExpression. */
export function typeOfExpression(resolver: TypeResolver, expression: Expression, scope: BlockScope | undefined): Type {
  const of = (inner: Expression): Type => resolver.ofExpression(inner, scope);
  const { model } = resolver;
  switch (expression.kind) {
    case 'name':
      return (
        resolver.ofName(expression.name, scope) ??
        predefinedName(resolver.spelling(expression.name)) ??
        unknown(`'${resolver.spelling(expression.name)}' is not declared here`)
      );
    case 'number': {
      const spelling = resolver.spelling(expression.spelling);
      const name = numberType(spelling, model);
      return name === undefined ? unknown(`'${spelling}' is not a number`) : builtin(name);
    }
    case 'character':
      return builtin(characterType(resolver.spelling(expression.spelling), model.wcharType));
    case 'string': {
      const { units, element } = stringUnits(
        expression.spellings.map((id) => resolver.spelling(id)),
        model,
      );
      return arrayOf(builtin(element), units.length + 1);
    }
    case 'unary':
      return unaryType(resolver, expression.operator, expression.operand, scope);
    case 'step':
      return valueType(of(expression.operand));
    case 'binary':
      return binaryType(resolver, expression.operator, expression.left, expression.right, scope);
    case 'assign':
      return valueType(of(expression.left));
    case 'conditional':
      return conditionalType(resolver, expression.yes ?? expression.condition, expression.no, scope);
    case 'comma':
      return valueType(of(expression.right));
    case 'cast':
      return valueType(resolver.ofTypeName(expression.type, scope));
    case 'bit-cast':
      return resolver.ofTypeName(expression.type, scope);
    case 'compound-literal': {
      const type = resolver.ofTypeName(expression.type, scope);
      return resolver.oracle?.completed(type, expression.initializer, scope) ?? type;
    }
    case 'index': {
      const base = plain(valueType(of(expression.base)));
      if (base.kind === 'pointer') return base.target;
      if (base.kind === 'vector') return base.element;
      // C17 6.5.2.1p2: E1[E2] is *((E1)+(E2)), so either may be the pointer.
      const index = plain(valueType(of(expression.index)));
      return index.kind === 'pointer'
        ? index.target
        : (firstUnknown(base, index) ?? unknown('neither side of [] is a pointer'));
    }
    case 'call':
      return callType(resolver, expression.callee, scope);
    case 'member': {
      const object = of(expression.object);
      if (!expression.isArrow) return memberType(resolver, object, expression.member);
      const pointer = plain(valueType(object));
      if (pointer.kind === 'pointer') return memberType(resolver, pointer.target, expression.member);
      return isUnknown(pointer) ? pointer : unknown('-> is applied to something that is not a pointer');
    }
    case 'sizeof':
    case 'alignof':
    case 'offsetof':
      return builtin(model.sizeType);
    case 'statement-expression':
      return blockType(resolver, expression.body, scope);
    case 'label-address':
      return pointerTo(builtin('void'));
    case 'generic': {
      const chosen = genericChoice(resolver, expression, scope);
      return isUnknown(chosen) ? chosen : of(chosen);
    }
    case 'va-arg':
      return resolver.ofTypeName(expression.type, scope);
    case 'types-compatible':
      return builtin('int');
    case 'choose': {
      const condition =
        resolver.oracle?.integer(expression.condition, scope) ??
        unknown('the condition of __builtin_choose_expr is unknown');
      return isUnknown(condition) ? condition : of(condition !== 0n ? expression.yes : expression.no);
    }
    case 'error':
      return unknown('the expression is not understood');
  }
}

/** The value that _Generic selects (C17 6.5.1.1p2, p3). */
export function genericChoice(
  resolver: TypeResolver,
  expression: Extract<Expression, { kind: 'generic' }>,
  scope: BlockScope | undefined,
): Expression | Unknown {
  const control = valueType(resolver.ofExpression(expression.control, scope));
  if (isUnknown(control)) return control;
  const types = expression.choices.map(({ type }) =>
    type === undefined ? undefined : resolver.ofTypeName(type, scope),
  );
  const fits = expression.choices.find((_, i) => types[i] !== undefined && sameType(resolver, control, types[i]));
  // What is not known might have fitted.
  const doubt = types.map((type) => (type === undefined ? undefined : unknownWithin(type))).find(Boolean);
  if (fits === undefined && doubt !== undefined) return doubt;
  const chosen = fits ?? expression.choices.find(({ type }) => type === undefined);
  return chosen?.value ?? unknown('no association of _Generic matches');
}

function predefinedName(spelling: string): Type | undefined {
  // C17 6.4.2.2 and GNU's older spellings; the length depends on the function.
  if (spelling !== '__func__' && spelling !== '__FUNCTION__' && spelling !== '__PRETTY_FUNCTION__') return undefined;
  return {
    kind: 'array',
    element: { kind: 'builtin', name: 'char', qualifiers: 1 },
    bound: undefined,
    count: undefined,
    scope: undefined,
  };
}

function characterType(spelling: string, wchar: BuiltinName): BuiltinName {
  switch (spelling[0]) {
    case 'L':
      return wchar;
    case 'u':
      return spelling.startsWith('u8') ? 'unsigned char' : 'unsigned short';
    case 'U':
      return 'unsigned int';
    default:
      return 'int';
  }
}

function firstUnknown(...types: readonly Type[]): Type | undefined {
  return types.find(isUnknown);
}

function unaryType(
  resolver: TypeResolver,
  operator: number,
  expression: Expression,
  scope: BlockScope | undefined,
): Type {
  const operand = resolver.ofExpression(expression, scope);
  if (operator === P.P_AMP) return isUnknown(operand) ? operand : pointerTo(operand);
  const value = valueType(operand);
  const inner = plain(value);
  if (isUnknown(inner)) return inner;
  if (operator === P.P_NOT) return builtin('int');
  if (operator === P.P_STAR)
    return inner.kind === 'pointer' ? inner.target : unknown('* is applied to something that is not a pointer');
  if (inner.kind === 'vector') return value;
  const name = arithmeticName(resolver, value);
  if (name === undefined) return unknown('an operator is applied to something that is not a number');
  // __real and __imag (GNU manual, "Complex").
  if (operator === 0) return builtin(complexPart(name) ?? name);
  return promotedType(resolver, expression, value, scope);
}

function binaryType(
  resolver: TypeResolver,
  operator: number,
  leftOperand: Expression,
  rightOperand: Expression,
  scope: BlockScope | undefined,
): Type {
  const left = valueType(resolver.ofExpression(leftOperand, scope));
  const right = valueType(resolver.ofExpression(rightOperand, scope));
  const a = plain(left);
  const b = plain(right);
  switch (operator) {
    case P.P_LT:
    case P.P_GT:
    case P.P_LE:
    case P.P_GE:
    case P.P_EQ:
    case P.P_NE:
      if (a.kind !== 'vector' && b.kind !== 'vector') return builtin('int');
      break;
    case P.P_ANDAND:
    case P.P_OROR:
      return builtin('int');
    default:
  }
  if (isUnknown(a)) return a;
  if (isUnknown(b)) return b;
  if (a.kind === 'vector') return left;
  if (b.kind === 'vector') return right;
  if (operator === P.P_PLUS || operator === P.P_MINUS) {
    if (a.kind === 'pointer') return b.kind === 'pointer' ? builtin(resolver.model.ptrdiffType) : left;
    if (b.kind === 'pointer') return right;
  }
  if (arithmeticName(resolver, left) === undefined || arithmeticName(resolver, right) === undefined)
    return unknown('an operator is applied to something that is not a number');
  const promotedLeft = promotedType(resolver, leftOperand, left, scope);
  if (operator === P.P_SHL || operator === P.P_SHR) return promotedLeft;
  return commonOf(resolver, promotedLeft, promotedType(resolver, rightOperand, right, scope));
}

/** C17 6.5.15p5, p6. */
function conditionalType(resolver: TypeResolver, yes: Expression, no: Expression, scope: BlockScope | undefined): Type {
  const left = valueType(resolver.ofExpression(yes, scope));
  const right = valueType(resolver.ofExpression(no, scope));
  const a = plain(left);
  const b = plain(right);
  if (a.kind === 'pointer' && b.kind === 'pointer') {
    if (isNullPointer(resolver, yes)) return right;
    if (isNullPointer(resolver, no)) return left;
    return isVoid(a.target) ? left : isVoid(b.target) ? right : left;
  }
  if (a.kind === 'pointer') return left;
  if (b.kind === 'pointer') return right;
  if (isUnknown(a)) return a;
  if (isUnknown(b)) return b;
  if (a.kind === 'record' || isVoid(a)) return left;
  if (isVoid(b)) return right;
  return binaryType(resolver, P.P_STAR, yes, no, scope);
}

function isVoid(type: Type): boolean {
  const inner = plain(type);
  return inner.kind === 'builtin' && inner.name === 'void';
}

/** `(void *)0`, C17 6.3.2.3p3. */
function isNullPointer(resolver: TypeResolver, expression: Expression): boolean {
  if (expression.kind !== 'cast' || expression.operand.kind !== 'number') return false;
  const type = plain(resolver.ofTypeName(expression.type));
  return (
    type.kind === 'pointer' &&
    isVoid(type.target) &&
    /^0[xX]?0*[uUlL]*$/.test(resolver.spelling(expression.operand.spelling))
  );
}

function callType(resolver: TypeResolver, callee: Expression, scope: BlockScope | undefined): Type {
  if (callee.kind === 'name' && resolver.ofName(callee.name, scope) === undefined) {
    const spelling = resolver.spelling(callee.name);
    return builtinCallType(spelling, resolver.model) ?? unknown(`'${spelling}' is not declared here`);
  }
  const target = plain(valueType(resolver.ofExpression(callee, scope)));
  const called = target.kind === 'pointer' ? plain(target.target) : target;
  if (called.kind === 'function') return valueType(called.result);
  return isUnknown(called) ? called : unknown('a call of something that is not a function');
}

/** GNU's ({ ... }): the value of its last statement. */
function blockType(resolver: TypeResolver, block: Block, outer: BlockScope | undefined): Type {
  const scope = new BlockScope(outer);
  for (const statement of block.statements) if (statement.kind === 'declare') scope.add(statement);
  let last: Statement | undefined = block.statements[block.statements.length - 1];
  while (last?.kind === 'label') last = last.body;
  return last?.kind === 'expression' ? valueType(resolver.ofExpression(last.value, scope)) : builtin('void');
}
