import { bytesText, grouped } from '../../text/amounts.ts';
import type { Spot } from '../../text/spot.ts';
import type { Session } from '../session/session.ts';
import { whyNotInKernel } from './hover-left-out.ts';
import { hoverVariable, type VariableHover } from './hover.ts';

/** What is written above, or behind, a definition or a registration while it is read. */
export interface DefinitionNote extends Spot {
  /** Above: "9 uses · 4 bytes · offset 260 of set_vnet". */
  readonly above: string;
  /** Behind the name: "+260", "pf.ko +8"; undefined if there is no offset. */
  readonly behind: string | undefined;
}

/** The definitions and the constructors of a file, in order. */
export function definitionNotes(session: Session, path: string): readonly DefinitionNote[] {
  const facts = session.facts(path);
  if (facts === undefined) return [];
  const notes: DefinitionNote[] = [];
  for (const { set, name, start, end } of facts.definitions) {
    const hover = hoverVariable(session, path, {
      kind: 'variable',
      set,
      name,
      span: { start, end },
      as: 'definition',
      isPointer: false,
    });
    if (hover !== undefined) notes.push({ start, end, above: aboveText(hover), behind: placeText(hover) });
  }
  for (const { kind, handler, subsystem, order, start, end } of facts.sysinits) {
    if (handler === '') continue;
    const when = kind === 'sysinit' ? 'runs in: every vnet, at' : 'runs in: every vnet that is destroyed, at';
    notes.push({ start, end, above: `${when} ${subsystem}, ${order}`, behind: undefined });
  }
  return notes.sort((a, b) => a.start - b.start);
}

function aboveText(hover: VariableHover): string {
  const { uses, sizeBytes, unknown, place, set } = hover;
  const where = placeText(hover);
  return [
    ...(uses === undefined ? [] : [`${uses} use${uses === 1 ? '' : 's'}`]),
    ...(sizeBytes === null ? (unknown === undefined ? [] : [`size unknown: ${unknown}`]) : [bytesText(sizeBytes)]),
    ...(where === undefined
      ? place.kind === 'notInKernel'
        ? [`not in this kernel: ${whyNotInKernel(place)}`]
        : []
      : [place.kind === 'offset' ? `offset ${where.slice(1)} of ${set}` : where]),
  ].join(' · ');
}

function placeText({ place, inModules: [inModule] }: VariableHover): string | undefined {
  if (place.kind === 'offset') return `+${grouped(place.offsetBytes)}`;
  return inModule === undefined ? undefined : `${inModule.module}.ko +${grouped(inModule.offsetBytes)}`;
}
