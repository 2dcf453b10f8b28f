import { T_IDENT } from '../lexer/token-kinds.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { D_DEFINE, directiveTable } from '../preprocessor/directive-table.ts';
import { RESTORE_MACRO, SET_MACROS } from './macro-table.ts';

/** How a file writes that it sets and restores curvnet. */
export interface CurvnetWords {
  readonly set: (vnet: string) => string;
  readonly restore: string;
  /** Its own macros that set or restore, whatever else they do. */
  readonly own: ReadonlySet<string>;
}

const PLAIN = { set: (vnet: string) => `CURVNET_SET(${vnet});`, restore: `${RESTORE_MACRO}();` };

/** A macro of the file that sets or restores. */
interface Wrapper {
  readonly name: string;
  /** `NAME()`, not `NAME`. */
  readonly isCalled: boolean;
  /** It does nothing else, and takes the vnet alone. */
  readonly isExact: boolean;
}

/** The file's own macros for both, if it has one of each that does nothing else; else those of net/vnet.h. */
export function curvnetWords(file: TokenFile): CurvnetWords {
  const { sets, restores } = wrappersOf(file);
  const [set, ...otherSets] = sets;
  const [restore, ...otherRestores] = restores;
  const own = new Set([...sets, ...restores].map(({ name }) => name));
  if (set?.isExact !== true || restore?.isExact !== true || otherSets.length + otherRestores.length > 0)
    return { ...PLAIN, own };
  return { set: (vnet) => `${set.name}(${vnet});`, restore: statement(restore), own };
}

/** What ends what is set between two offsets: where the file's own macro sets it, its own macro that restores. */
export function restoreBetween(file: TokenFile, start: number, end: number): string {
  const { sets, restores } = wrappersOf(file);
  const [restore, ...others] = restores;
  if (restore === undefined || others.length > 0) return PLAIN.restore;
  const body = file.text.slice(start, end);
  return sets.some(({ name }) => new RegExp(`\\b${name}\\b`).test(body)) ? statement(restore) : PLAIN.restore;
}

function statement({ name, isCalled }: Wrapper): string {
  return `${name}${isCalled ? '()' : ''};`;
}

function wrappersOf(file: TokenFile): { readonly sets: readonly Wrapper[]; readonly restores: readonly Wrapper[] } {
  const sets = new Map<string, Wrapper>();
  const restores = new Map<string, Wrapper>();
  const table = directiveTable(file);
  for (let d = 0; d < table.code.length; d++) {
    const name = (file.directives[d] as number) + 2;
    const end = table.lineEnd[d] as number;
    if (table.code[d] !== D_DEFINE || name >= end || file.kind[name] !== T_IDENT) continue;
    const line = file.text.slice(file.end[name], file.end[end - 1]);
    const [, parameters, body = ''] = /^(?:\(([^)]*)\))?((?:.|\n)*)$/.exec(line) ?? [];
    const isSet = [...SET_MACROS].some((macro) => body.includes(`${macro}(`) || body.includes(`${macro} (`));
    if (isSet === body.includes(RESTORE_MACRO)) continue;
    const plain = body.replace(/[\s;\\]/g, '');
    const parameter = parameters?.trim() ?? '';
    const isExact = isSet
      ? [...SET_MACROS].some((macro) => plain === `${macro}(${parameter})` || plain === `${macro}((${parameter}))`)
      : parameter === '' && plain === `${RESTORE_MACRO}()`;
    const wrapper = { name: file.spelling(name), isCalled: parameters !== undefined, isExact };
    (isSet ? sets : restores).set(wrapper.name, wrapper);
  }
  return { sets: [...sets.values()], restores: [...restores.values()] };
}
