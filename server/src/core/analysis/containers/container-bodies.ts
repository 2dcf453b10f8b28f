import type { TokenFile } from '../../lexer/token-file.ts';
import { T_IDENT, T_PUNCT } from '../../lexer/token-kinds.ts';
import { P_ASSIGN, P_LBRACE, P_LPAREN, P_RBRACE, P_RPAREN, P_SEMI } from '../../lexer/punctuators.ts';
import { directiveTable, D_ENDIF, D_IF, D_IFDEF, D_IFNDEF } from '../../preprocessor/directive-table.ts';
import type { Spot } from '../../text/spot.ts';
import { fileScopeNames } from '../../written/file-scope.ts';
import { invocationAt } from '../../written/invocations.ts';

/** `M(argument);` as a statement: it may be INIT_VNET_INET(curvnet). */
interface MacroStatement extends Spot {
  readonly macro: string;
  readonly argument: string;
  /** Tokens with the `;`. */
  readonly from: number;
  readonly to: number;
  /** Offset where the block that it stands in ends. */
  readonly blockEnd: number;
}

/** `V_x = value;` as a statement. */
export interface AssignmentFact extends Spot {
  /** `V_x` */
  readonly name: string;
  readonly value: { readonly from: number; readonly to: number };
  /** Tokens with the `;`. */
  readonly from: number;
  readonly to: number;
  /**
   * True if every call executes it: it is in the outermost block, nothing before it returns or jumps, and no #if
   * surrounds it.
   */
  readonly isSure: boolean;
}

/** A function as containers need it. */
export interface BodyFact extends Spot {
  readonly name: string;
  readonly isStatic: boolean;
  /** Tokens of the whole definition, and of its braces. */
  readonly from: number;
  readonly body: { readonly from: number; readonly to: number };
  readonly macros: readonly MacroStatement[];
  readonly uses: readonly (Spot & { readonly name: string })[];
  readonly assignments: readonly AssignmentFact[];
  /** Names in front of a parenthesis, each once. */
  readonly calls: ReadonlySet<string>;
}

const LEAVING: ReadonlySet<string> = new Set(['return', 'goto', 'break', 'continue']);

/** The functions that a file defines. */
export function readBodies(file: TokenFile): readonly BodyFact[] {
  return fileScopeNames(file).flatMap((name) =>
    name.body === undefined ? [] : [readBody(file, { ...name, body: name.body })],
  );
}

function readBody(
  file: TokenFile,
  { name, isStatic, start, end, from, body }: Pick<BodyFact, 'name' | 'isStatic' | 'start' | 'end' | 'from' | 'body'>,
): BodyFact {
  const macros: MacroStatement[] = [];
  const uses: BodyFact['uses'][number][] = [];
  const assignments: AssignmentFact[] = [];
  const calls = new Set<string>();
  const table = directiveTable(file);
  let directive = file.directives.findIndex((hash) => hash >= body.from);
  if (directive < 0) directive = file.directives.length;
  let [conditions, depth, hasLeft] = [0, 0, false];
  const isPunct = (token: number, code: number): boolean => file.isPunct(token, code);
  let before = body.from;
  for (let i = body.from; i < body.to; i++) {
    if (i === file.directives[directive]) {
      const code = table.code[directive];
      if (code === D_IF || code === D_IFDEF || code === D_IFNDEF) conditions++;
      else if (code === D_ENDIF) conditions--;
      i = (table.lineEnd[directive] as number) - 1;
      directive++;
      continue;
    }
    if (isPunct(i, P_LBRACE)) depth++;
    else if (isPunct(i, P_RBRACE)) depth--;
    if (file.kind[i] === T_IDENT) {
      const word = file.spelling(i);
      const spot = { start: file.start[i] as number, end: file.end[i] as number };
      const isStatement = isPunct(before, P_SEMI) || isPunct(before, P_LBRACE) || isPunct(before, P_RBRACE);
      if (LEAVING.has(word)) hasLeft = true;
      if (/^V_[a-z_]/.test(word)) uses.push({ name: word, ...spot });
      if (isPunct(i + 1, P_LPAREN)) {
        calls.add(word);
        const invocation = isStatement ? invocationAt(file, i, body.to) : undefined;
        if (invocation?.arguments.length === 1 && isPunct(invocation.close + 1, P_SEMI)) {
          macros.push({
            macro: word,
            argument: file.text.slice(file.start[i + 2], file.end[invocation.close - 1]),
            from: i,
            to: invocation.close + 2,
            ...spot,
            blockEnd: file.start[blockEnd(file, i, body.to)] as number,
          });
        }
      } else if (isStatement && isPunct(i + 1, P_ASSIGN) && /^V_[a-z_]/.test(word)) {
        const semicolon = statementEnd(file, i, body.to);
        assignments.push({
          name: word,
          value: { from: i + 2, to: semicolon },
          from: i,
          to: semicolon + 1,
          isSure: depth === 1 && conditions === 0 && !hasLeft,
          ...spot,
        });
      }
    }
    before = i;
  }
  return { name, isStatic, start, end, from, body, macros, uses, assignments, calls };
}

function statementEnd(file: TokenFile, from: number, limit: number): number {
  let depth = 0;
  for (let i = from; i < limit; i++) {
    if (file.kind[i] !== T_PUNCT) continue;
    const code = file.value[i];
    if (code === P_LPAREN || code === P_LBRACE) depth++;
    else if (code === P_RPAREN || code === P_RBRACE) depth--;
    else if (depth === 0 && code === P_SEMI) return i;
  }
  return limit - 1;
}

/** The `}` of the block that a token stands in. */
function blockEnd(file: TokenFile, from: number, limit: number): number {
  let depth = 0;
  for (let i = from; i < limit; i++) {
    if (file.kind[i] !== T_PUNCT) continue;
    if (file.value[i] === P_LBRACE) depth++;
    else if (file.value[i] === P_RBRACE && depth-- === 0) return i;
  }
  return limit - 1;
}
