import { isInherited } from '../flow/file-flow.ts';
import type { TreeFunction } from '../flow/tree-flow.ts';
import { P_LPAREN } from '../lexer/punctuators.ts';
import { T_EOF, T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import type { RuleContext } from './rule.ts';

/**
 * It is handed to SYSINIT or to module(9), to nothing else, and who calls it runs once too, in the vnet that it runs
 * in: one that goes over the vnets sets curvnet.
 */
export function runsOnce(
  context: Pick<RuleContext, 'tree'>,
  maker: TreeFunction,
  above: readonly TreeFunction[] = [],
): boolean {
  const { flow } = context.tree;
  const places = flow.contexts.handedOver(maker);
  const callers = flow.callers(maker);
  if (
    above.includes(maker) ||
    places.length + callers.length === 0 ||
    (places.length === 0 && !isOnlyCalled(context, maker))
  )
    return false;
  return (
    places.every(({ registration: { kind } }) => kind === 'sysinit' || kind === 'module') &&
    callers.every(({ node, call }) => isInherited(call.state) && runsOnce(context, node, [...above, maker]))
  );
}

/**
 * A static function whose name stands nowhere without its parentheses: no table holds it, and no other file sees it.
 */
function isOnlyCalled({ tree }: Pick<RuleContext, 'tree'>, { path, flow }: TreeFunction): boolean {
  const tokens = flow.isStatic ? tree.tokens(path) : undefined;
  if (tokens === undefined) return false;
  for (let i = 0; tokens.kind[i] !== T_EOF; i++) {
    if (
      tokens.kind[i] === T_IDENT &&
      tokens.isIdentifier(i, flow.name) &&
      !(tokens.kind[i + 1] === T_PUNCT && tokens.value[i + 1] === P_LPAREN)
    )
      return false;
  }
  return true;
}
