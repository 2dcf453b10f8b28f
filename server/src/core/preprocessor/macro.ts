import type { TokenFile } from '../lexer/token-file.ts';
import { F_SPACE, T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import { P_COMMA, P_ELLIPSIS, P_HASH, P_HASHHASH, P_LPAREN, P_RPAREN } from '../lexer/punctuators.ts';

/** What a macro name stands for. */
const M_OBJECT = 0;
export const M_FUNCTION = 1;
/** __LINE__, __FILE__, __COUNTER__, __has_include ...: computed where it stands. */
export const M_BUILTIN = 2;

/**
 * A macro definition (C17 6.10.3). Made once per #define line of a file's content, so that the same definition
 * seen from two translation units is the same object and has the same id.
 */
export interface Macro {
  /** Dense, from 1; 0 in a macro environment means "not a macro". */
  readonly id: number;
  readonly name: number;
  readonly kind: number;
  readonly file: TokenFile;
  /** Token index of the macro's name in `file`. */
  readonly nameToken: number;
  /** Replacement list: tokens [from, to) of `file`. */
  readonly from: number;
  readonly to: number;
  /** Interned parameter names; a variadic macro's last one is __VA_ARGS__ or the GNU name. */
  readonly parameters: readonly number[];
  readonly isVariadic: boolean;
  /** Parameter index of each replacement token, -1 for the others. Undefined when no token is a parameter. */
  readonly parameterOf: Int16Array | undefined;
  /** True if the replacement holds `#` on a parameter or `##`: the slower substitution is needed. */
  readonly hasOperators: boolean;
}

/** The macro of the #define at a directive, or a string that says what is wrong with it. */
export function parseMacroDefinition(
  file: TokenFile,
  nameToken: number,
  end: number,
  id: number,
  vaArgs: number,
): Macro | string {
  if (file.kind[nameToken] !== T_IDENT || nameToken >= end) return 'macro name must be an identifier';
  let at = nameToken + 1;
  const name = file.value[nameToken] as number;
  const isFunction = at < end && file.isPunct(at, P_LPAREN) && ((file.flags[at] as number) & F_SPACE) === 0;
  const parameters: number[] = [];
  let isVariadic = false;
  if (isFunction) {
    at++;
    for (;;) {
      if (at >= end) return `missing ')' in the parameters of macro '${file.spelling(nameToken)}'`;
      if (file.isPunct(at, P_RPAREN) && parameters.length === 0) break;
      if (file.isPunct(at, P_ELLIPSIS)) {
        isVariadic = true;
        parameters.push(vaArgs);
        at++;
      } else if (file.kind[at] === T_IDENT) {
        if (parameters.includes(file.value[at] as number))
          return `macro '${file.spelling(nameToken)}' has two parameters '${file.spelling(at)}'`;
        parameters.push(file.value[at] as number);
        at++;
        if (file.isPunct(at, P_ELLIPSIS)) {
          isVariadic = true;
          at++;
        }
      } else return `expected a parameter name in macro '${file.spelling(nameToken)}'`;
      if (at < end && file.isPunct(at, P_RPAREN)) break;
      if (at >= end || !file.isPunct(at, P_COMMA) || isVariadic)
        return `expected ',' or ')' in the parameters of macro '${file.spelling(nameToken)}'`;
      at++;
    }
    at++;
  }
  let hasOperators = false;
  let parameterOf: Int16Array | undefined;
  for (let i = at; i < end; i++) {
    if (file.kind[i] === T_PUNCT) {
      const code = file.value[i];
      if (code === P_HASHHASH || (code === P_HASH && isFunction)) hasOperators = true;
    } else if (file.kind[i] === T_IDENT && parameters.length > 0) {
      const index = parameters.indexOf(file.value[i] as number);
      if (index >= 0) (parameterOf ??= new Int16Array(end - at).fill(-1))[i - at] = index;
      else if (isVariadic && file.spelling(i) === '__VA_OPT__') hasOperators = true;
    }
  }
  const misused = misusedOperator(file, at, end, isFunction, (i) => parameterOf?.[i - at] ?? -1, isVariadic);
  if (misused !== undefined) return misused;
  return {
    id,
    name,
    kind: isFunction ? M_FUNCTION : M_OBJECT,
    file,
    nameToken,
    from: at,
    to: end,
    parameters,
    isVariadic,
    parameterOf,
    hasOperators,
  };
}

/** What C17 6.10.3.2p1 and 6.10.3.3p1 forbid in a replacement list [from, end). */
function misusedOperator(
  file: TokenFile,
  from: number,
  end: number,
  isFunction: boolean,
  parameter: (token: number) => number,
  isVariadic: boolean,
): string | undefined {
  if (from < end && (file.isPunct(from, P_HASHHASH) || file.isPunct(end - 1, P_HASHHASH)))
    return "'##' at the start or end of a macro's replacement list";
  if (!isFunction) return undefined;
  for (let i = from; i < end; i++) {
    if (!file.isPunct(i, P_HASH) || (i + 1 < end && parameter(i + 1) >= 0)) continue;
    if (!(isVariadic && i + 1 < end && file.isIdentifier(i + 1, '__VA_OPT__')))
      return "'#' is not followed by a macro parameter";
  }
  return undefined;
}

/** True if two definitions say the same (C17 6.10.3p2), so that a re-lexed file keeps its macros' ids. */
export function sameDefinition(a: Macro, b: Macro): boolean {
  const length = a.to - a.from;
  if (a.kind !== b.kind || a.name !== b.name || length !== b.to - b.from || a.isVariadic !== b.isVariadic) return false;
  if (a.parameters.length !== b.parameters.length || a.parameters.some((p, i) => p !== b.parameters[i])) return false;
  for (let i = 0; i < length; i++) {
    const x = a.from + i;
    const y = b.from + i;
    if (a.file.kind[x] !== b.file.kind[y] || a.file.value[x] !== b.file.value[y]) return false;
    if (i > 0 && (((a.file.flags[x] as number) ^ (b.file.flags[y] as number)) & F_SPACE) !== 0) return false;
  }
  return true;
}
