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

/** What sys/conf/files says of a source: "optional tcp_pcap inet"; undefined when it does not name it. */
export function filesLine(session: Session, path: string): string | undefined {
  const { workspace } = session;
  const name = workspace.belowSys(path);
  for (const list of ['conf/files', `conf/files.${workspace.kernel.machine}`]) {
    const text = workspace.files.read(workspace.inSys(list)) ?? '';
    const at = text.startsWith(`${name}\t`) || text.startsWith(`${name} `) ? 0 : text.search(lineOf(name));
    if (at < 0) continue;
    const line = text.slice(at).replace(/\\\n/g, ' ').trimStart().split('\n')[0] ?? '';
    const rest = line.slice(name.length).replace(/#.*/, '').replace(/\s+/g, ' ').trim();
    return `sys/${list}: ${rest.replace(/ (compile-with|dependency|no-implicit-rule|clean) .*/, '')}`;
  }
  return undefined;
}

function lineOf(name: string): RegExp {
  return new RegExp(`\\n${name.replace(/[.+]/g, '\\$&')}[ \\t]`);
}
