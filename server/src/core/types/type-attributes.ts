import type { Attribute, BuiltinName, Declarator, Specifiers } from '../parser/ast.ts';
import type { Interner } from '../lexer/interner.ts';
import { integerShape, isFloating } from './arithmetic.ts';
import type { BlockScope } from './block-scope.ts';
import type { DataModel } from './data-model.ts';
import { builtin, plain, qualified, qualifiersOf, type Type } from './type.ts';
import { unknown } from './unknown.ts';

const NONE: readonly Attribute[] = [];

/**
 * The attributes that a declaration gives the declared name: those among the specifiers, after the declarator, and in
 * its pointers (clang, Sema::ProcessDeclAttributes). Those of a struct's own specifier are the type's, not these.
 */
export function declarationAttributes(specifiers: Specifiers, declarator: Declarator | undefined): readonly Attribute[] {
  const shared = specifiers.attributes;
  if (declarator === undefined) return shared;
  let all: readonly Attribute[] = declarator.attributes;
  if (shared.length > 0) all = all.length === 0 ? shared : [...shared, ...all];
  for (const step of declarator.derivations) if (step.kind === 'pointer' && step.attributes.length > 0) all = [...all, ...step.attributes];
  return all.length === 0 ? NONE : all;
}

export function hasAttribute(attributes: readonly Attribute[], name: string): boolean {
  for (const attribute of attributes) if (attribute.name === name) return true;
  return false;
}

/** Applies the attributes that make another type of `type`: vector_size and mode (GCC manual, "Type Attributes"). */
export function withTypeAttributes(type: Type, attributes: readonly Attribute[], model: DataModel, interner: Interner, scope: BlockScope | undefined): Type {
  let made = type;
  for (const { name, operand } of attributes) {
    if (operand === undefined) continue;
    if (name === 'mode') made = withMode(made, operand.source.tokens.spelling(operand.from, interner), model);
    else if (name === 'vector_size') made = { kind: 'vector', element: made, bytes: operand, qualifiers: qualifiersOf(made), scope };
  }
  return made;
}

const MODE_BITS: ReadonlyMap<string, number> = new Map([['QI', 8], ['byte', 8], ['HI', 16], ['SI', 32], ['DI', 64], ['TI', 128]]);
const MODE_FLOAT: ReadonlyMap<string, BuiltinName> = new Map([['HF', '_Float16'], ['SF', 'float'], ['DF', 'double'], ['XF', 'long double'], ['TF', '__float128'], ['SC', 'float _Complex'], ['DC', 'double _Complex'], ['XC', 'long double _Complex']]);
const BY_WIDTH: ReadonlyMap<number, readonly [signed: BuiltinName, unsigned: BuiltinName]> = new Map([
  [8, ['signed char', 'unsigned char']], [16, ['short', 'unsigned short']], [32, ['int', 'unsigned int']], [128, ['__int128', 'unsigned __int128']],
]);

function withMode(type: Type, spelling: string, model: DataModel): Type {
  const mode = spelling.replace(/^__(.+)__$/, '$1');
  const inner = plain(type);
  const base: BuiltinName = inner.kind === 'builtin' ? inner.name : 'int';
  const isWordSized = mode === 'word' || mode === 'pointer' || mode === 'unwind_word';
  const bits = isWordSized ? model.pointerBytes * 8 : MODE_BITS.get(mode);
  if (bits !== undefined) {
    const own = integerShape(base, model);
    if (own === undefined) return unknown(`mode '${mode}' does not fit '${base}'`);
    const side = own.isSigned ? 0 : 1;
    if (bits === 64) return qualified(builtin((model.longBytes === 8 ? (['long', 'unsigned long'] as const) : (['long long', 'unsigned long long'] as const))[side]), qualifiersOf(type));
    const pair = BY_WIDTH.get(bits);
    return pair === undefined ? unknown(`mode '${mode}' is not known`) : qualified(builtin(pair[side]), qualifiersOf(type));
  }
  const float = MODE_FLOAT.get(mode);
  if (float === undefined || !isFloating(base.replace(' _Complex', '') as BuiltinName)) return unknown(`mode '${mode}' is not known`);
  return qualified(builtin(float), qualifiersOf(type));
}
