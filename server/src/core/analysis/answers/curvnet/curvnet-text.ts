import { countText } from '../../../text/amounts.ts';
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
export function curvnetSummary(answer: CurvnetCallers): string {
  const { name, needs } = answer;
  const need =
    needs.length === 0
      ? `${name} needs no curvnet`
      : `${name} needs curvnet: ${needs.length > 1 ? 'through ' : 'from '}${needs.join(', ')}`;
  return [need, ...endsText(answer, some)].join('; ');
}

/** The same with numbers for names, for a place that has little room and the callers below. */
export function curvnetCounts(answer: CurvnetCallers): string {
  const need = answer.needs.length === 0 ? 'needs no curvnet' : 'needs curvnet';
  const count = ({ length }: readonly string[]): string => countText(length, 'function');
  return [`${answer.name} ${need}`, ...endsText(answer, count)].join('; ');
}

function endsText({ ends }: CurvnetCallers, say: (names: readonly string[]) => string): readonly string[] {
  return [
    ...(ends.set.length === 0 ? [] : [`set by ${say(ends.set)}`]),
    ...(ends['not-set'].length === 0 ? [] : [`not set by ${say(ends['not-set'])}`]),
    ...(ends.perhaps.length === 0 ? [] : [`perhaps not set by ${say(ends.perhaps)}`]),
    ...(ends.left.length === 0 ? [] : [`decided by who calls ${say(ends.left)}`]),
    ...(ends.unknown.length === 0 ? [] : [`nobody known calls ${say(ends.unknown)}: through a pointer, or not at all`]),
  ];
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
