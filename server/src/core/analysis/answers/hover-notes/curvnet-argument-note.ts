import { RESTORE_MACRO, SET_MACROS } from '../../../flow/macro-table.ts';
import { T_IDENT } from '../../../lexer/token-kinds.ts';
import { functionAround } from '../../../written/outline.ts';
import { enclosingInvocations } from '../../../written/token-at.ts';
import { tokensText } from '../../../written/invocations.ts';
import type { Piece } from '../hover-piece.ts';
import { locationOf } from '../answer-terms.ts';
import { listed, type NoteHover, type Word } from './note.ts';

/** The vnet that CURVNET_SET makes current: as what it is written, and where it is given back. */
export function curvnetArgumentNote({ session, path, file, token }: Word): NoteHover['lines'] | undefined {
  for (const { invocation, argument } of enclosingInvocations(file, token)) {
    const macro = file.spelling(invocation.name);
    const given = invocation.arguments[argument];
    if (!SET_MACROS.has(macro) || given === undefined) continue;
    const body = functionAround(file, token)?.body;
    const restores: Piece[] = [];
    for (let at = invocation.close; body !== undefined && at < body.to; at++) {
      if (file.kind[at] !== T_IDENT || file.spelling(at) !== RESTORE_MACRO) continue;
      const spot = { start: file.start[at] as number, end: file.end[at] as number };
      restores.push({ link: locationOf(session, path, spot), text: `line ${file.lineOf(at)}` });
    }
    return [
      [
        { strong: { code: tokensText(file, given.from, given.to) } },
        " is the thread's vnet from here on: every ",
        { code: 'V_x' },
        ' below is its copy',
      ],
      restores.length === 0
        ? [`no ${RESTORE_MACRO}() follows in this function`]
        : [`the vnet before it comes back with ${RESTORE_MACRO}(): `, ...listed(restores)],
    ];
  }
  return undefined;
}
