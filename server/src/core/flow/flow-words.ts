import type { Interner } from '../lexer/interner.ts';
import type { MacroRole, MacroRoles } from '../vnet/macro-roles.ts';
import {
  W_ASSIGN,
  W_LOCK,
  W_LOCK_NOSLEEP,
  W_NONE,
  W_RESTORE,
  W_SET,
  W_UNLOCK,
  W_UNLOCK_NOSLEEP,
} from './curvnet-paths.ts';
import type { Wait } from './file-flow.ts';
import { ASSERTS_CURVNET, HANDLER_CALLS, type HandlerCall } from './handler-calls.ts';
import { RESTORE_MACRO, SET_MACROS, type MacroEffect, type MacroTable } from './macro-table.ts';
import { RESOURCE_CALLS, type ResourceCall } from './resource-calls.ts';
import { isKnownCall } from './source-head.ts';
import { NEVER_RETURNING, NOWAIT_FLAGS, WAIT_FLAGS } from './sleeping-calls.ts';

/** The effect of a name on the flow of a function, if it is more than a function's name. */
export interface FlowWord {
  readonly spelling: string;
  /** W_ code. */
  readonly effect: number;
  readonly role: MacroRole | undefined;
  readonly macro: MacroEffect | undefined;
  readonly handler: HandlerCall | undefined;
  readonly resource: ResourceCall | undefined;
  readonly isVnetLoop: boolean;
  readonly neverReturns: boolean;
  /** It is a flag of malloc(9). */
  readonly wait: Wait;
  /** It announces an event to handlers. */
  readonly isAnnouncement: boolean;
  /** It has an effect even if no `(` follows. */
  readonly isPlain: boolean;
}

/** The macros of net/vnet.h around the list of vnets, and those that only net/vnet.c has. */
const LOCKS: ReadonlyMap<string, number> = new Map([
  ['VNET_LIST_RLOCK', W_LOCK],
  ['VNET_LIST_RUNLOCK', W_UNLOCK],
  ['VNET_LIST_WLOCK', W_LOCK_NOSLEEP],
  ['VNET_LIST_WUNLOCK', W_UNLOCK_NOSLEEP],
  ['VNET_LIST_RLOCK_NOSLEEP', W_LOCK_NOSLEEP],
  ['VNET_LIST_RUNLOCK_NOSLEEP', W_UNLOCK_NOSLEEP],
]);

const OTHERS = [
  ASSERTS_CURVNET,
  'curvnet',
  'vnet0',
  'VNET_FOREACH',
  'IS_DEFAULT_VNET',
  'EVENTHANDLER_INVOKE',
  'EVENTHANDLER_DIRECT_INVOKE',
];

/** Meanings of names by interned id; a source's own macros stand before the headers'. */
export class FlowWords {
  readonly macros: MacroTable;
  private readonly roles: MacroRoles;
  private readonly interner: Interner;
  private readonly shared: (FlowWord | undefined)[] = [];

  constructor(roles: MacroRoles, macros: MacroTable, interner: Interner) {
    this.roles = roles;
    this.macros = macros;
    this.interner = interner;
    const names = [
      ...roles.keys(),
      ...macros.sharedNames(),
      ...HANDLER_CALLS.keys(),
      ...RESOURCE_CALLS.keys(),
      ...LOCKS.keys(),
      ...SET_MACROS,
      RESTORE_MACRO,
      ...NEVER_RETURNING,
      ...WAIT_FLAGS,
      ...NOWAIT_FLAGS,
      ...OTHERS,
    ];
    for (const name of names) {
      const id = interner.intern(name);
      this.shared[id] ??= this.make(name, '');
    }
  }

  /** What the names in the file `path` mean; undefined for a plain one. */
  of(path: string): (id: number) => FlowWord | undefined {
    const { shared } = this;
    /** Its own macros, and the headers' that it is known to see or not to see. */
    const decided = new Map<number, FlowWord | undefined>();
    for (const name of this.macros.ownNames(path)) decided.set(this.interner.intern(name), this.make(name, path));
    return (id) => {
      const word = shared[id];
      if (decided.has(id)) return decided.get(id);
      if (word === undefined || word.macro === undefined) return word;
      const seen = this.macros.isVisible(word.spelling, path) ? word : undefined;
      decided.set(id, seen);
      return seen;
    };
  }

  private make(spelling: string, path: string): FlowWord {
    const alias = this.macros.otherNameOf(spelling, path);
    if (alias !== undefined) return this.make(alias, path);
    const role = this.roles.get(spelling);
    const macro = this.macros.effect(spelling, path);
    const isKnown =
      role !== undefined ||
      SET_MACROS.has(spelling) ||
      spelling === RESTORE_MACRO ||
      LOCKS.has(spelling) ||
      OTHERS.includes(spelling) ||
      // A source's own macro of that name is what the source makes of it.
      (isKnownCall(spelling) && !this.macros.isOwn(spelling, path));
    const effect = SET_MACROS.has(spelling)
      ? W_SET
      : spelling === RESTORE_MACRO
        ? W_RESTORE
        : spelling === 'curvnet'
          ? W_ASSIGN
          : (LOCKS.get(spelling) ?? ofMacro(macro));
    return {
      spelling,
      effect,
      role,
      macro: isKnown ? undefined : macro,
      handler: HANDLER_CALLS.get(spelling),
      resource: RESOURCE_CALLS.get(spelling),
      isVnetLoop: spelling === 'VNET_FOREACH',
      neverReturns: NEVER_RETURNING.has(spelling),
      wait: WAIT_FLAGS.has(spelling) ? 'may' : NOWAIT_FLAGS.has(spelling) ? 'must-not' : 'unsaid',
      isAnnouncement: spelling.startsWith('EVENTHANDLER_') && spelling.endsWith('INVOKE'),
      isPlain:
        spelling === 'curvnet' || spelling === 'vnet0' || (macro !== undefined && macro.parameters === undefined),
    };
  }
}

/** A wrapper of CURVNET_SET or of CURVNET_RESTORE; one with both is a scope of its own. */
function ofMacro(macro: MacroEffect | undefined): number {
  if (macro === undefined || macro.setsCurvnet === macro.restoresCurvnet) return W_NONE;
  return macro.setsCurvnet ? W_SET : W_RESTORE;
}
