import type { TokenFile } from '../../lexer/token-file.ts';
import { D_DEFINE, directiveTable } from '../../preprocessor/directive-table.ts';
import { T_IDENT } from '../../lexer/token-kinds.ts';
import { P_ASSIGN, P_COMMA, P_DOT, P_LBRACE, P_LPAREN, P_RBRACE, P_RPAREN, P_SEMI } from '../../lexer/punctuators.ts';
import type { Spot } from '../../text/spot.ts';
import { codeTokens } from './container-records.ts';
import { fileScopeNames, type FileScopeName } from '../../written/file-scope.ts';
import { invocationAt, tokensText } from '../../written/invocations.ts';

/** `VNET_SYMMAP(net, ifnet)` in an array of struct vnet_symmap. */
export interface SymbolRowFact extends Spot {
  readonly member: string;
  /** Tokens of the row with the comma after it. */
  readonly from: number;
  readonly to: number;
  /** The array. */
  readonly map: string;
}

/** A struct vnet_modinfo with its fields by name. */
export interface ModuleFact extends Spot {
  readonly variable: string;
  readonly from: number;
  readonly to: number;
  readonly fields: ReadonlyMap<string, { readonly text: string; readonly from: number; readonly to: number }>;
}

/** A macro that declares a module: its parameters, and its fields by name as the replacement has them. */
export interface ModuleMacro {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly fields: ReadonlyMap<string, string>;
}

/** `VNET_MOD_DECLARE(NET, net, vnet_net_iattach, vnet_net_idetach, NONE, vnet_net_symmap)` outside functions. */
export interface ModuleInvocation extends Spot {
  readonly macro: string;
  readonly from: number;
  readonly to: number;
  readonly arguments: readonly { readonly text: string; readonly from: number; readonly to: number }[];
}

/** `VIMAGE_CTASSERT(SIZEOF_vnet_inet, sizeof(struct vnet_inet));` */
export interface SizeGuardFact extends Spot {
  readonly tag: string;
  /** The constant's name. */
  readonly constant: string;
  readonly from: number;
  readonly to: number;
}

/** Fields that name an initialization function: sys/sys/protosw.h, sys/sys/domain.h. */
const SETTING_UP: ReadonlySet<string> = new Set(['pr_init', 'dom_init']);
const SYMMAP = /^vnet_symmap(_t)?$/;
const MODINFO = /^vnet_modinfo(_t)?$/;

export function readInstances(file: TokenFile): {
  readonly rows: readonly SymbolRowFact[];
  readonly modules: readonly ModuleFact[];
  readonly guards: readonly SizeGuardFact[];
  readonly setups: readonly string[];
} {
  const rows: SymbolRowFact[] = [];
  const modules: ModuleFact[] = [];
  const setups: string[] = [];
  for (const name of fileScopeNames(file)) {
    if (name.initializer === undefined) continue;
    if (hasType(file, name, SYMMAP)) rows.push(...symbolRows(file, name, name.initializer));
    else if (hasType(file, name, MODINFO))
      modules.push({
        variable: name.name,
        start: name.start,
        end: name.end,
        from: name.from,
        to: name.to,
        fields: designated(file, name.initializer),
      });
    else setups.push(...settingUp(file, name.initializer));
  }
  return { rows, modules, guards: readGuards(file), setups };
}

function hasType(file: TokenFile, { from, token }: FileScopeName, pattern: RegExp): boolean {
  for (let i = from; i < token; i++) if (file.kind[i] === T_IDENT && pattern.test(file.spelling(i))) return true;
  return false;
}

/** Macros with the member as their last argument; `VNET_SYMMAP_END` has none. */
function symbolRows(
  file: TokenFile,
  { name }: FileScopeName,
  { from, to }: { readonly from: number; readonly to: number },
): SymbolRowFact[] {
  const rows: SymbolRowFact[] = [];
  for (let i = from; i < to; i++) {
    if (file.kind[i] !== T_IDENT) continue;
    const invocation = invocationAt(file, i, to);
    const member = invocation?.arguments[invocation.arguments.length - 1]?.from;
    if (invocation === undefined || member === undefined || file.kind[member] !== T_IDENT) continue;
    const end = file.isPunct(invocation.close + 1, P_COMMA) ? invocation.close + 2 : invocation.close + 1;
    rows.push({
      member: file.spelling(member),
      start: file.start[member] as number,
      end: file.end[member] as number,
      from: i,
      to: end,
      map: name,
    });
    i = invocation.close;
  }
  return rows;
}

/** `.name = tokens` of a list, without what stands in inner braces. */
function designated(
  file: TokenFile,
  { from, to }: { readonly from: number; readonly to: number },
): ModuleFact['fields'] {
  const fields = new Map<string, { text: string; from: number; to: number }>();
  let depth = 0;
  for (let i = from; i < to; i++) {
    if (file.isPunct(i, P_LBRACE) || file.isPunct(i, P_LPAREN)) depth++;
    else if (file.isPunct(i, P_RBRACE) || file.isPunct(i, P_RPAREN)) depth--;
    if (depth !== 1 || !file.isPunct(i, P_DOT) || file.kind[i + 1] !== T_IDENT || !file.isPunct(i + 2, P_ASSIGN))
      continue;
    let end = i + 3;
    for (let inner = 0; end < to; end++) {
      if (file.isPunct(end, P_LBRACE) || file.isPunct(end, P_LPAREN)) inner++;
      else if (inner > 0 && (file.isPunct(end, P_RBRACE) || file.isPunct(end, P_RPAREN))) inner--;
      else if (inner === 0 && (file.isPunct(end, P_COMMA) || file.isPunct(end, P_RBRACE))) break;
    }
    fields.set(file.spelling(i + 1), {
      text: tokensText(file, i + 3, end),
      from: i,
      to: file.isPunct(end, P_COMMA) ? end + 1 : end,
    });
    i = end - 1;
  }
  return fields;
}

