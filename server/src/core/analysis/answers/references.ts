import type { TokenFile } from '../../lexer/token-file.ts';
import { T_PUNCT } from '../../lexer/token-kinds.ts';
import * as P from '../../lexer/punctuators.ts';
import type { FileFacts } from '../../vnet/file-facts.ts';
import type { Spot } from '../../text/spot.ts';
import { invocationAt } from '../../written/invocations.ts';
import { locationOf, type Location } from './answer-terms.ts';
import { subjectAt, type VariableSubject } from './cursor-subject.ts';
import { nameMeanings } from './name-meanings.ts';
import type { Session } from '../session/session.ts';
import { identifierAt } from '../../written/token-at.ts';
import { isSameVariable, variableFacts } from './variable-facts.ts';

/** Every place that names the virtualized global at an offset, over the whole tree, by file and place. */
export function referencesAt(
  session: Session,
  path: string,
  offset: number,
  includeDeclarations: boolean,
): readonly Location[] {
  const subject = variableAt(session, path, offset);
  if (subject === undefined) return [];
  const names = namesOf(session, path, subject);
  const isMeant = isSameVariable(session, path, subject.set, subject.name);
  const found: Location[] = [];
  for (const file of [...session.index.files.keys()].sort()) {
    const facts = isMeant(file) ? session.index.files.get(file) : undefined;
    if (facts === undefined) continue;
    for (const spot of bySpot([
      ...mentions(facts, subject, names, includeDeclarations),
      ...statisticsIn(session, file, facts, subject.name),
    ]))
      found.push(locationOf(session, file, spot));
  }
  return found;
}

export interface Highlight extends Spot {
  readonly kind: 'read' | 'write' | 'name';
}

/** The places of this file that name the virtualized global at an offset; reads and writes told apart. */
export function highlightsAt(session: Session, path: string, offset: number): readonly Highlight[] {
  const subject = variableAt(session, path, offset);
  const tokens = session.tokens(path);
  const facts = session.facts(path);
  if (subject === undefined || tokens === undefined || facts === undefined) return [];
  const uses = new Set<number>();
  const names = namesOf(session, path, subject);
  for (const name of names) for (const start of facts.uses.get(name) ?? []) uses.add(start);
  return bySpot([...mentions(facts, subject, names, true), ...statisticsIn(session, path, facts, subject.name)]).map(
    (spot) => ({
      ...spot,
      kind: uses.has(spot.start) ? accessKind(tokens, spot.start) : ('name' as const),
    }),
  );
}

/** The virtualized global named at an offset. */
export function variableAt(session: Session, path: string, offset: number): VariableSubject | undefined {
  const tokens = session.tokens(path);
  const subject = tokens === undefined ? undefined : subjectAt(tokens, offset, nameMeanings(session, path));
  return subject?.kind === 'variable' ? subject : undefined;
}

/** The variable's own name and its accessors'. */
function namesOf(session: Session, path: string, { set, name }: VariableSubject): ReadonlySet<string> {
  return new Set([name, ...variableFacts(session, path, set, name).accessors.map(({ fact }) => fact.name)]);
}

/** Where a file names a variable, by itself or by one of its accessors. */
export function mentions(
  facts: FileFacts,
  { set, name }: VariableSubject,
  names: ReadonlySet<string>,
  includeDeclarations: boolean,
): readonly Spot[] {
  const spots: Spot[] = [];
  const add = ({ start, end }: Spot): void => void spots.push({ start, end });
  for (const used of names) for (const start of facts.uses.get(used) ?? []) add({ start, end: start + used.length });
  if (includeDeclarations) {
    for (const fact of [...facts.definitions, ...facts.declarations])
      if (fact.set === set && fact.name === name) add(fact);
    for (const fact of facts.accessors) {
      if (fact.set !== set || fact.variable !== name) continue;
      add(fact);
      add(fact.variableSpot);
    }
  }
  return spots.sort((a, b) => a.start - b.start);
}

/** Statistics as VNET_PCPUSTAT_SYSINIT(x) and its counterpart name them: a registration without a level. */
function statisticsIn(session: Session, path: string, { sysinits }: FileFacts, name: string): readonly Spot[] {
  const named = sysinits.filter(({ identifier, subsystem }) => identifier === name && subsystem === '');
  if (named.length === 0) return [];
  const text = session.tokens(path)?.text ?? '';
  return named.flatMap(({ start, end }) => {
    const at = text.slice(start, end).search(new RegExp(`\\b${name}\\b`));
    return at < 0 ? [] : [{ start: start + at, end: start + at + name.length }];
  });
}

function bySpot(spots: readonly Spot[]): readonly Spot[] {
  return [...spots].sort((a, b) => a.start - b.start);
}

const ASSIGNMENTS: ReadonlySet<number> = new Set([
  P.P_ASSIGN,
  P.P_MUL_ASSIGN,
  P.P_DIV_ASSIGN,
  P.P_MOD_ASSIGN,
  P.P_ADD_ASSIGN,
  P.P_SUB_ASSIGN,
  P.P_SHL_ASSIGN,
  P.P_SHR_ASSIGN,
  P.P_AND_ASSIGN,
  P.P_XOR_ASSIGN,
  P.P_OR_ASSIGN,
]);

/** Classifies a use by the tokens around it: an assignment, ++ or -- is a write, everything else a read. */
function accessKind(tokens: TokenFile, start: number): 'read' | 'write' {
  const name = identifierAt(tokens, start);
  let first = name;
  let last = name;
  // VNET(x) = 1 writes to the whole invocation.
  if (tokens.isPunct(name - 1, P.P_LPAREN)) {
    const around = invocationAt(tokens, name - 2);
    if (around !== undefined && around.close === name + 1) {
      first = name - 2;
      last = around.close;
    }
  }
  const after = tokens.kind[last + 1] === T_PUNCT ? (tokens.value[last + 1] ?? -1) : -1;
  const isStep =
    after === P.P_INC || after === P.P_DEC || tokens.isPunct(first - 1, P.P_INC) || tokens.isPunct(first - 1, P.P_DEC);
  return isStep || ASSIGNMENTS.has(after) ? 'write' : 'read';
}
