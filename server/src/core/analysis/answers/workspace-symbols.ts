import { compareText } from '../../collections/compare-text.ts';
import { sysctlName } from '../../vnet/file-facts.ts';
import type { Spot } from '../../text/spot.ts';
import { locationOf, type Location } from './answer-terms.ts';
import type { DocumentSymbol } from './document-symbols.ts';
import type { Session } from '../session/session.ts';

export interface WorkspaceSymbol {
  readonly kind: DocumentSymbol['kind'];
  readonly name: string;
  /** What it belongs to, or what it is about. */
  readonly container: string;
  readonly at: Location;
}

const MOST_SYMBOLS = 256;

/** The tree's definitions, accessors, sysctls and vnet constructors whose names match, best first. */
export function workspaceSymbols(session: Session, query: string): readonly WorkspaceSymbol[] {
  const wanted = query.toLowerCase();
  const matches: {
    readonly score: number;
    readonly kind: DocumentSymbol['kind'];
    readonly name: string;
    readonly container: string;
    readonly path: string;
    readonly spot: Spot;
  }[] = [];
  const offer = (kind: DocumentSymbol['kind'], name: string, container: string, path: string, spot: Spot): void => {
    const score = fit(name.toLowerCase(), wanted);
    if (score > 0) matches.push({ score: score + WEIGHT[kind], kind, name, container, path, spot });
  };
  for (const [path, facts] of session.index.files) {
    for (const fact of facts.definitions) offer('definition', fact.name, fact.macro, path, fact);
    for (const fact of facts.accessors) offer('accessor', fact.name, fact.variable, path, fact);
    for (const fact of facts.sysctls)
      if (fact.variable !== undefined) offer('sysctl', sysctlName(fact), fact.variable, path, fact);
    for (const fact of facts.sysinits) offer('sysinit', fact.identifier, fact.handler, path, fact);
  }
  matches.sort(
    (a, b) =>
      b.score - a.score ||
      a.name.length - b.name.length ||
      compareText(a.name, b.name) ||
      compareText(a.path, b.path) ||
      a.spot.start - b.spot.start,
  );
  return matches.slice(0, MOST_SYMBOLS).map(({ kind, name, container, path, spot }) => ({
    kind,
    name,
    container,
    at: locationOf(session, path, { start: spot.start, end: spot.end }),
  }));
}

/** Among names that match equally well, the variable comes first. */
const WEIGHT: Readonly<Record<DocumentSymbol['kind'], number>> = {
  definition: 4,
  accessor: 3,
  sysctl: 2,
  sysinit: 1,
  declaration: 0,
};

/** 0: no match; else the greater the better. `wanted` matches a name that contains its letters in that order. */
function fit(name: string, wanted: string): number {
  if (wanted === '') return 10;
  if (name === wanted) return 50;
  if (name.startsWith(wanted)) return 40;
  if (name.includes(wanted)) return 30;
  let at = 0;
  for (const letter of wanted) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return 0;
  }
  return 20;
}
