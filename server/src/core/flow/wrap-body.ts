import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import type { TextEdit } from '../text/text-edit.ts';
import { curvnetWords } from './curvnet-words.ts';
import type { FunctionFlow, Registration } from './file-flow.ts';
import { beforeBrace, beforeJump, indentUnit, tokenStartingAt } from './restore-edits.ts';

/**
 * Edits that put a handler's whole body between CURVNET_SET and CURVNET_RESTORE, with every return covered. Undefined
 * if it is unclear which vnet to set, if the body sets one, or if a returned value may depend on it.
 */
export function wrapInCurvnet(
  file: TokenFile,
  flow: FunctionFlow,
  registration: Registration,
): readonly TextEdit[] | undefined {
  const open = tokenStartingAt(file, flow.bodyStart);
  const close = tokenStartingAt(file, flow.bodyEnd - 1);
  const name = tokenStartingAt(file, flow.start);
  const vnet = name < 0 ? undefined : vnetOf(file, name + 1, open, registration);
  if (open < 0 || close < open || vnet === undefined) return undefined;
  const { set, restore: restoring, own } = curvnetWords(file);
  const edits: TextEdit[] = [];
  for (let i = open; i < close; i++) {
    if (file.kind[i] !== T_IDENT) continue;
    const spelling = file.spelling(i);
    if (spelling.startsWith('CURVNET_') || spelling.startsWith('VNET_') || own.has(spelling)) return undefined;
    if (spelling !== 'return') continue;
    const restore = beforeJump(file, file.start[i] as number, restoring);
    if (restore === undefined) return undefined;
    edits.push(...restore);
  }
  const start = afterDeclarations(file, open, close);
  const first = file.text[start - 1] === '\n';
  const unit = indentUnit(file.text);
  edits.push({ start, end: start, text: first ? `${unit}${set(vnet)}\n` : `\n${unit}${set(vnet)}` });
  return endsInJump(file, open, close)
    ? edits
    : [...edits, ...beforeBrace(file, file.start[close] as number, restoring)];
}

/** The vnet to set: that of a thread parameter, or the argument that was registered. */
function vnetOf(
  file: TokenFile,
  parameters: number,
  open: number,
  { kind, argument }: Registration,
): string | undefined {
  if (kind === 'cdev' || kind === 'system-call') {
    for (let i = parameters; i < open; i++) {
      if (file.isIdentifier(i, 'thread') && file.isPunct(i + 1, P.P_STAR) && file.kind[i + 2] === T_IDENT)
        return `TD_TO_VNET(${file.spelling(i + 2)})`;
    }
    return undefined;
  }
  if (argument !== 'curvnet' && argument !== '(void *)curvnet') return undefined;
  let i = parameters + 1;
  while (i < open && !file.isPunct(i, P.P_COMMA) && !file.isPunct(i, P.P_RPAREN)) i++;
  return file.kind[i - 1] === T_IDENT && file.isPunct(i - 2, P.P_STAR)
    ? `(struct vnet *)${file.spelling(i - 1)}`
    : undefined;
}

/**
 * After the blank line that ends the declarations of a body in KNF, when none of them calls anything; else behind its
 * `{`.
 */
function afterDeclarations(file: TokenFile, open: number, close: number): number {
  const { text } = file;
  const bodyStart = file.end[open] as number;
  const blank = text.indexOf('\n\n', bodyStart);
  if (blank < 0 || blank > (file.start[close] as number)) return bodyStart;
  for (let i = open + 1; (file.start[i] as number) < blank; i++) {
    const spelling = file.spelling(i);
    if (
      file.isPunct(i, P.P_LPAREN) ||
      file.isPunct(i, P.P_HASH) ||
      spelling.startsWith('V_') ||
      /^(if|for|while|do|switch|return|goto)$/.test(spelling)
    )
      return bodyStart;
  }
  // A statement that starts the body is no declaration: two words in a row are.
  const isDeclaration =
    file.kind[open + 1] === T_IDENT && (file.kind[open + 2] === T_IDENT || file.isPunct(open + 2, P.P_STAR));
  return isDeclaration ? blank + 2 : bodyStart;
}

function endsInJump(file: TokenFile, open: number, close: number): boolean {
  if (!file.isPunct(close - 1, P.P_SEMI)) return false;
  let first = close - 1;
  while (
    first > open + 1 &&
    !file.isPunct(first - 1, P.P_SEMI) &&
    !file.isPunct(first - 1, P.P_LBRACE) &&
    !file.isPunct(first - 1, P.P_RBRACE) &&
    !file.isPunct(first - 1, P.P_COLON)
  )
    first--;
  return /^(return|goto|panic)$/.test(file.spelling(first));
}
