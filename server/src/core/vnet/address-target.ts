import type { AddressBase } from '../abi/constant.ts';
import type { LayoutEngine } from '../abi/layout-engine.ts';
import { SYMBOL_PREFIX, type InstanceSet } from './set-variables.ts';

/**
 * What an address constant points to, free of the unit that it stands in. `Home` says of a member where it is defined:
 * `isHere` in this unit; for a whole image its position in it.
 */
export type AddressTarget<Home = { readonly isHere: boolean }> =
  | { readonly kind: 'function' | 'object'; readonly symbol: string }
  /** A string literal; its bytes as Latin-1 text, without the null at the end. */
  | { readonly kind: 'string'; readonly text: string }
  /** An unnamed object: a compound literal, a label. */
  | { readonly kind: 'literal' }
  /** The reference copy of a virtualized global. */
  | (Home & {
      readonly kind: 'member';
      readonly set: InstanceSet;
      readonly name: string;
      readonly symbol: string;
    });

/** Names what an address is based on; `here` has the symbols of the members that the unit defines. */
export function addressTarget(engine: LayoutEngine, base: AddressBase, here: ReadonlySet<string>): AddressTarget {
  switch (base.kind) {
    case 'string':
      return { kind: 'string', text: String.fromCharCode(...base.units) };
    case 'literal':
    case 'label':
    case 'local':
      return { kind: 'literal' };
    case 'symbol': {
      const symbol = engine.symbolName(base.name);
      // A declaration (VNET_DECLARE) has no section: the prefix alone tells what it declares.
      for (const set of ['set_vnet', 'set_pcpu'] as const) {
        const prefix = SYMBOL_PREFIX[set];
        if (symbol.startsWith(prefix))
          return { kind: 'member', set, name: symbol.slice(prefix.length), symbol, isHere: here.has(symbol) };
      }
      const isFunction = engine.unit
        .entities(base.name)
        .some(({ kind }) => kind === 'function' || kind === 'definition');
      return { kind: isFunction ? 'function' : 'object', symbol };
    }
  }
}
