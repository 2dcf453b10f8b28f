import type { Session } from '../session/session.ts';
import { confFileKind } from './kernconf-file/conf-names.ts';

export const isScenario = (path: string): boolean => path.endsWith('.scenario');

/** False for documents of other languages of the tree: configurations, lists of sys/conf, scenarios. */
export function isReadAsC(session: Session, path: string): boolean {
  return confFileKind(session, path) === undefined && !isScenario(path);
}
