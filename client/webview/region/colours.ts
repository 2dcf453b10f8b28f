import { scaleOrdinal } from 'd3-scale';
import type { Scene } from './scene.ts';

/** As many as VS Code has colours for charts; other subsystems share the last, grey one. */
const COLOURS = 6;

export type ColourOf = (subsystem: string) => string;

/** A class of the style sheet for each subsystem: the largest get colours of their own. */
export function coloursOf({ subsystems }: Scene): ColourOf {
  const names = subsystems.slice(0, COLOURS).map(({ name }) => name);
  const scale = scaleOrdinal<string, string>()
    .domain(names)
    .range(names.map((_, i) => `colour-${i}`))
    .unknown('colour-other');
  return (subsystem) => scale(subsystem);
}
