import type { TokenFile } from '../lexer/token-file.ts';
import type { Spot } from '../text/spot.ts';
import { declaredName, type TokenRange } from './declarators.ts';
import { declaratorsOf, outlineOf, type OutlineItem } from './outline.ts';
import { codeTokens } from './written-tokens.ts';

/** A name that a file declares outside functions, in any branch of an #if. Read from tokens alone. */
export interface FileScopeName extends Spot {
  readonly name: string;
  readonly kind: 'object' | 'function';
  /** False for a declaration only: `extern` without initializer, a prototype. */
  readonly isDefinition: boolean;
  readonly isStatic: boolean;
  /** Token of the name. */
  readonly token: number;
  /** Tokens of the whole declaration, from its first specifier to its `;` or the body's `}`. */
  readonly from: number;
  readonly to: number;
  /** Tokens of the declarator with its initializer, as far as the comma or semicolon. */
  readonly declaratorFrom: number;
  readonly declaratorTo: number;
  /** How many names the declaration gives. */
  readonly count: number;
  /** Tokens after `=`; undefined without initializer. */
  readonly initializer: TokenRange | undefined;
  /** Tokens of a function's body, braces included. */
  readonly body: TokenRange | undefined;
}

/** The names of a file, in order. Directives are skipped; macros are not expanded. */
export function fileScopeNames(file: TokenFile): readonly FileScopeName[] {
  return outlineOf(file).flatMap((item) => {
    if (item.kind === 'function') return functionName(file, item);
    return item.kind === 'declaration' ? declaredNames(file, item) : [];
  });
}

function functionName(file: TokenFile, { from, to, head, body }: OutlineItem): readonly FileScopeName[] {
  if (head === undefined || body === undefined) return [];
  return [
    {
      ...spot(file, head.name),
      name: file.spelling(head.name),
      kind: 'function',
      isDefinition: true,
      isStatic: head.isStatic,
      token: head.name,
      from,
      to,
      declaratorFrom: head.name,
      declaratorTo: body.from,
      count: 1,
      initializer: undefined,
      body,
    },
  ];
}

function declaredNames(file: TokenFile, item: OutlineItem): readonly FileScopeName[] {
  if (item.end - item.at < 3 || file.isIdentifier(item.from, 'typedef')) return [];
  const specifiers = [...codeTokens(file, item.from, item.to)];
  const isExtern = specifiers.some((token) => file.isIdentifier(token, 'extern'));
  const isStatic = specifiers.some((token) => file.isIdentifier(token, 'static'));
  const names: Omit<FileScopeName, 'count'>[] = [];
  for (const { tokens, from, to, initializer } of declaratorsOf(file, item)) {
    const declared = declaredName(file, tokens, names.length > 0);
    if (declared === undefined) continue;
    const { token, kind } = declared;
    names.push({
      ...spot(file, token),
      name: file.spelling(token),
      kind,
      isDefinition: kind === 'object' && (!isExtern || initializer !== undefined),
      isStatic,
      token,
      from: item.from,
      to: item.to,
      declaratorFrom: from,
      declaratorTo: to,
      initializer,
      body: undefined,
    });
  }
  return names.map((name) => ({ ...name, count: names.length }));
}

function spot(file: TokenFile, token: number): Spot {
  return { start: file.start[token] as number, end: file.end[token] as number };
}
