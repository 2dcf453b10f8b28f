import type { BuiltinName } from '../parser/ast.ts';
import { decodeEscapes } from '../lexer/constants.ts';
import type { DataModel } from './data-model.ts';

/** A string literal's code units without the final zero, and the type of one (C17 6.4.5p6). */
export interface StringUnits {
  readonly units: readonly number[];
  readonly element: BuiltinName;
  readonly unitBytes: 1 | 2 | 4;
}

const LITERAL = /^(u8|u|U|L)?"(.*)"$/s;

/** Adjacent literals as one; a prefix of any of them is everyone's (C17 6.4.5p5). */
export function stringUnits(spellings: readonly string[], model: DataModel): StringUnits {
  let prefix = '';
  const bodies: string[] = [];
  for (const spelling of spellings) {
    const match = LITERAL.exec(spelling);
    if (match === null) continue;
    if (match[1] !== undefined && match[1] !== 'u8') prefix = match[1];
    bodies.push(match[2] ?? '');
  }
  const unitBytes = prefix === '' ? 1 : prefix === 'u' ? 2 : 4;
  const element: BuiltinName =
    prefix === '' ? 'char' : prefix === 'u' ? 'unsigned short' : prefix === 'U' ? 'unsigned int' : model.wcharType;
  const units: number[] = [];
  for (const body of bodies) for (const unit of decodeEscapes(body, unitBytes)) units.push(unit);
  return { units, element, unitBytes };
}
