import type { TokenFile } from '../lexer/token-file.ts';
import { F_BOL, T_IDENT } from '../lexer/token-kinds.ts';
import type { TextEdit } from '../text/text-edit.ts';
import { invocationAt } from '../written/invocations.ts';
import type { Rewrite } from './rewrite.ts';
import { writtenNames } from '../written/written-tokens.ts';

/** The macros of sys/net/vnet.h and sys/sys/pcpu.h with a _STATIC form since 12.0, and which argument is the type. */
const TYPE_ARGUMENT: Readonly<Record<string, number>> = { VNET_DEFINE: 0, VNET_PCPUSTAT_DEFINE: 0, DPCPU_DEFINE: 0 };

/** Words that may stand beside `static` before such a macro; they become part of the type. */
const QUALIFIERS: ReadonlySet<string> = new Set(['const', 'volatile']);

/**
 * `static VNET_DEFINE(t, x)` as VNET_DEFINE_STATIC(t, x): since 12.0 the macro begins with `struct _hack;`, and static
 * in front of it is an error.
 */
export function migrateStaticDefines(file: TokenFile): readonly Rewrite[] {
  const changes: Rewrite[] = [];
  for (const { token, limit } of writtenNames(file)) {
    const name = file.spelling(token);
    const typeArgument = TYPE_ARGUMENT[name];
    if (typeArgument === undefined) continue;
    const invocation = invocationAt(file, token, limit);
    const type = invocation?.arguments[typeArgument];
    let first = token;
    while (isPrefix(file, first - 1, first)) first--;
    const words = Array.from({ length: token - first }, (_, i) => file.spelling(first + i));
    if (type === undefined || type.from >= type.to || words.filter((word) => word === 'static').length !== 1) continue;
    const qualifiers = words.filter((word) => word !== 'static');
    const typeStart = file.start[type.from] as number;
    const edits: TextEdit[] = words.map((_, i) => withoutWord(file, first + i));
    edits.push({ start: file.start[token] as number, end: file.end[token] as number, text: `${name}_STATIC` });
    if (qualifiers.length > 0) edits.push({ start: typeStart, end: typeStart, text: `${qualifiers.join(' ')} ` });
    changes.push({
      start: file.start[first] as number,
      end: file.end[token] as number,
      migration: 'static',
      title: `${[...words, name].join(' ')} as ${name}_STATIC`,
      edits,
    });
  }
  return changes;
}

/**
 * `static` and qualifiers before `next`. If they are on an earlier line they must start it, else they belong to a
 * directive.
 */
function isPrefix(file: TokenFile, token: number, next: number): boolean {
  if (token < 0 || file.kind[token] !== T_IDENT) return false;
  const word = file.spelling(token);
  if (word !== 'static' && !QUALIFIERS.has(word)) return false;
  return ((file.flags[next] as number) & F_BOL) === 0 || ((file.flags[token] as number) & F_BOL) !== 0;
}

/** A comment behind the word stays. */
function withoutWord(file: TokenFile, token: number): TextEdit {
  const [start, end, next] = [file.start[token] as number, file.end[token] as number, file.start[token + 1] as number];
  return { start, end: file.text.slice(end, next).trim() === '' ? next : end, text: '' };
}
