import { T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import {
  bracketStep,
  P_COLON,
  P_COMMA,
  P_LBRACE,
  P_LBRACKET,
  P_LPAREN,
  P_RBRACKET,
  P_RPAREN,
} from '../lexer/punctuators.ts';
import type { TokenBuffer } from '../preprocessor/token-buffer.ts';
import type { ExternalDeclaration } from './ast.ts';
import * as K from './keywords.ts';
import type { ParsedSegment } from './parsed-segment.ts';
import { onceWith } from '../text/worked-out.ts';

/** A struct, union or enum that is defined inside a token range. */
export interface InnerDefinition {
  readonly kind: 'struct' | 'union' | 'enum';
  /** Interned; 0 without a tag. */
  readonly tag: number;
  /** Token of `struct`, `union` or `enum`. */
  readonly from: number;
  /** Token of the tag, or of the keyword. */
  readonly nameToken: number;
  /** Names of an enum's constants. */
  readonly enumerators: readonly number[];
}

/**
 * The definitions in array bounds, widths, enumerators, typeof and initializers at file scope, whose tags have the
 * file's scope too (C17 6.2.1p7): `char a[sizeof(struct s { int i; })];`. Those in functions and their prototypes have
 * a scope of their own.
 */
export function innerDefinitions(part: ParsedSegment, keywords: K.Keywords): readonly InnerDefinition[] {
  return onceWith(part, search, keywords);
}

function search(part: ParsedSegment, keywords: K.Keywords): readonly InnerDefinition[] {
  const { tokens } = part.source;
  const { kind, value, count } = tokens;
  const parsed = new Set(part.tags.map(({ nameToken }) => nameToken));
  const bodies = part.declarations.flatMap((declaration) => otherScope(declaration) ?? []);
  const definitions: InnerDefinition[] = [];
  let body = 0;
  for (let i = 0; i < count; i++) {
    if (bodies[body]?.from === i) i = (bodies[body++]?.to ?? i + 1) - 1;
    if (kind[i] !== T_IDENT) continue;
    const keyword = keywords.code(value[i] as number);
    if (keyword !== K.K_STRUCT && keyword !== K.K_UNION && keyword !== K.K_ENUM) continue;
    const name = afterAttributes(tokens, i + 1, keywords);
    const hasTag = kind[name] === T_IDENT && keywords.code(value[name] as number) === K.K_NONE;
    if (parsed.has(hasTag ? name : i)) continue;
    const brace = braceAfter(tokens, hasTag ? name + 1 : name, keyword === K.K_ENUM);
    if (brace < 0) continue;
    definitions.push({
      kind: keyword === K.K_STRUCT ? 'struct' : keyword === K.K_UNION ? 'union' : 'enum',
      tag: hasTag ? (value[name] as number) : 0,
      from: i,
      nameToken: hasTag ? name : i,
      enumerators: keyword === K.K_ENUM ? namesIn(tokens, brace) : [],
    });
  }
  return definitions;
}

/** Tokens of a declaration whose tags have a function's or a prototype's scope: from a function's name on. */
function otherScope(declaration: ExternalDeclaration): { readonly from: number; readonly to: number } | undefined {
  if (declaration.kind === 'function') return { from: declaration.declarator.nameToken, to: declaration.to };
  const own =
    declaration.kind === 'declaration'
      ? declaration.declarators.find(({ derivations }) => derivations.some((step) => step.kind === 'function'))
      : undefined;
  return own === undefined ? undefined : { from: own.nameToken, to: declaration.to };
}

function afterAttributes(tokens: TokenBuffer, from: number, keywords: K.Keywords): number {
  let i = from;
  for (;;) {
    if (tokens.kind[i] === T_IDENT && keywords.code(tokens.value[i] as number) === K.K_ATTRIBUTE)
      i = afterGroup(tokens, i + 1);
    else if (tokens.isPunct(i, P_LBRACKET) && tokens.isPunct(i + 1, P_LBRACKET)) i = afterGroup(tokens, i);
    else return i;
  }
}

function afterGroup(tokens: TokenBuffer, open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.count; i++) {
    if (tokens.isPunct(i, P_LPAREN) || tokens.isPunct(i, P_LBRACKET)) depth++;
    else if ((tokens.isPunct(i, P_RPAREN) || tokens.isPunct(i, P_RBRACKET)) && --depth === 0) return i + 1;
    else if (depth === 0) return i;
  }
  return tokens.count;
}

/** The `{` at `i`, for an enum also after `: type`; -1 without one. */
function braceAfter(tokens: TokenBuffer, i: number, isEnum: boolean): number {
  if (tokens.isPunct(i, P_LBRACE)) return i;
  if (!isEnum || !tokens.isPunct(i, P_COLON)) return -1;
  let at = i + 1;
  while (at < tokens.count && tokens.kind[at] === T_IDENT) at++;
  return tokens.isPunct(at, P_LBRACE) ? at : -1;
}

function namesIn(tokens: TokenBuffer, brace: number): readonly number[] {
  const names: number[] = [];
  let depth = 0;
  for (let i = brace; i < tokens.count; i++) {
    if (tokens.kind[i] !== T_PUNCT) continue;
    const code = tokens.value[i] as number;
    const step = bracketStep(code);
    depth += step;
    if (depth === 0) return names;
    if (depth === 1 && (step > 0 || code === P_COMMA) && tokens.kind[i + 1] === T_IDENT)
      names.push(tokens.value[i + 1] as number);
  }
  return names;
}
