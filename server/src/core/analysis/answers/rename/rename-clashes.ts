import { P_ARROW, P_DOT } from '../../../lexer/punctuators.ts';
import type { TokenFile } from '../../../lexer/token-file.ts';
import { T_IDENT } from '../../../lexer/token-kinds.ts';
import { D_DEFINE, directiveTable } from '../../../preprocessor/directive-table.ts';
import type { Spot } from '../../../text/spot.ts';
import { functionAround } from '../../../written/outline.ts';
import { fileScopeNames } from '../../../written/file-scope.ts';
import { identifierAt } from '../../../written/token-at.ts';

/** What a file has that would mean something else after a rename. */
export interface Clash {
  readonly line: number;
  readonly why: string;
}

/**
 * What of a file stands in the way of `name` and its accessor: without VIMAGE the variable is an ordinary global of
 * that name, which a local hides and another global is.
 * @param uses where the file names the variable that is renamed
 */
export function clashIn(file: TokenFile, name: string, accessor: string, uses: readonly Spot[]): Clash | undefined {
  if (!file.text.includes(name)) return undefined;
  const wanted = file.interner.intern(name);
  const wantedAccessor = file.interner.intern(accessor);
  const table = directiveTable(file);
  for (let d = 0; d < file.directives.length; d++) {
    const token = (file.directives[d] as number) + 2;
    if (table.code[d] !== D_DEFINE || file.kind[token] !== T_IDENT) continue;
    if (file.value[token] === wanted || file.value[token] === wantedAccessor)
      return { line: file.lineOf(token), why: `the macro ${file.spelling(token)} is defined there` };
  }
  const global = uses.length === 0 ? undefined : fileScopeNames(file).find((one) => one.name === name);
  if (global !== undefined)
    return {
      line: file.lineOf(global.token),
      why: `${name} is another global of that file, which it would be without VIMAGE`,
    };
  const bodies = new Set(uses.map(({ start }) => functionAround(file, identifierAt(file, start))));
  for (let token = 0; token < file.count; token++) {
    if (file.kind[token] !== T_IDENT) continue;
    if (file.value[token] === wantedAccessor)
      return { line: file.lineOf(token), why: `${accessor} is named there already` };
    if (file.value[token] !== wanted || file.isPunct(token - 1, P_DOT) || file.isPunct(token - 1, P_ARROW)) continue;
    const around = functionAround(file, token);
    if (around !== undefined && bodies.has(around))
      return {
        line: file.lineOf(token),
        why: `${name} is a name of the function there, which would hide the global without VIMAGE`,
      };
  }
  return undefined;
}

/** `V_ ## name` or `V_dyn_ ## name ## _zone`: names that a macro makes. */
export interface Paste {
  readonly macro: string;
  readonly line: number;
  /** What the name that is made begins and ends with. */
  readonly prefix: string;
  readonly suffix: string;
}

const PASTE = /\b(V_\w*)[ \t]*##[ \t]*\w+(?:[ \t]*##[ \t]*(\w+))?/g;

/** Macros of a file that could make an accessor's name. */
export function pastesIn(file: TokenFile, accessor: string): readonly Paste[] {
  const found: Paste[] = [];
  if (!file.text.includes('##')) return found;
  for (const match of file.text.matchAll(PASTE)) {
    const [, prefix = '', suffix = ''] = match;
    if (!accessor.startsWith(prefix) || !accessor.endsWith(suffix)) continue;
    const defined = file.text.lastIndexOf('#define', match.index);
    const macro = /^#define[ \t]+(\w+)/.exec(file.text.slice(defined))?.[1] ?? '';
    found.push({ macro, prefix, suffix, line: file.lines.lineOf(match.index) + 1 });
  }
  return found;
}

/** A place where a file gives a pasting macro what makes the accessor's name; undefined when it does not. */
export function pastedIn(file: TokenFile, accessor: string, paste: Paste): number | undefined {
  const word = accessor.slice(paste.prefix.length, accessor.length - paste.suffix.length);
  if (word === '' || !file.text.includes(word)) return undefined;
  // With a prefix of its own the word itself is telling; behind V_ alone every name would be.
  const pattern = paste.prefix === 'V_' ? `\\b${paste.macro}\\([^;{}]*\\b${word}\\b` : `[(,][ \\t]*${word}[ \\t]*[,)]`;
  const at = new RegExp(pattern).exec(file.text)?.index;
  return at === undefined ? undefined : file.lines.lineOf(at) + 1;
}
