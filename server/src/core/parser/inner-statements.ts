import type * as A from './ast.ts';

/** The statements that stand directly in a statement (C17 6.8). */
export function innerStatements(statement: A.Statement): readonly A.Statement[] {
  switch (statement.kind) {
    case 'block':
      return statement.statements;
    case 'if':
      return statement.no === undefined ? [statement.yes] : [statement.yes, statement.no];
    case 'while':
    case 'do':
    case 'for':
    case 'switch':
    case 'case':
    case 'default':
    case 'label':
      return [statement.body];
    default:
      return [];
  }
}
