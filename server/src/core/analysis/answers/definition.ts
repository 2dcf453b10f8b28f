import type { Spot } from '../../text/spot.ts';
import { locationOf, type Location } from './answer-terms.ts';
import { subjectAt } from './cursor-subject.ts';
import { nameMeanings } from './name-meanings.ts';
import type { Session } from '../session/session.ts';
import { variableFacts } from './variable-facts.ts';

export interface Target {
  /** The name that was asked about. */
  readonly origin: Spot;
  readonly places: readonly Location[];
}

/**
 * Where the virtualized global at an offset is defined. The definition that this file means comes first; static
 * namesakes of other files are left out. Without a definition, the declarations are the answer.
 */
export function definitionAt(session: Session, path: string, offset: number): Target | undefined {
  return targetAt(session, path, offset, 'definitions', 'declarations');
}

/**
 * Where the virtualized global at an offset is declared (VNET_DECLARE); its definitions, when it is declared nowhere.
 */
export function declarationAt(session: Session, path: string, offset: number): Target | undefined {
  return targetAt(session, path, offset, 'declarations', 'definitions');
}

type Kind = 'definitions' | 'declarations';

function targetAt(session: Session, path: string, offset: number, kind: Kind, otherwise: Kind): Target | undefined {
  const tokens = session.tokens(path);
  const subject = tokens === undefined ? undefined : subjectAt(tokens, offset, nameMeanings(session, path));
  if (subject?.kind !== 'variable') return undefined;
  const facts = variableFacts(session, path, subject.set, subject.name);
  const [first] = facts.definitions;
  const isHere = first?.path === path;
  const meant = {
    definitions: facts.definitions.filter(({ path: file, fact }) =>
      isHere ? file === path : !fact.isStatic || facts.definitions.every((one) => one.fact.isStatic),
    ),
    declarations: facts.declarations,
  };
  const chosen = meant[kind].length > 0 ? meant[kind] : meant[otherwise];
  return { origin: subject.span, places: chosen.map((one) => locationOf(session, one.path, one.fact)) };
}
