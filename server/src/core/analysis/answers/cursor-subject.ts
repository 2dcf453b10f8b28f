import { T_IDENT } from '../../lexer/token-kinds.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import type { Spot } from '../../text/spot.ts';
import { invocationAt } from '../../written/invocations.ts';
import type { MacroRole, MacroRoles } from '../../vnet/macro-roles.ts';
import { SYMBOL_PREFIX, type InstanceSet } from '../../vnet/set-variables.ts';
import { accessPathTo, type AccessStep } from './access-path.ts';
import { isMachinery } from './machinery-notes.ts';
import { enclosingInvocations, identifierAt } from '../../written/token-at.ts';

/** A virtualized global as the source names it. */
export interface VariableSubject {
  readonly kind: 'variable';
  readonly set: InstanceSet;
  /** `tcp_do_sack`, whatever it is reached by. */
  readonly name: string;
  readonly span: Spot;
  /** How it is named there. */
  readonly as: 'accessor' | 'access' | 'definition' | 'declaration' | 'symbol';
  /** True if the expression is the variable's address: VNET_PTR(x). */
  readonly isPointer: boolean;
}

/** What the name at an offset means to vnetscope. Other names are left to other tools. */
export type Subject =
  | VariableSubject
  | {
      readonly kind: 'member';
      readonly root: VariableSubject;
      readonly steps: readonly AccessStep[];
      readonly span: Spot;
      /** From the root to the member. */ readonly expression: Spot;
    }
  | { readonly kind: 'sysinit'; /** Offset of the macro's name. */ readonly start: number; readonly span: Spot }
  | { readonly kind: 'machinery'; readonly word: string; readonly span: Spot };

export interface AccessorMeaning {
  readonly set: InstanceSet;
  readonly variable: string;
  readonly isPointer: boolean;
}

/** What names mean where the question is asked. */
export interface NameMeanings {
  readonly roles: MacroRoles;
  /** The variable that `V_x` reaches; undefined if the name is no accessor. */
  accessor(name: string): AccessorMeaning | undefined;
}

/** What stands at an offset of a file. */
export function subjectAt(file: TokenFile, offset: number, names: NameMeanings): Subject | undefined {
  const token = identifierAt(file, offset);
  if (token < 0) return undefined;
  const span = spotOf(file, token, token);
  const word = file.spelling(token);
  const path = accessPathTo(file, token);
  if (path !== undefined) {
    const root = rootVariable(file, path.root, names);
    if (root !== undefined)
      return { kind: 'member', root, steps: path.steps, span, expression: spotOf(file, path.from, token) };
  }
  const bySymbol = symbolMeaning(word);
  if (bySymbol !== undefined) return { kind: 'variable', ...bySymbol, span, as: 'symbol', isPointer: false };
  const argument = asArgument(file, token, span, names.roles);
  if (argument !== undefined) return argument;
  const role = names.roles.get(word);
  if (role !== undefined && isConstructor(role) && invocationAt(file, token) !== undefined) {
    return { kind: 'sysinit', start: span.start, span };
  }
  if (isMachinery(word)) return { kind: 'machinery', word, span };
  // A member with an accessor's name is not an accessor. A path whose root is not a virtualized global has no answer.
  const accessor = path === undefined ? names.accessor(word) : undefined;
  return accessor === undefined
    ? undefined
    : {
        kind: 'variable',
        set: accessor.set,
        name: accessor.variable,
        span,
        as: 'accessor',
        isPointer: accessor.isPointer,
      };
}

function spotOf(file: TokenFile, first: number, last: number): Spot {
  return { start: file.start[first] as number, end: file.end[last] as number };
}

function symbolMeaning(word: string): { readonly set: InstanceSet; readonly name: string } | undefined {
  for (const set of ['set_vnet', 'set_pcpu'] as const) {
    const prefix = SYMBOL_PREFIX[set];
    if (word.length > prefix.length && word.startsWith(prefix)) return { set, name: word.slice(prefix.length) };
  }
  return undefined;
}

/** The name inside VNET_DEFINE( ), VNET( ), VNET_SYSINIT( ) and their kin. */
function asArgument(file: TokenFile, token: number, span: Spot, roles: MacroRoles): Subject | undefined {
  for (const { invocation, argument } of enclosingInvocations(file, token)) {
    const role = roles.get(file.spelling(invocation.name));
    if (role === undefined || argument !== role.nameArgument) continue;
    // `VNET_DEFINE(char, modspace[VNET_MODMIN])`: only the first word is the name.
    if (invocation.arguments[argument]?.from !== token) continue;
    // VNET_PCPUSTAT_SYSINIT(tcpstat) names a variable, not a constructor.
    if (isConstructor(role)) return { kind: 'sysinit', start: file.start[invocation.name] as number, span };
    return {
      kind: 'variable',
      set: role.set,
      name: file.spelling(token),
      span,
      as: placeOf(role),
      isPointer: role.role === 'pointer',
    };
  }
  return undefined;
}

/** VNET_SYSINIT(identifier, subsystem, order, handler, argument) and its counterpart. */
function isConstructor({ role, parameterCount }: MacroRole): boolean {
  return (role === 'sysinit' || role === 'sysuninit') && parameterCount >= 5;
}

function placeOf({ role }: MacroRole): VariableSubject['as'] {
  if (role === 'define') return 'definition';
  return role === 'declare' ? 'declaration' : 'access';
}

/** The virtualized global at the root of an access. */
function rootVariable(file: TokenFile, root: number, names: NameMeanings): VariableSubject | undefined {
  const word = file.spelling(root);
  const role = names.roles.get(word);
  if (role !== undefined) {
    if (role.role !== 'value' && role.role !== 'pointer') return undefined;
    const name = invocationAt(file, root)?.arguments[role.nameArgument]?.from;
    if (name === undefined || file.kind[name] !== T_IDENT) return undefined;
    return {
      kind: 'variable',
      set: role.set,
      name: file.spelling(name),
      span: spotOf(file, name, name),
      as: 'access',
      isPointer: role.role === 'pointer',
    };
  }
  const accessor = names.accessor(word);
  return accessor === undefined
    ? undefined
    : {
        kind: 'variable',
        set: accessor.set,
        name: accessor.variable,
        span: spotOf(file, root, root),
        as: 'accessor',
        isPointer: accessor.isPointer,
      };
}
