import { sysctlName, type FileFacts } from '../../vnet/file-facts.ts';
import type { Spot } from '../../text/spot.ts';
import { declarationText } from './answer-terms.ts';
import type { Session } from '../session/session.ts';

/** The outline of a file: what belongs to VNET and DPCPU, nothing else. */
export interface DocumentSymbol {
  readonly kind: 'definition' | 'declaration' | 'accessor' | 'sysctl' | 'sysinit';
  readonly name: string;
  readonly detail: string;
  /** The whole construct. */
  readonly range: Spot;
  /** The name inside it. */
  readonly selection: Spot;
  readonly children: readonly DocumentSymbol[];
}

/**
 * The file's constructs in order. An accessor or a sysctl that directly follows its variable's definition is a child of
 * it.
 */
export function documentSymbols(session: Session, path: string): readonly DocumentSymbol[] {
  const facts = session.facts(path);
  const text = session.tokens(path)?.text;
  return facts === undefined || text === undefined ? [] : nested(entries(facts, text));
}

interface Entry extends Omit<DocumentSymbol, 'children'> {
  /** The variable that it is about. */
  readonly variable: string | undefined;
}

function entries(facts: FileFacts, text: string): readonly Entry[] {
  const found: Entry[] = [];
  for (const kind of ['definition', 'declaration'] as const) {
    for (const fact of facts[`${kind}s`]) {
      found.push({
        kind,
        name: fact.name,
        detail: `${fact.isStatic ? 'static ' : ''}${fact.type === '' ? fact.macro : declarationText(fact.type, '').trim()} · ${fact.macro}`,
        range: { start: fact.macroStart, end: statementEnd(text, fact.end) },
        selection: spot(fact),
        variable: fact.name,
      });
    }
  }
  for (const fact of facts.accessors) {
    found.push({
      kind: 'accessor',
      name: fact.name,
      detail: `${fact.macro}(${fact.variable})`,
      range: { start: fact.start, end: Math.max(fact.end, fact.variableSpot.end) },
      selection: { start: fact.start, end: fact.end },
      variable: fact.variable,
    });
  }
  for (const fact of facts.sysctls) {
    if (fact.variable === undefined) continue;
    found.push({
      kind: 'sysctl',
      name: sysctlName(fact),
      detail: `${fact.macro} of ${fact.variable}`,
      range: spot(fact),
      selection: fact.variableSpot ?? spot(fact),
      variable: fact.variable,
    });
  }
  for (const fact of facts.sysinits) {
    found.push({
      kind: 'sysinit',
      name: fact.identifier,
      detail: `${fact.kind === 'sysinit' ? 'vnet constructor' : 'vnet destructor'} ${fact.handler} at ${fact.subsystem}, ${fact.order}`,
      range: spot(fact),
      selection: spot(fact),
      variable: undefined,
    });
  }
  return found.sort((a, b) => a.range.start - b.range.start || b.range.end - a.range.end);
}

function spot({ start, end }: Spot): Spot {
  return { start, end };
}

/** A definition with the constructs that directly follow it and name the same variable. Its range covers them. */
function nested(flat: readonly Entry[]): readonly DocumentSymbol[] {
  const top: DocumentSymbol[] = [];
  let owner: { symbol: DocumentSymbol; children: DocumentSymbol[]; variable: string } | undefined;
  for (const { variable, ...entry } of flat) {
    const isPart =
      owner !== undefined && variable === owner.variable && (entry.kind === 'accessor' || entry.kind === 'sysctl');
    if (isPart && owner !== undefined) {
      owner.children.push({ ...entry, children: [] });
      top[top.length - 1] = {
        ...owner.symbol,
        range: { start: owner.symbol.range.start, end: Math.max(owner.symbol.range.end, entry.range.end) },
        children: owner.children,
      };
      owner.symbol = top[top.length - 1] as DocumentSymbol;
      continue;
    }
    const symbol: DocumentSymbol = { ...entry, children: [] };
    top.push(symbol);
    owner = entry.kind === 'definition' && variable !== undefined ? { symbol, children: [], variable } : undefined;
  }
  return top;
}

/** Offset after the `;` that ends a declaration, on the same line or where its initializer ends. */
function statementEnd(text: string, from: number): number {
  const semicolon = text.indexOf(';', from);
  if (semicolon < 0) return from;
  const between = text.slice(from, semicolon);
  return between.includes('\n\n') ? text.indexOf('\n', from) : semicolon + 1;
}
