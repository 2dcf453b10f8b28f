import type { Brings, CurvnetCaller, CurvnetCallers, FlowSpot } from './curvnet-callers.ts';

/** What a way in brings, in words. */
export const BRINGS: Readonly<Record<Brings, string>> = {
  set: 'sets curvnet',
  'handed-on': 'hands on what it was called with',
  'not-set': 'does not set curvnet',
  unknown: 'curvnet is whatever its caller has',
};

const NAMES_SHOWN = 4;

/** One line: what needs curvnet, who sets it, who does not. */
export function curvnetSummary({ name, needs, ends }: CurvnetCallers): string {
  const need =
    needs.length === 0
      ? `${name} needs no curvnet`
      : `${name} needs curvnet: ${needs.length > 1 ? 'through ' : 'from '}${needs.join(', ')}`;
  const parts = [
    ...(ends.set.length === 0 ? [] : [`set by ${some(ends.set)}`]),
    ...(ends['not-set'].length === 0 ? [] : [`not set by ${some(ends['not-set'])}`]),
    ...(ends.perhaps.length === 0 ? [] : [`perhaps not set by ${some(ends.perhaps)}`]),
    ...(ends.left.length === 0 ? [] : [`decided by who calls ${some(ends.left)}`]),
    ...(ends.unknown.length === 0
      ? []
      : [`nobody known calls ${some(ends.unknown)}: through a pointer, or not at all`]),
  ];
  return [need, ...parts].join('; ');
}

function some(names: readonly string[]): string {
  return names.length > NAMES_SHOWN
    ? `${names.slice(0, NAMES_SHOWN).join(', ')} and ${names.length - NAMES_SHOWN} more`
    : names.join(', ');
}

/**
 * The whole answer as text: a line for each way in, indented by its distance.
 * @param lineOf 1-based line of a place
 */
export function curvnetText(answer: CurvnetCallers, lineOf: (at: FlowSpot) => number): string {
  const placeText = (at: FlowSpot): string => `${at.path}:${lineOf(at)}`;
  const lines = [curvnetSummary(answer), '', `${answer.name} ${placeText(answer.at)}`];
  const add = (callers: readonly CurvnetCaller[], depth: number): void => {
    for (const one of callers) {
      const places = one.places.map(placeText).join(', ');
      lines.push(`${'    '.repeat(depth)}${one.name}: ${one.how ?? BRINGS[one.brings]} (${places})`);
      add(one.callers, depth + 1);
    }
  };
  add(answer.callers, 1);
  return `${lines.join('\n')}\n`;
}
