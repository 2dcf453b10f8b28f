import { isUnknown } from '../../../types/unknown.ts';
import type { Session } from '../../session/session.ts';
import { kernelName, locationOf } from '../answer-terms.ts';
import type { Piece } from '../hover-piece.ts';
import { listed, type NoteHover, type Word } from './note.ts';

/** A level of SYSINIT(9): its value, and which constructors and destructors of vnets this kernel has there. */
export function levelNote({ session, path, text }: Word): NoteHover['lines'] | undefined {
  const isOrder = text.startsWith('SI_ORDER_');
  if (!isOrder && !text.startsWith('SI_SUB_')) return undefined;
  const value = valueOf(session, path, text);
  if (value === undefined) return undefined;
  const { release, arch, kernconf } = kernelName(session);
  const lines: (readonly Piece[])[] = [
    [
      { strong: { code: text } },
      ` ${isOrder ? 'order within a level' : 'level'} of SYSINIT(9): `,
      { code: `0x${value.toString(16)}` },
      ` · ${release} ${arch} ${kernconf}`,
    ],
  ];
  const here = session.index.sysinits.filter(
    ({ path: file, fact }) => (isOrder ? fact.order : fact.subsystem) === text && session.workspace.isCompiled(file),
  );
  for (const [kind, what] of [
    ['sysinit', 'constructors of vnets'],
    ['sysuninit', 'destructors of vnets'],
  ] as const) {
    const links = here
      .filter(({ fact }) => fact.kind === kind)
      .map(({ path: file, fact }): Piece => ({ link: locationOf(session, file, fact), text: fact.handler }));
    if (links.length > 0) lines.push([`${links.length} ${what} in this kernel: `, ...listed(links)]);
  }
  if (lines.length === 1) lines.push(['no constructor or destructor of vnets in this kernel']);
  return lines;
}

function valueOf(session: Session, path: string, word: string): number | undefined {
  const measured = session.unitFor(path);
  const value = measured?.engine.enumeratorNamed(measured.unit.interner.intern(word));
  return value === undefined || isUnknown(value) || value.kind !== 'integer' ? undefined : Number(value.value);
}
