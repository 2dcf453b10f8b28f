import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import type { Spot } from '../text/spot.ts';
import { once } from '../text/worked-out.ts';
import { invocationAt } from '../written/invocations.ts';
import { isHandedOver } from './handler-calls.ts';

/** A function that is put where a subsystem finds it: `.pr_bind = f`, SYSCTL_PROC(..., f, ...). */
export interface Method extends Spot {
  readonly handler: string;
  /** What it was put there with: .pr_bind, SYSCTL_PROC. */
  readonly via: string;
  /** As what it is called, of which the first that anything calls is meant: `.pr_bind`, or a macro of kobj(9). */
  readonly called: readonly string[];
}

/**
 * Members whose prefix belongs to one record: struct protosw, pr_usrreqs, domain (sys/protosw.h), ifnet (net/if_var.h),
 * the cloner, the protocols of netisr(9), the links of pfil(9), moduledata_t, USB's messages.
 */
const METHOD =
  /^(?:pru?|dom|if|ifcs?|ifca|np|oid)_[a-z0-9_]+$|^(?:evhand|pm_callback|pfil_func|link_func|link_mbuf_chk|link_mem_chk|(?:create|modify|dump)_nl)$/;

/** Members of struct ng_type (netgraph/netgraph.h) have no prefix: they mean it only in files that name it. */
const NODE_METHOD = /^(?:constructor|rcvmsg|shutdown|newhook|findhook|connect|rcvdata|disconnect|close)$/;

/** Pointers of functions by number: netinet/ip_input.c, netinet6/ip6_input.c. */
const ARRAYS: ReadonlySet<string> = new Set(['ip_protox', 'ip6_protox', 'ip_ctlprotox', 'ip6_ctlprotox']);

/**
 * What a member of the record that is registered is called as: netisr_register() (net/netisr.c), pfil_add_hook()
 * (net/pfil.c) and if_clone.c copy it.
 */
const COPIED: ReadonlyMap<string, string> = new Map([
  ['nh_handler', 'np_handler'],
  ['nh_drainedcpu', 'np_drainedcpu'],
  ['pa_mbuf_chk', 'link_mbuf_chk'],
  ['pa_mem_chk', 'link_mem_chk'],
  ['pa_func', 'link_func'],
  ['create_f', 'ifc_create'],
  ['destroy_f', 'ifc_destroy'],
  ['create_nl_f', 'create_nl'],
  ['modify_nl_f', 'modify_nl'],
  ['dump_nl_f', 'dump_nl'],
]);

/** net/if_bridgevar.h, of which no function is read: it has no virtualized global. */
const ALSO_CALLED: ReadonlyMap<string, string> = new Map([
  ['if_bridge_input', 'BRIDGE_INPUT'],
  ['if_bridge_output', 'BRIDGE_OUTPUT'],
]);

/** Interfaces that put a function into such a member: the argument's index, and what it is called as. */
const PUT: ReadonlyMap<string, readonly (readonly [index: number, ...called: string[]])[]> = new Map([
  ...both('ipproto_register IPPROTO_REGISTER', [1, '.ip_protox'], [2, '.ip_ctlprotox']),
  ...both('ip6proto_register IP6PROTO_REGISTER', [1, '.ip6_protox'], [2, '.ip6_ctlprotox']),
  ...both('SYSCTL_PROC SYSCTL_VNET_PROC', [6, '.oid_handler']),
  ...both('SYSCTL_NODE', [4, '.oid_handler']),
  ...both('SYSCTL_ADD_PROC', [7, '.oid_handler']),
  ...both('SYSCTL_ADD_NODE', [5, '.oid_handler']),
  ...both('if_clone_simple', [1, '.ifcs_create'], [2, '.ifcs_destroy']),
  ...both('if_clone_advanced', [3, '.ifca_create', '.ifc_create'], [4, '.ifca_destroy', '.ifc_destroy']),
  ...both('if_setioctlfn', [1, '.if_ioctl']),
  ...both('if_setinitfn', [1, '.if_init']),
  ...both('if_setstartfn', [1, '.if_start']),
  ...both('if_settransmitfn', [1, '.if_transmit']),
  ...both('if_setqflushfn', [1, '.if_qflush']),
  ...both('if_setoutputfn', [1, '.if_output']),
  ...both('if_setinputfn', [1, '.if_input']),
  ...both('if_setreassignfn', [1, '.if_reassign']),
  ...both('pfil_add_hook', [0, '.pfil_func']),
  // dev/usb/net/usb_ethernet.c
  ...both('ue_queue_command', [1, '.pm_callback']),
]);

type Argument = readonly [index: number, ...called: string[]];

function both(names: string, ...puts: Argument[]): readonly (readonly [string, readonly Argument[]])[] {
  return names.split(' ').map((name) => [name, puts] as const);
}

/**
 * What is called at an identifier when it is a member, or an element: `.pr_bind` of `(*pr->pr_bind)(so)`, `.ip_protox`
 * of `ip_protox[n](m)`; undefined for any other.
 */
