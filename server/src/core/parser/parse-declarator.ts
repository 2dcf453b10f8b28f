import { P_CARET, P_COMMA, P_ELLIPSIS, P_LBRACKET, P_LPAREN, P_RPAREN, P_STAR } from '../lexer/punctuators.ts';
import type { Attribute, Declarator, Derivation, Parameter } from './ast.ts';
import { Q_ATOMIC, Q_CONST, Q_RESTRICT, Q_VOLATILE } from './ast.ts';
import type { DeclarationCursor, DeclarationPlace } from './declaration-cursor.ts';
import * as K from './keywords.ts';
import { isStandardAttribute, parseAttributes } from './parse-attributes.ts';

/** A declarator, abstract or not (C17 6.7.6, 6.7.7). Its derivations run from the name outward. */
export function parseDeclarator(cursor: DeclarationCursor, place: DeclarationPlace): Declarator {
  const derivations: Derivation[] = [];
  const attributes: Attribute[] = [];
  const name = parsePart(cursor, place, derivations, attributes);
  if (cursor.keyword() === K.K_ASM) {
    cursor.at++;
    if (cursor.isPunct(P_LPAREN)) attributes.push({ name: 'asm label', operand: cursor.inside() });
  }
  attributes.push(...parseAttributes(cursor, 'type'));
  return { name: name < 0 ? 0 : cursor.valueAt(name), nameToken: name < 0 ? cursor.at : name, derivations, attributes };
}

/** Returns the name's token, -1 without one. */
function parsePart(
  cursor: DeclarationCursor,
  place: DeclarationPlace,
  derivations: Derivation[],
  attributes: Attribute[],
): number {
  const pointers: Derivation[] = [];
  attributes.push(...parseAttributes(cursor, 'type'));
  while (cursor.isPunct(P_STAR) || cursor.isPunct(P_CARET)) {
    cursor.at++;
    let qualifiers = 0;
    const pointerAttributes: Attribute[] = [];
    for (;;) {
      const keyword = cursor.keyword();
      if (keyword === K.K_CONST) qualifiers |= Q_CONST;
      else if (keyword === K.K_VOLATILE) qualifiers |= Q_VOLATILE;
      else if (keyword === K.K_RESTRICT) qualifiers |= Q_RESTRICT;
      else if (keyword === K.K_ATOMIC) qualifiers |= Q_ATOMIC;
      else if (keyword === K.K_ATTRIBUTE || isStandardAttribute(cursor)) {
        pointerAttributes.push(...parseAttributes(cursor, 'type'));
        continue;
      } else if (keyword !== K.K_NULLABILITY) break;
      cursor.at++;
    }
    pointers.push({ kind: 'pointer', qualifiers, attributes: pointerAttributes });
  }
  let name = -1;
  if (cursor.isName()) name = cursor.at++;
  else if (cursor.isPunct(P_LPAREN) && isNested(cursor, place) && cursor.enter()) {
    cursor.at++;
    name = parsePart(cursor, place, derivations, attributes);
    cursor.leave();
    if (!cursor.eat(P_RPAREN)) {
      cursor.complain("expected ')' in a declarator");
      cursor.skipTo(P_RPAREN);
      cursor.eat(P_RPAREN);
    }
  }
  attributes.push(...parseAttributes(cursor, name < 0 ? 'type' : 'name'));
  for (;;) {
    if (cursor.isPunct(P_LBRACKET) && !isStandardAttribute(cursor)) derivations.push(parseArray(cursor));
    else if (cursor.isPunct(P_LPAREN)) derivations.push(parseParameters(cursor));
    else break;
  }
  for (let i = pointers.length - 1; i >= 0; i--) derivations.push(pointers[i] as Derivation);
  return name;
}

