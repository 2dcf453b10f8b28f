import { invocationAt } from '../../../written/invocations.ts';
import { D_DEFINE, directiveTable } from '../../../preprocessor/directive-table.ts';
import { locationOf } from '../answer-terms.ts';
import { variableFacts } from '../variable-facts.ts';
import type { Session } from '../../session/session.ts';
import type { Piece } from '../hover-piece.ts';
import type { TokenFile } from '../../../lexer/token-file.ts';
import type { NoteHover, Word } from './note.ts';

/**
 * A macro such as TCPSTAT_INC(member): which statistics of each vnet it counts in. What it does is read from its own
 * #define in a header that the file reads.
 */
export function statisticsNote({ session, path, file, token, text }: Word): NoteHover['lines'] | undefined {
  if (!/^[A-Z][A-Z0-9_]*$/.test(text) || invocationAt(file, token) === undefined) return undefined;
  const found = findMacro(session, path, text);
  if (found === undefined) return undefined;
  const { variable, place, definedIn } = found;
  const facts = variableFacts(session, path, 'set_vnet', variable);
  const [definition] = facts.definitions;
  const type = /sizeof\(([^)]*)\)/.exec(definition?.fact.type ?? facts.declarations[0]?.fact.type ?? '')?.[1];
  const member = invocationAt(file, token)?.arguments[0];
  const named = member === undefined ? '' : file.text.slice(file.start[member.from], file.end[member.to - 1]);
  const lines: (readonly Piece[])[] = [
    [
      { strong: { code: text } },
      ' counts in the statistics of the current vnet: ',
      { code: named === '' ? variable : `${variable}[${named}]` },
      ...(type === undefined ? [] : [`, a counter(9) of `, { code: type } as const]),
    ],
    ['needs ', { code: 'curvnet' }, ': the counters are those of ', { code: `VNET(${variable})` }],
  ];
  lines.push([
    'macro ',
    { link: place, text: `${session.workspace.belowSys(definedIn)}:${place.line}` },
    ...(definition === undefined
      ? []
      : [
          ' · defined ',
          {
            link: locationOf(session, definition.path, definition.fact),
            text: session.workspace.belowSys(definition.path),
          } as const,
        ]),
  ]);
  return lines;
}

interface FoundMacro {
  readonly variable: string;
  readonly definedIn: string;
  readonly place: ReturnType<typeof locationOf>;
}

/** The macro's #define, when its replacement counts in an array of counters. */
function findMacro(session: Session, path: string, name: string): FoundMacro | undefined {
  const { index } = session;
  const candidates = new Set<string>([path]);
  for (const [variable, known] of [...index.definitions, ...index.declarations])
    if (known.some(({ fact }) => fact.isCounterArray))
      for (const { path: file } of [...known, ...(index.declarations.get(variable) ?? [])]) candidates.add(file);
  for (const file of candidates) {
    const tokens = session.tokens(file);
    const facts = session.facts(file);
    if (tokens === undefined || facts === undefined || !tokens.text.includes(name)) continue;
    const line = defineOf(tokens, name);
    if (line === undefined) continue;
    for (const [variable, starts] of facts.uses) {
      if (!starts.some((start) => start >= line.start && start < line.end)) continue;
      const isCounter = [...(index.definitions.get(variable) ?? []), ...(index.declarations.get(variable) ?? [])].some(
        ({ fact }) => fact.isCounterArray,
      );
      if (isCounter) return { variable, definedIn: file, place: locationOf(session, file, line.name) };
    }
  }
  return undefined;
}

function defineOf(
  file: TokenFile,
  name: string,
):
  | { readonly start: number; readonly end: number; readonly name: { readonly start: number; readonly end: number } }
  | undefined {
  const table = directiveTable(file);
  const wanted = file.interner.intern(name);
  for (let d = 0; d < file.directives.length; d++) {
    const hash = file.directives[d] as number;
    if (table.code[d] !== D_DEFINE || file.value[hash + 2] !== wanted) continue;
    const last = (table.lineEnd[d] as number) - 1;
    return {
      start: file.start[hash] as number,
      end: file.end[last] as number,
      name: { start: file.start[hash + 2] as number, end: file.end[hash + 2] as number },
    };
  }
  return undefined;
}
