import { parseStatement } from './parse-statement.ts';
import { isScenarioError, type ScenarioError, type SourceLine, type Statement } from './statement.ts';

/** The most rounds that one loop may have. */
const MOST_ROUNDS = 10_000_000;

/** Reads a whole scenario; every wrong line is said, in order. */
export function parseScenario(text: string): {
  readonly statements: readonly Statement[];
  readonly errors: readonly ScenarioError[];
} {
  const lines = text.split(/\r?\n/).map((line, index) => ({ text: line, line: index + 1 }));
  const statements: Statement[] = [];
  const errors: ScenarioError[] = [];
  for (let i = 0; i < lines.length;) {
    const { read, next } = readFrom(lines, i);
    for (const item of read)
      (isScenarioError(item) ? errors : (statements as (Statement | ScenarioError)[])).push(item);
    i = next;
  }
  return { statements, errors };
}

/** What stands at `lines[at]`: one statement, or a loop to its `end`. */
export function readFrom(
  lines: readonly SourceLine[],
  at: number,
): { readonly read: readonly (Statement | ScenarioError)[]; readonly next: number } {
  const source = lines[at];
  if (source === undefined) return { read: [], next: at + 1 };
  const loop = /^\s*(repeat)\b\s*(\S*)\s*(.*)$/.exec(source.text.replace(/(^|\s)#.*/, ''));
  if (loop === null) {
    if (/^\s*end\s*(?:#.*)?$/.test(source.text))
      return {
        read: [{ line: source.line, column: source.text.indexOf('end') + 1, message: 'end without repeat' }],
        next: at + 1,
      };
    const statement = parseStatement(source);
    return { read: statement === undefined ? [] : [statement], next: at + 1 };
  }
  const column = source.text.indexOf('repeat') + 1;
  const end = endOfLoop(lines, at);
  if (end === undefined)
    return { read: [{ line: source.line, column, message: 'repeat without end' }], next: lines.length };
  const count = loop[2] ?? '';
  const next = end + 1;
  const place = { line: source.line, column: column + 'repeat '.length };
  if (!/^\d+$/.test(count) || Number(count) > MOST_ROUNDS)
    return {
      read: [
        {
          ...place,
          message:
            count === '' ? 'a number of rounds is expected' : `${count} is no number of rounds up to ${MOST_ROUNDS}`,
        },
      ],
      next,
    };
  if (loop[3] !== undefined && loop[3].trim() !== '')
    return {
      read: [
        {
          line: source.line,
          column: source.text.indexOf(loop[3], column) + 1,
          message: `nothing is expected here, but ${loop[3].trim()}`,
        },
      ],
      next,
    };
  const body = lines.slice(at + 1, end);
  const errors = bodyErrors(body);
  return {
    read:
      errors.length > 0 ? errors : [{ verb: 'repeat', line: source.line, column, count: Number(count), lines: body }],
    next,
  };
}

/** What is wrong in a loop's body whatever `$i` is. */
function bodyErrors(lines: readonly SourceLine[]): readonly ScenarioError[] {
  const errors: ScenarioError[] = [];
  for (let i = 0; i < lines.length;) {
    const { read, next } = readFrom(withRound(lines, 1), i);
    errors.push(...read.filter(isScenarioError));
    i = next;
  }
  return errors;
}

/** A body as it reads in one round: `$i` is the round, from 1; inner loops keep theirs as `$$i`. */
export function withRound(lines: readonly SourceLine[], round: number): readonly SourceLine[] {
  return lines.map(({ text, line }) => ({
    line,
    text: text.replace(/\$\$i|\$i/g, (name) => (name === '$i' ? String(round) : '$i')),
  }));
}

function endOfLoop(lines: readonly SourceLine[], from: number): number | undefined {
  let depth = 0;
  for (let i = from; i < lines.length; i++) {
    const text = lines[i]?.text ?? '';
    if (/^\s*repeat\b/.test(text)) depth++;
    else if (/^\s*end\s*(?:#.*)?$/.test(text) && --depth === 0) return i;
  }
  return undefined;
}
