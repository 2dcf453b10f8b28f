import * as P from '../lexer/punctuators.ts';
import type { Designator, Initializer, InitializerItem, InitializerList } from './ast.ts';
import type { BodyCursor } from './body-cursor.ts';

/** initializer, C17 6.7.9, with GNU ranges and GNU's old `name: value`. */
export function parseInitializer(cursor: BodyCursor): Initializer {
  return cursor.isPunct(P.P_LBRACE) ? parseInitializerList(cursor) : cursor.grammar.assignment(cursor);
}

/** A list in braces; the cursor stands at its `{`. */
export function parseInitializerList(cursor: BodyCursor): InitializerList {
  const from = cursor.at;
  const close = cursor.afterMatching(from);
  const items: InitializerItem[] = [];
  cursor.at++;
  while (cursor.at < close - 1) {
    const before = cursor.at;
    let designators = parseDesignators(cursor);
    if (designators.length > 0) cursor.eat(P.P_ASSIGN);
    else if (cursor.isName() && cursor.isPunctAt(cursor.at + 1, P.P_COLON)) {
      designators = [{ kind: 'member', name: cursor.valueAt(cursor.at), token: cursor.at }];
      cursor.at += 2;
    }
    const value = cursor.isPunct(P.P_LBRACE)
      ? cursor.nestedList(() => parseInitializerList(cursor))
      : cursor.grammar.assignment(cursor);
    items.push({ designators, value });
    if (cursor.eat(P.P_COMMA)) continue;
    if (cursor.at >= close - 1) break;
    cursor.complain(`expected ',' in an initializer, found '${cursor.spelling(cursor.at)}'`);
    cursor.skipTo(P.P_COMMA);
    if (!cursor.eat(P.P_COMMA) || cursor.at === before) break;
  }
  cursor.at = close;
  return { kind: 'list', from, to: close, items };
}

/** designator-list, C17 6.7.9, with GNU's ranges; empty where none stands. */
export function parseDesignators(cursor: BodyCursor): Designator[] {
  const designators: Designator[] = [];
  for (;;) {
    if (cursor.eat(P.P_DOT)) {
      if (!cursor.isName()) return designators;
      designators.push({ kind: 'member', name: cursor.valueAt(cursor.at), token: cursor.at++ });
    } else if (cursor.eat(P.P_LBRACKET)) {
      const first = cursor.grammar.conditional(cursor);
      const last = cursor.eat(P.P_ELLIPSIS) ? cursor.grammar.conditional(cursor) : undefined;
      cursor.expect(P.P_RBRACKET);
      designators.push({ kind: 'index', first, last });
    } else return designators;
  }
}