/** True if `(` starts a nested declarator and not a parameter list. */
function isNested(cursor: DeclarationCursor, place: DeclarationPlace): boolean {
  const i = cursor.at + 1;
  if (
    cursor.isPunctAt(i, P_STAR) ||
    cursor.isPunctAt(i, P_CARET) ||
    cursor.isPunctAt(i, P_LPAREN) ||
    cursor.isPunctAt(i, P_LBRACKET)
  )
    return true;
  if (cursor.keywordAt(i) === K.K_ATTRIBUTE) return true;
  if (!cursor.isNameAt(i)) return false;
  if (place === 'type-name') return false;
  // `f(T)` among parameters: C says a type name there starts a parameter list (6.7.6.3p11).
  return cursor.isTypedef?.(cursor.valueAt(i)) !== true;
}

function parseArray(cursor: DeclarationCursor): Derivation {
  const inside = cursor.inside();
  let from = inside.from;
  // `static` and qualifiers of a parameter's array (C17 6.7.6.3p7).
  for (
    let k = cursor.keywordAt(from);
    from < inside.to && (k === K.K_STATIC || (k >= K.K_CONST && k <= K.K_ATOMIC));
    k = cursor.keywordAt(from)
  )
    from++;
  const isUnspecified = from >= inside.to || (inside.to === from + 1 && cursor.isPunctAt(from, P_STAR));
  return { kind: 'array', bound: isUnspecified ? undefined : { ...inside, from } };
}

function parseParameters(cursor: DeclarationCursor): Derivation {
  const close = cursor.afterMatching(cursor.at);
  if (!cursor.enter()) {
    cursor.at = close;
    return { kind: 'function', parameters: [], isVariadic: false, isOldStyle: true };
  }
  const made = parametersUntil(cursor, close);
  cursor.leave();
  return made;
}

function parametersUntil(cursor: DeclarationCursor, close: number): Derivation {
  const parameters: Parameter[] = [];
  let isVariadic = false;
  cursor.at++;
  if (cursor.isPunct(P_RPAREN)) {
    cursor.at = close;
    return { kind: 'function', parameters, isVariadic, isOldStyle: true };
  }
  if (isIdentifierList(cursor)) {
    const names: number[] = [];
    for (let i = cursor.at; i < close - 1; i += 2) names.push(cursor.valueAt(i));
    cursor.at = close;
    return { kind: 'function', parameters, isVariadic, isOldStyle: true, names };
  }
  while (cursor.at < close - 1) {
    if (cursor.eat(P_ELLIPSIS)) {
      isVariadic = true;
      break;
    }
    const specifiers = cursor.grammar.specifiers(cursor, 'parameter');
    if (specifiers === undefined) {
      cursor.complain(`unexpected '${cursor.spelling(cursor.at)}' among parameters`);
      break;
    }
    const declarator = parseDeclarator(cursor, 'parameter');
    parameters.push({ specifiers, declarator });
    if (!cursor.eat(P_COMMA)) break;
  }
  if (cursor.at < close - 1 && !cursor.isPunct(P_RPAREN))
    cursor.complain(`unexpected '${cursor.spelling(cursor.at)}' among parameters`);
  cursor.at = close;
  const only = parameters[0];
  const isVoid =
    parameters.length === 1 &&
    only !== undefined &&
    only.declarator.name === 0 &&
    only.declarator.derivations.length === 0 &&
    only.specifiers.base.kind === 'builtin' &&
    only.specifiers.base.name === 'void';
  return { kind: 'function', parameters: isVoid ? [] : parameters, isVariadic, isOldStyle: false };
}

/** `(a, b, c)` of an old-style definition (C17 6.7.6p1): names only, and declarations or a body follow. */
function isIdentifierList(cursor: DeclarationCursor): boolean {
  let i = cursor.at;
  for (;;) {
    if (!cursor.isNameAt(i)) return false;
    if (cursor.isTypedef?.(cursor.valueAt(i)) === true) return false;
    i++;
    if (cursor.isPunctAt(i, P_RPAREN)) break;
    if (!cursor.isPunctAt(i, P_COMMA)) return false;
    i++;
  }
  // Without scope a prototype of type names looks the same; an old-style definition continues with a declaration or
  // `{`.
  return cursor.isOldStyleAfter(i + 1);
}
