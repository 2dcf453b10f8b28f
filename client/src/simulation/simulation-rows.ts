import { bytesText, countText, grouped } from '../../../server/src/core/text/amounts.ts';
import type { ShownStep } from './shown-simulation.ts';

/** A line of the view *Simulation*; lines with children are groups. */
export interface SimulationRow {
  readonly label: string;
  readonly value: string;
  /** A codicon. */
  readonly icon: string;
  readonly children: readonly SimulationRow[];
}

function row(label: string, value: string, icon: string, children: readonly SimulationRow[] = []): SimulationRow {
  return { label, value, icon, children };
}

/** The lines of the view *Simulation*: what there is at the step that is shown; none without one. */
export function simulationRows(shown: Pick<ShownStep, 'step' | 'after'> | undefined): readonly SimulationRow[] {
  if (shown === undefined) return [];
  const { vnets, modules, modspace, phase, panic } = shown.after;
  const ofVnet = vnets.map(({ name, state, sockcnt }) =>
    row(name, [state ?? '', countText(sockcnt, 'socket')].filter((text) => text !== '').join(', '), 'circuit-board'),
  );
  const ofModule = modules.map(({ name, refs, setVnet }) => {
    const held = modspace?.pieces.find(({ file }) => file === name);
    const place = setVnet === null || held === undefined ? '' : `${bytesText(held.size)} at ${grouped(setVnet)}, `;
    return row(name, `${place}${countText(refs, 'reference')}`, 'package');
  });
  return [
    row('After', shown.step, phase === 'panicked' ? 'error' : 'debug-step-over'),
    ...(panic === null ? [] : [row('panic', panic, 'error')]),
    row('Vnets', grouped(vnets.length), 'server-environment', ofVnet),
    row('Modules', grouped(modules.length), 'package', ofModule),
    ...(modspace === null
      ? []
      : [row('modspace', `${bytesText(modspace.free)} free, the largest ${grouped(modspace.largest)}`, 'layout')]),
  ];
}
