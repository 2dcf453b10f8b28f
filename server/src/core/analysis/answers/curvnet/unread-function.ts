import { lowerBound } from '../../../collections/lower-bound.ts';
import { outlineOf } from '../../../written/outline.ts';
import type { Session } from '../../session/session.ts';
import type { FlowSpot } from './curvnet-callers.ts';

/** A function whose callers are not known, and why. */
interface UnreadFunction {
  readonly at: FlowSpot;
  /** One line. */
  readonly summary: string;
}

/** The function around an offset that the flow of the tree does not have; undefined outside functions. */
export function unreadFunction(session: Session, path: string, offset: number): UnreadFunction | undefined {
  const file = session.tokens(path);
  if (file === undefined) return undefined;
  const token = lowerBound(file.start, offset + 1) - 1;
  const head = outlineOf(file).find((item) => item.head !== undefined && item.from <= token && token < item.to)?.head;
  if (head === undefined) return undefined;
  const name = file.spelling(head.name);
  const where = session.workspace.belowSys(path);
  const why = session.index.checked.includes(path)
    ? `no configuration compiles it as it stands in ${where}`
    : `calls in ${where} are not followed: it names no virtualized global, and hands nothing over that calls into the network`;
  return {
    at: { path, start: file.start[head.name] as number, end: file.end[head.name] as number },
    summary: `who sets curvnet for ${name} is unknown, because ${why}`,
  };
}
