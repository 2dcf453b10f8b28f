import type { TokenFile } from '../lexer/token-file.ts';
import { F_BOL, F_SPACE, T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import {
  P_ANDAND,
  P_ARROW,
  P_LBRACE,
  P_LPAREN,
  P_OROR,
  P_PIPE,
  P_QUESTION,
  P_RBRACE,
  P_RPAREN,
  P_SEMI,
} from '../lexer/punctuators.ts';
import type { TextEdit } from '../text/text-edit.ts';
import { invocationAt, type ArgumentTokens, type Invocation } from '../written/invocations.ts';
import type { Rewrite, Remark } from './rewrite.ts';
import { lineBreak } from './line-width.ts';
import { removalOf } from './removal.ts';
import { writtenNames } from '../written/written-tokens.ts';

/**
 * SYSCTL_VNET_x of sys/net/vnet.h in 8.0 to 10.4, with the arguments of SYSCTL_x. SYSCTL_VNET_PCPUSTAT still exists.
 */
const MACRO = /^SYSCTL_VNET_(INT|UINT|PROC|OPAQUE|STRING|STRUCT)$/;

/**
 * Handlers of sys/net/vnet.c up to 9.3, which add vnet_data_base, and the handlers of kern_sysctl.c that replace them
 * once the kernel adds it.
 */
const HANDLERS: Readonly<Record<string, string>> = {
  vnet_sysctl_handle_int: 'sysctl_handle_int',
  vnet_sysctl_handle_uint: 'sysctl_handle_int',
  vnet_sysctl_handle_string: 'sysctl_handle_string',
  vnet_sysctl_handle_opaque: 'sysctl_handle_opaque',
};

const ACCESS = 3;

/**
 * Rewrites SYSCTL_VNET_x(...) as SYSCTL_x with CTLFLAG_VNET, and the handlers for a sysctl_root_handler()
 * (sys/kern/kern_sysctl.c, 10.0 and later) that passes the address of the vnet's copy: VNET_SYSCTL_ARG would add the
 * base twice.
 */
export function migrateSysctls(file: TokenFile): {
  readonly changes: readonly Rewrite[];
  readonly remarks: readonly Remark[];
} {
  const changes: Rewrite[] = [];
  const remarks: Remark[] = [];
  // The interface's own files are not rewritten: the newer tree has its own.
  if (/^[ \t]*#[ \t]*define[ \t]+SYSCTL_VNET_INT\b/m.test(file.text)) return { changes, remarks };
  for (const { token, limit, inDefine } of writtenNames(file)) {
    const name = file.spelling(token);
    const handler = inDefine === undefined ? HANDLERS[name] : undefined;
    if (handler === undefined && name !== 'VNET_SYSCTL_ARG' && !MACRO.test(name)) continue;
    const invocation = invocationAt(file, token, limit);
    const spot = { start: file.start[token] as number, end: file.end[token] as number };
    // A handler's definition, not a call, has the single parameter SYSCTL_HANDLER_ARGS.
    if (invocation === undefined || (handler !== undefined && invocation.arguments.length !== 4)) continue;
    if (name === 'VNET_SYSCTL_ARG') {
      const edits = removedStatement(file, invocation);
      if (edits === undefined)
        remarks.push({
          ...spot,
          message: "VNET_SYSCTL_ARG adds the vnet's base a second time, after sysctl_root_handler(): remove it",
        });
      else
        changes.push({
          ...spot,
          migration: 'sysctl',
          title: "remove VNET_SYSCTL_ARG: arg1 already points to the vnet's copy",
          edits,
        });
    } else if (handler !== undefined)
      changes.push({
        ...spot,
        migration: 'sysctl',
        title: `${name} as ${handler}`,
        edits: handlerEdits(file, invocation, handler),
      });
    else {
      const edits = sysctlEdits(file, invocation, inDefine !== undefined);
      if (edits === undefined) remarks.push({ ...spot, message: `${name} has too few arguments` });
      else
        changes.push({ ...spot, migration: 'sysctl', title: `${name} as ${plainName(name)} with CTLFLAG_VNET`, edits });
      if (!isAddress(file, invocation.arguments[ACCESS + 1]))
        remarks.push({
          ...spot,
          message:
            "its pointer is not the address of a virtualized global, but sysctl_root_handler() adds the vnet's base to it",
        });
    }
  }
  return { changes, remarks };
}

/** &VNET_NAME(x), maybe in a macro of the subsystem's own; NULL stays NULL. */
function isAddress(file: TokenFile, argument: ArgumentTokens | undefined): boolean {
  if (argument === undefined || argument.from >= argument.to) return true;
  const first = file.spelling(argument.from);
  return (
    first === '&' || first === 'VNET_PTR' || (argument.to === argument.from + 1 && (first === 'NULL' || first === '0'))
  );
}

function plainName(name: string): string {
  return name.replace('SYSCTL_VNET_', 'SYSCTL_');
}

function sysctlEdits(file: TokenFile, invocation: Invocation, isInDefine: boolean): readonly TextEdit[] | undefined {
  const access = invocation.arguments[ACCESS];
  if (access === undefined || access.from >= access.to || invocation.arguments.length < 6) return undefined;
  const name = invocation.name;
  const edits: TextEdit[] = [
    { start: file.start[name] as number, end: file.end[name] as number, text: plainName(file.spelling(name)) },
  ];
  if (!holds(file, access, 'CTLFLAG_VNET')) edits.push(...flagEdits(file, access));
  const places = [access.from, invocation.arguments[ACCESS + 1]?.from].filter((token) => token !== undefined);
  const broken = isInDefine ? undefined : lineBreak(file, invocation, places, edits);
  // If the flag is rewritten at the same offset, the line break comes before it.
  return broken === undefined ? edits : [...edits.slice(0, 1), broken, ...edits.slice(1)];
}

/** `CTLFLAG_VNET | ` before the flags, spaced as the flags are. */
function flagEdits(file: TokenFile, { from, to }: ArgumentTokens): TextEdit[] {
  const at = file.start[from] as number;
  let depth = 0;
  let isLoose = false;
  let separator = ' | ';
  for (let i = from; i < to; i++) {
    if (file.kind[i] !== T_PUNCT) continue;
    const code = file.value[i];
    if (code === P_LPAREN) depth++;
    else if (code === P_RPAREN) depth--;
    else if (depth > 0) continue;
    else if (code === P_PIPE) separator = ((file.flags[i] as number) & (F_SPACE | F_BOL)) === 0 ? '|' : ' | ';
    else if (code === P_QUESTION || code === P_ANDAND || code === P_OROR) isLoose = true;
  }
  const front: TextEdit = { start: at, end: at, text: `CTLFLAG_VNET${separator}${isLoose ? '(' : ''}` };
  const last = file.end[to - 1] as number;
  return isLoose ? [front, { start: last, end: last, text: ')' }] : [front];
}

/**
 * `vnet_sysctl_handle_int(oidp, oidp->oid_arg1, ...)`: oid_arg1 is the address without the base, arg1 the one with it.
 */
function handlerEdits(file: TokenFile, { name, close }: Invocation, handler: string): readonly TextEdit[] {
  const edits: TextEdit[] = [{ start: file.start[name] as number, end: file.end[name] as number, text: handler }];
  for (let i = name + 1; i + 2 < close; i++) {
    if (
      file.isIdentifier(i, 'oidp') &&
      file.kind[i + 1] === T_PUNCT &&
      file.value[i + 1] === P_ARROW &&
      file.isIdentifier(i + 2, 'oid_arg1')
    ) {
      edits.push({ start: file.start[i] as number, end: file.end[i + 2] as number, text: 'arg1' });
    }
  }
  return edits;
}

/** Removes `M(...);` with its line; undefined if it is not a statement in a block. */
function removedStatement(file: TokenFile, { name, close }: Invocation): readonly TextEdit[] | undefined {
  const isPunct = (token: number, code: number): boolean => file.isPunct(token, code);
  const before = name - 1;
  if (
    !isPunct(close + 1, P_SEMI) ||
    !(isPunct(before, P_SEMI) || isPunct(before, P_LBRACE) || isPunct(before, P_RBRACE))
  )
    return undefined;
  return [removalOf(file.text, file.start[name] as number, file.end[close + 1] as number)];
}

function holds(file: TokenFile, { from, to }: ArgumentTokens, word: string): boolean {
  for (let i = from; i < to; i++) if (file.kind[i] === T_IDENT && file.spelling(i) === word) return true;
  return false;
}
