import { parseIntegerConstant } from '../lexer/constants.ts';
import { isHarmlessAttribute } from './attribute-table.ts';

/** The pragmas in force, as far as they affect a record. Immutable; the next pragma makes a new state. */
export interface PragmaState {
  /** Bytes that `#pragma pack` or `align=packed` limits the alignment of members to; 0 = no limit. */
  readonly pack: number;
  /** `#pragma ms_struct on`. */
  readonly isMsStruct: boolean;
  /** The pragma that makes layouts unknown, as a clause; undefined if all are understood. */
  readonly unknown: string | undefined;
  /** The stack that pack and align share (clang, Sema::AlignPackStack). */
  readonly saved: SavedPack | undefined;
  /** `#pragma clang attribute push`, the innermost first. */
  readonly attributes: AttributePush | undefined;
  /** Why `pack` is not valid: an alignment mode that clang refuses. */
  readonly refused: string | undefined;
  /** A pragma that nothing takes back. */
  readonly stray: string | undefined;
}

interface SavedPack {
  readonly label: string;
  readonly pack: number;
  readonly refused: string | undefined;
  readonly below: SavedPack | undefined;
}

interface AttributePush {
  readonly unknown: string | undefined;
  readonly below: AttributePush | undefined;
}

/** The state at the start of a unit. States without anything in force are this very object. */
export const NO_PRAGMAS: PragmaState = {
  pack: 0,
  isMsStruct: false,
  unknown: undefined,
  saved: undefined,
  attributes: undefined,
  refused: undefined,
  stray: undefined,
};

/**
 * The state after the pragma `line` ("#pragma pack ( push , 1 )"). What clang warns about and ignores changes nothing.
 */
export function afterPragma(state: PragmaState, line: string): PragmaState {
  const words = line.match(/[A-Za-z_$][\w$]*|\.?\d(?:[eEpP][+-]|[\w.'])*|::|\S/g) ?? [];
  const [, , name = '', ...rest] = words;
  switch (name) {
    case 'pack':
      return made(afterPack(state, rest));
    case 'options':
      return made(rest[0] === 'align' ? afterAlign(state, rest.slice(1)) : state);
    case 'align':
      return made(afterAlign(state, rest));
    case 'ms_struct': {
      const [word = '', ...more] = rest;
      if (more.length > 0 || !['on', 'off', 'reset'].includes(word)) return state;
      return made({ ...state, isMsStruct: word === 'on' });
    }
    case 'clang':
      if (rest[0] === 'attribute') return made(afterAttribute(state, rest.slice(1), line));
      break;
    default:
  }
  return made({
    ...state,
    stray: state.stray ?? `'${short(line)}' is not understood: it may change the layout of what follows`,
  });
}

function made(state: PragmaState): PragmaState {
  const { pack, isMsStruct, saved, attributes, refused, stray } = state;
  let unknown = stray ?? refused;
  for (let push = attributes; unknown === undefined && push !== undefined; push = push.below) unknown = push.unknown;
  if (pack === 0 && !isMsStruct && saved === undefined && attributes === undefined && unknown === undefined)
    return NO_PRAGMAS;
  return unknown === state.unknown ? state : { ...state, unknown };
}

/** clang, PragmaPackHandler::HandlePragma and Sema::ActOnPragmaPack; `words` start at the parenthesis. */
function afterPack(state: PragmaState, words: readonly string[]): PragmaState {
  if (words[0] !== '(') return state;
  let at = 1;
  const isNumber = (word: string | undefined): boolean => /^\.?\d/.test(word ?? '');
  const isName = (word: string | undefined): boolean => /^[A-Za-z_$]/.test(word ?? '');
  let action = '';
  let label = '';
  let number: string | undefined;
  if (isNumber(words[at])) number = words[at++];
  else if (isName(words[at])) {
    action = words[at++] ?? '';
    if (action !== 'push' && action !== 'pop' && action !== 'show') return state;
    if (action !== 'show' && words[at] === ',') {
      at++;
      if (isName(words[at])) {
        label = words[at++] ?? '';
        if (words[at] === ',') {
          if (!isNumber(words[++at])) return state;
          number = words[at++];
        }
      } else if (isNumber(words[at])) number = words[at++];
      else return state;
    }
  }
  if (words[at] !== ')' || words.length > at + 1 || action === 'show') return state;
  const value = number === undefined ? undefined : parseIntegerConstant(number)?.value;
  // Not a small power of two: the whole pragma is ignored, a push or pop in it too.
  if (number !== undefined && (value === undefined || ![0n, 1n, 2n, 4n, 8n, 16n].includes(value))) return state;
  let after = state;
  if (action === 'push') after = pushed(state, label);
  else if (action === 'pop') after = popped(state, label);
  else if (number === undefined) return { ...state, pack: 0, refused: undefined };
  return value === undefined ? after : { ...after, pack: Number(value) };
}

/** clang, ParseAlignPragma and Sema::ActOnPragmaOptionsAlign; `words` start at the `=`. */
function afterAlign(state: PragmaState, words: readonly string[]): PragmaState {
  const [equal, mode = '', ...more] = words;
  if (equal !== '=' || more.length > 0) return state;
  switch (mode) {
    case 'native':
    case 'natural':
    case 'power':
      return { ...pushed(state, ''), pack: 0, refused: undefined };
    case 'packed':
      return { ...pushed(state, ''), pack: 1, refused: undefined };
    case 'mac68k':
      return {
        ...pushed(state, ''),
        pack: 0,
        refused: "'#pragma options align=mac68k' is refused by clang for this machine",
      };
    case 'reset':
      return state.saved === undefined ? { ...state, pack: 0, refused: undefined } : popped(state, '');
    default:
      return state;
  }
}

function pushed(state: PragmaState, label: string): PragmaState {
  return { ...state, saved: { label, pack: state.pack, refused: state.refused, below: state.saved } };
}

/** Back to the latest slot, or to the latest of that label; nothing where there is none. */
function popped(state: PragmaState, label: string): PragmaState {
  let slot = state.saved;
  while (slot !== undefined && label !== '' && slot.label !== label) slot = slot.below;
  return slot === undefined ? state : { ...state, pack: slot.pack, refused: slot.refused, saved: slot.below };
}

/**
 * `#pragma clang attribute` push, pop and its form without either ("Specifying an attribute for multiple
 * declarations").
 */
function afterAttribute(state: PragmaState, words: readonly string[], line: string): PragmaState {
  const isNamespaced = words[1] === '.';
  const verb = isNamespaced ? words[2] : words[0];
  if (verb === 'pop') return { ...state, attributes: state.attributes?.below };
  const operand = verb === 'push' ? words.slice(isNamespaced ? 3 : 1) : words;
  const unknown = appliesHarmless(operand) ? undefined : `'${short(line)}' is in force: it may change the layout`;
  if (verb === 'push') return { ...state, attributes: { unknown, below: state.attributes } };
  if (unknown === undefined || state.attributes === undefined) return state;
  return { ...state, attributes: { unknown, below: state.attributes.below } };
}

/** True for no attributes, or one `__attribute__((name...))` of a name that no layout depends on. */
function appliesHarmless(words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const [open, keyword, first, second, name = '', after] = words;
  const isOne =
    open === '(' &&
    /^__attribute(?:__)?$/.test(keyword ?? '') &&
    first === '(' &&
    second === '(' &&
    (after === '(' || after === ')');
  return isOne && !words.includes('__attribute__', 2) && isHarmlessAttribute(name.replace(/^__(.+)__$/, '$1'));
}

function short(line: string): string {
  const text = line.trim();
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
