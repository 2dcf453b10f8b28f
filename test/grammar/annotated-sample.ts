// Samples say themselves what is expected of them, the way vscode-tmgrammar-test does: a comment below a line of code
// points at columns of it with carets and names scopes.
//
//     V_ifnet = 1;
// //  ^^^^^^^            variable.other.vnet
// //          ^          keyword.operator - variable.other.vnet
// //<---                 (points at the columns of the comment's own beginning)
//
// Before the dash: scopes the token has; after it: scopes it has not. Comments of that shape are not part of the code.

/** One expectation: the columns [start, end) of a line of code. */
export interface Expectation {
  /** 1-based, of the comment in the sample. */
  readonly annotationLine: number;
  /** Index into the sample's code lines. */
  readonly codeLine: number;
  readonly start: number;
  readonly end: number;
  readonly has: readonly string[];
  readonly hasNot: readonly string[];
}

export interface Sample {
  readonly code: readonly string[];
  readonly expectations: readonly Expectation[];
}

const annotation = /^\s*\/\/(?:(<)(-+)|(\s*)((?:\^+\s+)+))(.*)$/;

export function parseSample(text: string): Sample {
  const code: string[] = [];
  const expectations: Expectation[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const found = annotation.exec(line);
    if (found === null) {
      code.push(line);
      continue;
    }
    const [, begins, dashes = '', , carets = '', words = ''] = found;
    const [wanted = '', unwanted = ''] = ` ${words.trim()}`.split(/ - ?/);
    const has = wanted.split(/\s+/).filter(Boolean);
    const hasNot = unwanted.split(/\s+/).filter(Boolean);
    if (has.length + hasNot.length === 0) throw new Error(`line ${index + 1}: no scopes are named`);
    const at = line.indexOf('//');
    const ranges =
      begins === undefined
        ? [...line.slice(0, line.indexOf(carets) + carets.length).matchAll(/\^+/g)].map(
            (run) => [run.index, run.index + run[0].length] as const,
          )
        : [[at, at + dashes.length] as const];
    for (const [start, end] of ranges) {
      expectations.push({ annotationLine: index + 1, codeLine: code.length - 1, start, end, has, hasNot });
    }
  }
  return { code, expectations };
}

/** `variable.other` names `variable.other.vnet` too, as in a theme. */
export function scopeMatches(scope: string, wanted: string): boolean {
  return scope === wanted || scope.startsWith(`${wanted}.`);
}
