import { sysctlName } from '../../../vnet/file-facts.ts';
import { jailAccess, jailAccessText } from '../jail-access.ts';
import { sysctlDescription } from '../nearby-text.ts';
import type { Piece } from '../hover-piece.ts';
import type { NoteHover, Word } from './note.ts';

/** A sysctl where it is defined: its path, what stands behind it, who may use it inside a jail with a vnet. */
export function sysctlNote({ session, path, text, span, file }: Word): NoteHover['lines'] | undefined {
  const fact = session
    .facts(path)
    ?.sysctls.find(
      ({ start, end, macro }) => span.start >= start && span.end <= end && file.text.startsWith(macro, start),
    );
  if (fact === undefined) return undefined;
  const isMacro = span.start === fact.start;
  // The leaf may stand elsewhere as the variable's own name: only the macro, the parent and the leaf are asked about.
  const isPath = text === fact.parent || (text === fact.leaf && !file.text.slice(fact.start, span.start).includes('&'));
  if (!isMacro && !isPath) return undefined;
  const description = sysctlDescription(session, path, fact);
  const lines: (readonly Piece[])[] = [
    [
      { strong: { code: sysctlName(fact) } },
      ` sysctl, ${fact.macro}, ${/\bCTLFLAG_|\bCTLTYPE_/.test(fact.access) ? fact.access : 'access as the macro sets it'}`,
    ],
    [jailAccessText(jailAccess(fact))],
  ];
  if (fact.variable !== undefined)
    lines.push([
      { code: fact.variable },
      fact.variableSet === 'set_pcpu' ? ' of each CPU is behind it' : ', a virtualized global, is behind it',
    ]);
  if (description !== undefined) lines.push([description]);
  return lines;
}
