import type { TokenFile } from '../lexer/token-file.ts';
import { fileScopeNames, type FileScopeName } from '../written/file-scope.ts';

/** How the newer kernel spells a static global: `static VNET_DEFINE(` up to 11, `VNET_DEFINE_STATIC(` since. */
export type StaticForm = 'static VNET_DEFINE' | 'VNET_DEFINE_STATIC';

/** `LIST_HEAD(rawcb_list_head, rawcb)` declares its own tag. */
const DECLARING = /^(?:S?LIST|S?TAILQ|CK_\w+)_HEAD\(\s*(\w*)\s*,[^()]*\)/;

export interface PlainDeclaration {
  readonly name: FileScopeName;
  /** The member's type, as the container has it. */
  readonly memberType: string;
  /** The initial value; undefined for zero. */
  readonly initial: string | undefined;
}

/**
 * `int *a[4] = { 0 };` as `VNET_DEFINE(int *, a[4]) = { 0 };`; undefined if a macro with two arguments cannot express
 * it.
 */
export function vnetDefine(
  file: TokenFile,
  { name, memberType, initial }: PlainDeclaration,
  form: StaticForm,
): string | undefined {
  const parts = declarationParts(file, name, memberType);
  if (parts === undefined) return undefined;
  const macro = name.isStatic ? form : 'VNET_DEFINE';
  return `${macro}(${parts.type}, ${name.name}${parts.bounds})${initial === undefined ? '' : ` = ${initial}`};`;
}

/** `extern int a;` as `VNET_DECLARE(int, a);`; a list's tag is declared separately, because other code names it. */
export function vnetDeclare(file: TokenFile, name: FileScopeName): string | undefined {
  const parts = declarationParts(file, name, '');
  if (parts === undefined) return undefined;
  const tag = DECLARING.exec(parts.type)?.[1] ?? '';
  const declaration = (type: string): string => `VNET_DECLARE(${type}, ${name.name}${parts.bounds});`;
  return tag === '' ? declaration(parts.type) : `${parts.type};\n${declaration(`struct ${tag}`)}`;
}

function declarationParts(
  file: TokenFile,
  name: FileScopeName,
  memberType: string,
): { readonly type: string; readonly bounds: string } | undefined {
  const words = (from: number, to: number): string =>
    to <= from
      ? ''
      : file.text
          .slice(file.start[from], file.end[to - 1])
          .replace(/\/\*[^]*?\*\//g, ' ')
          .replace(/\s+/g, ' ')
          .trim();
  const specifierEnd = specifiersEnd(file, name);
  const specifiers = words(name.from, specifierEnd)
    .replace(/\b(?:static|extern)\b ?/g, '')
    .trim();
  const before = words(Math.max(specifierEnd, name.declaratorFrom), name.token);
  const declaratorEnd = name.initializer === undefined ? name.declaratorTo : name.initializer.from - 1;
  const bounds = words(name.token + 1, declaratorEnd);
  // The type of a pointer to an array or function surrounds the name.
  if (before.includes('(') || (bounds !== '' && !bounds.startsWith('['))) return undefined;
  // The container's member, which declared the tag, is removed.
  const declaring = DECLARING.exec(memberType);
  const type =
    declaring !== null && specifiers === `struct ${declaring[1]}`
      ? declaring[0]
      : `${specifiers}${before === '' ? '' : ` ${before}`}`;
  return type.replace(DECLARING, '').includes(',') ? undefined : { type, bounds };
}

/** The token after a declaration's specifiers: the first declarator's `*`, `(` or name. */
export function specifiersEnd(file: TokenFile, { from, token, count }: FileScopeName): number {
  const first =
    count === 1
      ? token
      : Math.min(
          ...fileScopeNames(file)
            .filter((one) => one.from === from)
            .map((one) => one.token),
        );
  let end = first;
  while (end > from && /^[*(]$/.test(file.spelling(end - 1))) end--;
  return end;
}
