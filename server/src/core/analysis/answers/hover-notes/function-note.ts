import { locationOf } from '../answer-terms.ts';
import { curvnetCallers } from '../curvnet/curvnet-callers.ts';
import { curvnetSummary } from '../curvnet/curvnet-text.ts';
import type { Piece } from '../hover-piece.ts';
import { listed, type NoteHover, type Word } from './note.ts';

/**
 * A function where it is named: as which constructors or destructors of vnets it is registered, whether it needs
 * curvnet, and who sets that. Functions that have nothing to do with vnets are other tools' business.
 */
export function functionNote({ session, path, text }: Word): NoteHover['lines'] | undefined {
  const { flow } = session;
  const [target, ...others] = flow?.resolve(path, text) ?? [];
  if (flow === undefined || target === undefined) return undefined;
  const lines: (readonly Piece[])[] = [];
  const registered = session.index.sysinits.filter(
    ({ path: file, fact }) => fact.handler === text && flow.resolve(file, text).includes(target),
  );
  for (const { path: file, fact } of registered) {
    const isDestructor = fact.kind === 'sysuninit';
    lines.push([
      `${isDestructor ? 'destructor' : 'constructor'} of vnets: `,
      isDestructor ? 'runs in each vnet that goes at ' : 'runs in each new vnet at ',
      { code: fact.subsystem },
      ', ',
      { code: fact.order },
      ', registered as ',
      { link: locationOf(session, file, fact), text: fact.identifier },
    ]);
  }
  if (target.needs !== undefined && others.length === 0) {
    const answer = curvnetCallers(flow, target);
    lines.push([curvnetSummary(answer)]);
    const calls = flow
      .callers(target)
      .map(({ node, call }): Piece => ({ link: locationOf(session, node.path, call), text: node.flow.name }));
    if (calls.length > 0) lines.push(['called by ', ...listed(calls)]);
  }
  if (lines.length === 0) return undefined;
  return [[{ strong: { code: `${text}()` } }, ` ${session.workspace.belowSys(target.path)}`], ...lines];
}
