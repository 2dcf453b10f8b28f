import { conditionsAt } from '../../written/conditions.ts';
import type { Session } from '../session/session.ts';

/** The #if lines around a place, as written: `#ifdef INET6`; undefined when there are none. */
export function conditionsAround(session: Session, path: string, offset: number): string | undefined {
  const tokens = session.tokens(path);
  const found = tokens === undefined ? [] : conditionsAt(tokens, offset);
  // A header's guard says nothing.
  const told = found.filter(({ text }) => !/^ifndef\s+_\w*_H_?\b/.test(text));
  return told.length === 0 ? undefined : told.map(({ text }) => `#${text}`).join(', ');
}
