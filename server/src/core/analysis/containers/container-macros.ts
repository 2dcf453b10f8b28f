import { ARGUMENT } from '../../vnet/macro-roles.ts';
import type { VimageMode } from './vimage-modes.ts';

/** What a macro of one parameter does with a container, from its expansion in each mode. */
export interface ContainerMacro {
  readonly name: string;
  /** `member` is VNET_INET(sym), `init` is INIT_VNET_INET(vnet). */
  readonly role: 'member' | 'init';
  /** The pointer that it uses with options VIMAGE: `vnet_inet`; undefined in trees that have no such option yet. */
  readonly base: string | undefined;
  /** The one instance of the default mode: `vnet_inet_0`. */
  readonly instance: string | undefined;
  /** The container's tag, if the macro names it. */
  readonly tag: string | undefined;
  /** The prefix of the member's name before the variable's: `_`. */
  readonly prefix: string;
}

/** The expansions of `M(vnetscope_argument_0)`; undefined if the mode could not be expanded. */
export type Expansions = Readonly<Record<VimageMode, readonly string[] | undefined>>;

const WORD = `${ARGUMENT}0`;

/**
 * Undefined when the macro is no container's. `tag` is what follows `struct` in its replacement: before options VIMAGE
 * came (March 2009) INIT_VNET_INET was empty everywhere, and only its words say whose it is.
 */
export function classifyContainerMacro(
  name: string,
  tag: string | undefined,
  expansions: Expansions,
): ContainerMacro | undefined {
  if (isEmpty(expansions.static) && isEmpty(expansions.globals)) {
    const init =
      pointerDeclared(expansions.vimage ?? []) ??
      (isEmpty(expansions.vimage) && tag !== undefined ? { tag, base: undefined } : undefined);
    return init === undefined ? undefined : { name, role: 'init', ...init, instance: undefined, prefix: '_' };
  }
  const plain = bare(expansions.globals);
  const inStatic = memberOf(bare(expansions.static), '.');
  const inVimage = memberOf(bare(expansions.vimage), '->');
  const prefix = inStatic?.prefix ?? inVimage?.prefix;
  // An access macro is the plain global in one mode and a member in another; a macro that is the same in all modes is
  // not one.
  if (prefix === undefined || (expansions.globals !== undefined && (plain.length !== 1 || plain[0] !== WORD)))
    return undefined;
  return { name, role: 'member', base: inVimage?.object, instance: inStatic?.object, tag: undefined, prefix };
}

function isEmpty(words: readonly string[] | undefined): boolean {
  return words === undefined || words.every((word) => word === ';');
}

/** Without parentheses: they only group here. */
function bare(words: readonly string[] | undefined): readonly string[] {
  return (words ?? []).filter((word) => word !== '(' && word !== ')');
}

/** `object . _x` */
function memberOf(
  words: readonly string[],
  operator: '.' | '->',
): { readonly object: string; readonly prefix: string } | undefined {
  const [object, between, member] = words;
  if (words.length !== 3 || object === undefined || between !== operator || member?.endsWith(WORD) !== true)
    return undefined;
  return { object, prefix: member.slice(0, -WORD.length) };
}

/** `struct vnet_inet *vnet_inet = ...` */
function pointerDeclared(words: readonly string[]): { readonly tag: string; readonly base: string } | undefined {
  for (let i = 0; i + 4 < words.length; i++) {
    const [tag, base] = [words[i + 1], words[i + 3]];
    if (
      words[i] === 'struct' &&
      words[i + 2] === '*' &&
      words[i + 4] === '=' &&
      tag !== undefined &&
      base !== undefined &&
      words.includes(WORD)
    )
      return { tag, base };
  }
  return undefined;
}
