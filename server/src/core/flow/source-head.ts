import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { F_SPACE, T_HEADER, T_IDENT, T_PUNCT, T_STRING } from '../lexer/token-kinds.ts';
import { D_DEFINE, D_INCLUDE, directiveTable } from '../preprocessor/directive-table.ts';
import { HANDLER_CALLS } from './handler-calls.ts';
import { calledThrough } from './method-calls.ts';
import { RESOURCE_CALLS } from './resource-calls.ts';
import { SourceConditions } from '../written/live-tokens.ts';

/** What readers of a file's functions need from its directives. Plain data. */
export interface SourceHead {
  readonly macros: readonly MacroFlow[];
  /** Folders of the headers that it includes, as written: "netinet" of <netinet/in.h>, "" of "opt_inet.h". */
  readonly folders: readonly string[];
  /** Headers that it includes, as written. */
  readonly includes: readonly string[];
  /** Macros that are empty without VIMAGE. */
  readonly emptyWithoutVimage: readonly string[];
}

/**
 * A #define whose replacement can matter to the flow of a function: it calls something, reaches a variable, or jumps.
 */
export interface MacroFlow {
  readonly name: string;
  /** undefined for an object-like macro. */
  readonly parameters: readonly string[] | undefined;
  /** The replacement, token by token. */
  readonly words: readonly string[];
}

/**
 * Reads a file's directives; what no configuration compiles of them is left out, as are macros for kernels without
 * VIMAGE.
 */
export function readSourceHead(file: TokenFile, osreldate: number): SourceHead {
  const table = directiveTable(file);
  const conditions = new SourceConditions(file, osreldate);
  const live = conditions.liveDirectives();
  const emptyWithoutVimage: string[] = [];
  const macros: MacroFlow[] = [];
  const includes: string[] = [];
  for (let d = 0; d < table.code.length; d++) {
    const word = (file.directives[d] as number) + 2;
    const end = table.lineEnd[d] as number;
    if (word >= end) continue;
    if (live[d] === 0) {
      if (table.code[d] === D_DEFINE && isEmpty(file, word, end) && conditions.isInside(word, 'VIMAGE'))
        emptyWithoutVimage.push(file.spelling(word));
      continue;
    }
    if (table.code[d] === D_INCLUDE && (file.kind[word] === T_HEADER || file.kind[word] === T_STRING))
      includes.push(file.spelling(word).slice(1, -1));
    else if (table.code[d] !== D_DEFINE) continue;
    else if (isOfInterest(file, word + 1, end)) macros.push(readMacro(file, word, end));
    // In a source it hides a header's of the same name.
    else if (file.path.endsWith('.c') && isFunctionLike(file, word))
      macros.push({ name: file.spelling(word), parameters: [], words: [] });
  }
  return {
    macros,
    includes,
    emptyWithoutVimage,
    folders: [...new Set(includes.map((include) => include.slice(0, Math.max(0, include.lastIndexOf('/')))))],
  };
}

/** What a function does with handlers and with what has to be given back is known by its name. */
export function isKnownCall(name: string): boolean {
  return RESOURCE_CALLS.has(name) || HANDLER_CALLS.has(name);
}

function readMacro(file: TokenFile, name: number, end: number): MacroFlow {
  let from = name + 1;
  let parameters: string[] | undefined;
  if (isFunctionLike(file, name)) {
    parameters = [];
    for (from++; from < end && !file.isPunct(from, P.P_RPAREN); from++) {
      if (file.kind[from] === T_IDENT) parameters.push(file.spelling(from));
    }
    from++;
  }
  const words: string[] = [];
  for (let i = from; i < end; i++) words.push(file.spelling(i));
  return { name: file.spelling(name), parameters, words };
}

function isEmpty(file: TokenFile, name: number, end: number): boolean {
  let at = name + 1;
  if (isFunctionLike(file, name)) while (at < end && !file.isPunct(at, P.P_RPAREN)) at++;
  else at--;
  return at + 1 >= end;
}

function isFunctionLike(file: TokenFile, name: number): boolean {
  return (
    file.kind[name + 1] === T_PUNCT &&
    file.value[name + 1] === P.P_LPAREN &&
    ((file.flags[name + 1] as number) & F_SPACE) === 0
  );
}

/** False for a replacement without a call, an accessor, a jump, the name of a sysinit's level or a sysctl's flag. */
function isOfInterest(file: TokenFile, from: number, end: number): boolean {
  // Another name for what hands over, makes or gives back.
  if (end === from + 1 && file.kind[from] === T_IDENT && isKnownCall(file.spelling(from))) return true;
  for (let i = from; i < end; i++) {
    if (file.kind[i] !== T_IDENT) continue;
    if (i + 1 < end && file.isPunct(i + 1, P.P_LPAREN)) return true;
    // (*ifp->if_bridge_input)(ifp, m)
    if (i + 2 < end && file.isPunct(i + 1, P.P_RPAREN) && calledThrough(file, i) !== undefined) return true;
    const spelling = file.spelling(i);
    if (
      spelling.startsWith('V_') ||
      /SI_|_ORDER$|^CTLFLAG_/.test(spelling) ||
      spelling === 'goto' ||
      spelling === 'return'
    )
      return true;
  }
  return false;
}
