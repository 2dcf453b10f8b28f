import type { TokenFile } from '../lexer/token-file.ts';
import { readOutline, type OutlineItem } from './outline.ts';

/** A function definition as written; all numbers but the positions are token indices. */
export interface FunctionSpan {
  readonly name: string;
  readonly nameToken: number;
  /** `(` of the parameters. */
  readonly parameters: number;
  /** `{` and `}` of the body. */
  readonly open: number;
  readonly close: number;
  /** Positions of both among the live tokens; the second is after the `}`. */
  readonly from: number;
  readonly to: number;
  readonly isStatic: boolean;
  /** Its head is an invocation: DB_SHOW_COMMAND(vnet, db_show_vnet). */
  readonly macro: string | undefined;
}

/** The text outside all bodies: positions [from, to) among the live tokens. */
interface OutsideSpan {
  readonly from: number;
  readonly to: number;
}

export interface FileSpans {
  readonly functions: readonly FunctionSpan[];
  readonly outside: readonly OutsideSpan[];
}

/** The function definitions among the tokens of a file that some configuration compiles (`live`). */
export function findFunctions(file: TokenFile, live: Int32Array): FileSpans {
  const functions: FunctionSpan[] = [];
  const outside: OutsideSpan[] = [];
  let outsideFrom = 0;
  for (const item of readOutline(file, live)) {
    const span = functionSpan(file, item);
    if (span === undefined) continue;
    outside.push({ from: outsideFrom, to: span.from });
    functions.push(span);
    outsideFrom = span.to;
  }
  outside.push({ from: outsideFrom, to: live.length });
  return { functions, outside };
}

function functionSpan(file: TokenFile, { head, body, bodyAt, end }: OutlineItem): FunctionSpan | undefined {
  if (head === undefined || body === undefined) return undefined;
  return {
    name: file.spelling(head.name),
    nameToken: head.name,
    parameters: head.parameters,
    open: body.from,
    close: body.to - 1,
    from: bodyAt,
    to: end,
    isStatic: head.isStatic,
    macro: head.macro < 0 ? undefined : file.spelling(head.macro),
  };
}
