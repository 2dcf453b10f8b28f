import path from 'node:path';

/** A place of a source that a text names; line and column count from 1. */
export interface NamedPlace {
  /** Where its name stands in the text. */
  readonly start: number;
  readonly end: number;
  /** "sys/net/if.c", or the name of the scenario. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The places in what the command line prints: "sys/net/if.c:78", and "NAME:6:12" of the scenario that was run.
 * @param scenario its name, without its folders
 */
export function placesIn(text: string, scenario?: string): readonly NamedPlace[] {
  const places: NamedPlace[] = [];
  for (const match of text.matchAll(/([^\s:()]+):(\d+)(?::(\d+))?/g)) {
    const [whole, file = '', line, column = '1'] = match;
    const isScenario = scenario !== undefined && path.posix.basename(file) === scenario;
    if (!isScenario && !/^sys\/.*\.[chS]$/.test(file)) continue;
    places.push({
      start: match.index,
      end: match.index + whole.length,
      file: isScenario ? scenario : file,
      line: Number(line),
      column: Number(column),
    });
  }
  return places;
}