function settingUp(file: TokenFile, { from, to }: { readonly from: number; readonly to: number }): string[] {
  const functionNames: string[] = [];
  for (let i = from; i + 3 < to; i++) {
    if (
      file.isPunct(i, P_DOT) &&
      file.kind[i + 1] === T_IDENT &&
      SETTING_UP.has(file.spelling(i + 1)) &&
      file.isPunct(i + 2, P_ASSIGN) &&
      file.kind[i + 3] === T_IDENT
    )
      functionNames.push(file.spelling(i + 3));
  }
  return functionNames;
}

/** `M(CONSTANT, sizeof(struct tag));` outside functions. */
function readGuards(file: TokenFile): SizeGuardFact[] {
  const bodies = fileScopeNames(file).flatMap(({ body }) => (body === undefined ? [] : [body]));
  const guards: SizeGuardFact[] = [];
  for (let i = 0; i < file.count; i++) {
    if (
      !file.isIdentifier(i, 'sizeof') ||
      !file.isPunct(i + 1, P_LPAREN) ||
      !file.isIdentifier(i + 2, 'struct') ||
      file.kind[i + 3] !== T_IDENT
    )
      continue;
    if (
      !file.isPunct(i + 4, P_RPAREN) ||
      !file.isPunct(i + 5, P_RPAREN) ||
      !file.isPunct(i - 1, P_COMMA) ||
      file.kind[i - 2] !== T_IDENT ||
      !file.isPunct(i - 3, P_LPAREN) ||
      file.kind[i - 4] !== T_IDENT
    )
      continue;
    if (bodies.some(({ from, to }) => i >= from && i < to)) continue;
    const end = file.isPunct(i + 6, P_SEMI) ? i + 7 : i + 6;
    guards.push({
      tag: file.spelling(i + 3),
      constant: file.spelling(i - 2),
      start: file.start[i - 2] as number,
      end: file.end[i - 2] as number,
      from: i - 4,
      to: end,
    });
  }
  return guards;
}

/**
 * `#define VNET_MOD_DECLARE(..., m_symmap) static const struct vnet_modinfo vnet_##m_name_lc##_modinfo = { .vmi_symmap
 * = m_symmap };`
 */
export function readModuleMacros(file: TokenFile): readonly ModuleMacro[] {
  const table = directiveTable(file);
  return [...file.directives].flatMap((hash, d) => {
    const [name, to] = [hash + 2, table.lineEnd[d] as number];
    if (
      table.code[d] !== D_DEFINE ||
      file.kind[name] !== T_IDENT ||
      !file.isPunct(name + 1, P_LPAREN) ||
      file.start[name + 1] !== file.end[name]
    )
      return [];
    const head = invocationAt(file, name, to);
    if (
      head === undefined ||
      !range(head.close, to).some((i) => file.kind[i] === T_IDENT && MODINFO.test(file.spelling(i)))
    )
      return [];
    const fields = [...designated(file, { from: head.close + 1, to })].map(([field, { text }]): [string, string] => [
      field,
      text,
    ]);
    return [
      {
        name: file.spelling(name),
        parameters: head.arguments.map((one) => file.spelling(one.from)),
        fields: new Map(fields),
      },
    ];
  });
}

/** Tokens at file scope that may invoke such a macro. */
export function readModuleInvocations(file: TokenFile): readonly ModuleInvocation[] {
  const bodies = fileScopeNames(file).flatMap(({ body }) => (body === undefined ? [] : [body]));
  return codeTokens(file).flatMap((i) => {
    if (
      file.kind[i] !== T_IDENT ||
      !file.spelling(i).startsWith('VNET_MOD_') ||
      bodies.some(({ from, to }) => i >= from && i < to)
    )
      return [];
    const invocation = invocationAt(file, i);
    if (invocation === undefined) return [];
    return [
      {
        macro: file.spelling(i),
        start: file.start[i] as number,
        end: file.end[i] as number,
        from: i,
        to: invocation.close + 1,
        arguments: invocation.arguments.map(({ from, to }) => ({ text: tokensText(file, from, to), from, to })),
      },
    ];
  });
}

/** The module that an invocation declares; a field that is an argument alone has the argument's tokens. */
export function moduleOf(
  { arguments: given, ...place }: ModuleInvocation,
  { parameters, fields }: ModuleMacro,
): ModuleFact {
  const textOf = (word: string): string => given[parameters.indexOf(word)]?.text ?? word;
  const field = (text: string): { readonly text: string; readonly from: number; readonly to: number } =>
    given[parameters.indexOf(text)] ?? {
      text: text
        .replace(/(?<!#)# ?(\w+)$/, (_whole, word: string) => `"${textOf(word)}"`)
        .replace(/\w+/g, textOf)
        .replace(/ ?## ?/g, ''),
      from: place.from,
      to: place.to,
    };
  return { ...place, variable: '', fields: new Map([...fields].map(([name, text]) => [name, field(text)])) };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
