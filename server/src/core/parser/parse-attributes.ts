import { T_IDENT } from '../lexer/token-kinds.ts';
import { P_COMMA, P_LBRACKET, P_LPAREN, P_RPAREN } from '../lexer/punctuators.ts';
import type { Attribute } from './ast.ts';
import { K_ALIGNAS, K_ATTRIBUTE } from './keywords.ts';
import type { TokenCursor } from './token-cursor.ts';

/** GNU attribute lists, _Alignas and C23 `[[...]]`, as many as stand at the cursor. */
export function parseAttributes(cursor: TokenCursor): Attribute[] {
  const attributes: Attribute[] = [];
  for (;;) {
    const keyword = cursor.keyword();
    if (keyword === K_ALIGNAS) {
      cursor.at++;
      if (cursor.isPunct(P_LPAREN)) attributes.push({ name: '_Alignas', operand: cursor.inside() });
    } else if (keyword === K_ATTRIBUTE) {
      cursor.at++;
      if (!cursor.isPunct(P_LPAREN)) continue;
      const after = cursor.afterMatching(cursor.at);
      cursor.at++;
      if (cursor.isPunct(P_LPAREN)) parseList(cursor, after - 2, attributes);
      cursor.at = after;
    } else if (cursor.isPunct(P_LBRACKET) && cursor.isPunctAt(cursor.at + 1, P_LBRACKET)) {
      cursor.at = cursor.afterMatching(cursor.at);
    } else return attributes;
  }
}

function parseList(cursor: TokenCursor, close: number, attributes: Attribute[]): void {
  cursor.at++;
  while (cursor.at < close && cursor.at < cursor.end) {
    if (cursor.isPunct(P_COMMA) || cursor.isPunct(P_RPAREN) || cursor.kindAt(cursor.at) !== T_IDENT) {
      cursor.at++;
      continue;
    }
    const name = cursor.spelling(cursor.at).replace(/^__(.+)__$/, '$1');
    cursor.at++;
    attributes.push({ name, operand: cursor.isPunct(P_LPAREN) ? cursor.inside() : undefined });
  }
}
