import type { Grammar } from './declaration-cursor.ts';
import { parseDeclarator } from './parse-declarator.ts';
import { parseAssignment, parseConditional, parseExpression } from './parse-expression.ts';
import { parseSpecifiers } from './parse-specifiers.ts';
import { parseBlock } from './parse-statement.ts';

/** The productions as every cursor gets them. */
export const GRAMMAR: Grammar = {
  specifiers: parseSpecifiers,
  declarator: parseDeclarator,
  expression: parseExpression,
  assignment: parseAssignment,
  conditional: parseConditional,
  block: parseBlock,
};