export function calledThrough(file: TokenFile, i: number): string | undefined {
  const isMember = file.isPunct(i - 1, P.P_ARROW) || file.isPunct(i - 1, P.P_DOT);
  if (isMember || file.isPunct(i - 1, P.P_STAR)) {
    const isCall = file.isPunct(i + 1, P.P_LPAREN)
      ? isMember
      : file.isPunct(i + 1, P.P_RPAREN) && file.isPunct(i + 2, P.P_LPAREN);
    if (!isCall) return undefined;
    const name = file.spelling(i);
    if (isMember && METHOD.test(name) && !isOfOwnRecord(file, name)) return `.${name}`;
    const isOfNode = isMember ? NODE_METHOD.test(name) : name === 'rcvdata' || name === 'rcvmsg';
    return isOfNode && isOfNodes(file) ? `.${name}` : undefined;
  }
  if (!file.isPunct(i + 1, P.P_LBRACKET) || !ARRAYS.has(file.spelling(i))) return undefined;
  let at = i + 2;
  while (at < i + 12 && !file.isPunct(at, P.P_RBRACKET)) at++;
  // ip_protox[ip->ip_p], not ip_protox[f[n]]
  return file.isPunct(at + 1, P.P_LPAREN) ? `.${file.spelling(i)}` : undefined;
}

/** The same in the words of a macro: BRIDGE_INPUT is `(*(_ifp)->if_bridge_input)(_ifp, _m)`. */
export function calledInWords(words: readonly string[], i: number): string | undefined {
  const isCall = words[i + 1] === '(' || (words[i + 1] === ')' && words[i + 2] === '(');
  const word = words[i] ?? '';
  return isCall && (words[i - 1] === '->' || words[i - 1] === '.') && METHOD.test(word) ? `.${word}` : undefined;
}

/** A source declares a record of its own with that member: net/if_lagg.c has a pr_detach. */
function isOfOwnRecord(file: TokenFile, member: string): boolean {
  return file.path.endsWith('.c') && once(file, pointersIn).has(member);
}

/** Names that stand as `(*name)(`. */
function pointersIn({ text }: TokenFile): ReadonlySet<string> {
  return new Set([...text.matchAll(/\(\*(\w+)\)\(/g)].map(([, name]) => name ?? ''));
}

function isOfNodes(file: TokenFile): boolean {
  return once(file, namesNodeType);
}

function namesNodeType({ text }: TokenFile): boolean {
  return text.includes('ng_type');
}

/** The functions that a file puts where they are called through a pointer, by a #define's members too: UDP_PROTOSW. */
export function readMethods(file: TokenFile): readonly Method[] {
  const { kind, value } = file;
  const found: Method[] = [];
  // Of all tokens of the tree few are `name(` or `.name =`: those are told by numbers alone.
  for (let i = 0; i < file.count; i++) {
    if (kind[i] !== T_IDENT || kind[i + 1] !== T_PUNCT) continue;
    const next = value[i + 1];
    if (next === P.P_LPAREN) {
      if (isPut(file.spelling(i))) found.push(...putBy(file, i));
    } else if (next === P.P_ASSIGN && (file.isPunct(i - 1, P.P_DOT) || file.isPunct(i - 1, P.P_ARROW)))
      found.push(...assignedTo(file, i));
  }
  return found;
}

function assignedTo(file: TokenFile, i: number): readonly Method[] {
  const member = file.spelling(i);
  const called = COPIED.get(member) ?? member;
  if (!METHOD.test(called) && !(NODE_METHOD.test(called) && isOfNodes(file))) return [];
  if (isOfOwnRecord(file, member)) return [];
  const value = valueAt(file, i + 2);
  const after = value + 1;
  const isAlone = file.isPunct(after, P.P_COMMA) || file.isPunct(after, P.P_SEMI) || file.isPunct(after, P.P_RBRACE);
  const also = ALSO_CALLED.get(member);
  const names = also === undefined ? [`.${called}`] : [`.${called}`, also];
  return isAlone ? methodAt(file, value, `.${member}`, names) : [];
}

/** Past a cast and `&`. */
function valueAt(file: TokenFile, i: number): number {
  let at = i;
  if (file.isPunct(at, P.P_LPAREN)) {
    while (at < i + 8 && !file.isPunct(at, P.P_RPAREN)) at++;
    at++;
  }
  return file.isPunct(at, P.P_AMP) ? at + 1 : at;
}

function isPut(name: string): boolean {
  return PUT.has(name) || name === 'DEVMETHOD';
}

function putBy(file: TokenFile, i: number): readonly Method[] {
  const name = file.spelling(i);
  const puts = PUT.get(name);
  const invocation = invocationAt(file, i);
  if (invocation === undefined) return [];
  const lastOf = (index: number): number => (invocation.arguments[index]?.to ?? 0) - 1;
  if (puts !== undefined) return puts.flatMap(([index, ...called]) => methodAt(file, lastOf(index), name, called));
  // kobj(9): DEVICE_ATTACH(dev) calls the method device_attach. Those of HANDLER_CALLS are known already.
  const method = file.spelling(lastOf(0));
  return isHandedOver({ kind: 'bus-method' }, method)
    ? []
    : methodAt(file, lastOf(1), `${name} ${method}`, [method.toUpperCase()]);
}

function methodAt(file: TokenFile, i: number, via: string, called: readonly string[]): readonly Method[] {
  const handler = i < 0 || file.kind[i] !== T_IDENT ? 'NULL' : file.spelling(i);
  if (handler === 'NULL' || file.isPunct(i - 1, P.P_ARROW) || file.isPunct(i - 1, P.P_DOT)) return [];
  return [{ handler, via, called, start: file.start[i] as number, end: file.end[i] as number }];
}
