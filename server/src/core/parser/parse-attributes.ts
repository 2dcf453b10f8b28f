import { T_IDENT } from '../lexer/token-kinds.ts';
import { P_COLON, P_COMMA, P_LBRACKET, P_LPAREN, P_RPAREN } from '../lexer/punctuators.ts';
import type { Attribute } from './ast.ts';
import { isHarmlessAttribute } from './attribute-table.ts';
import { K_ALIGNAS, K_ATTRIBUTE } from './keywords.ts';
import type { TokenCursor } from './token-cursor.ts';

/**
 * Where attributes stand. C23's `[[...]]` mean the declared thing at the start of specifiers, after `struct` and after
 * a name; elsewhere they mean a type, of which clang refuses or drops what a layout depends on. GNU's slide to the
 * declaration from everywhere. _Alignas is a specifier only.
 */
export type AttributePlace = 'specifiers' | 'tag' | 'name' | 'type';

/** GNU attribute lists, _Alignas and C23 `[[...]]`, as many as stand at the cursor. */
export function parseAttributes(cursor: TokenCursor, place: AttributePlace): Attribute[] {
  const attributes: Attribute[] = [];
  for (;;) {
    const keyword = cursor.keyword();
    if (keyword === K_ALIGNAS) {
      cursor.at++;
      if (cursor.isPunct(P_LPAREN))
        attributes.push({
          name: place === 'specifiers' ? '_Alignas' : misplaced('_Alignas'),
          operand: cursor.inside(),
        });
    } else if (keyword === K_ATTRIBUTE) {
      cursor.at++;
      if (!cursor.isPunct(P_LPAREN)) continue;
      const after = cursor.afterMatching(cursor.at);
      cursor.at++;
      if (cursor.isPunct(P_LPAREN)) parseList(cursor, after - 2, attributes, () => plainName(cursor));
      cursor.at = after;
    } else if (isStandardAttribute(cursor)) {
      const after = cursor.afterMatching(cursor.at);
      cursor.at++;
      parseList(cursor, after - 2, attributes, () => standardName(cursor, place));
      cursor.at = after;
    } else return attributes;
  }
}

/** True at `[[`. */
export function isStandardAttribute(cursor: TokenCursor): boolean {
  return cursor.isPunct(P_LBRACKET) && cursor.isPunctAt(cursor.at + 1, P_LBRACKET);
}

function parseList(cursor: TokenCursor, close: number, attributes: Attribute[], takeName: () => string): void {
  cursor.at++;
  while (cursor.at < close && cursor.at < cursor.end) {
    if (cursor.isPunct(P_COMMA) || cursor.isPunct(P_RPAREN) || cursor.kindAt(cursor.at) !== T_IDENT) {
      cursor.at++;
      continue;
    }
    const name = takeName();
    attributes.push({ name, operand: cursor.isPunct(P_LPAREN) ? cursor.inside() : undefined });
  }
}

/** A name without the underscores that may stand around it. */
function plainName(cursor: TokenCursor): string {
  return cursor.spelling(cursor.at++).replace(/^__(.+)__$/, '$1');
}

/** C23 6.7.13.2: a name, or one after `gnu ::` or `clang ::`; another prefix stays. */
function standardName(cursor: TokenCursor, place: AttributePlace): string {
  const first = plainName(cursor);
  if (!cursor.isPunct(P_COLON) || !cursor.isPunctAt(cursor.at + 1, P_COLON) || cursor.kindAt(cursor.at + 2) !== T_IDENT)
    return isHarmlessAttribute(first) ? first : `[[${first}]]`;
  cursor.at += 2;
  const prefix = first === '_Clang' ? 'clang' : first;
  const plain = plainName(cursor);
  const name = prefix === 'gnu' ? plain : `${prefix}::${plain}`;
  return place !== 'type' || isHarmlessAttribute(name) ? name : misplaced(`[[${prefix}::${plain}]]`);
}

function misplaced(name: string): string {
  return `${name} in this place`;
}
