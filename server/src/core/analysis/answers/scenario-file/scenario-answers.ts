import { completeStatement } from '../../../simulator/scenario/completion.ts';
import { parseScenario } from '../../../simulator/scenario/parse-scenario.ts';
import type { Spot } from '../../../text/spot.ts';
import { locationOf } from '../answer-terms.ts';
import type { Completion, CompletionKind, Completions } from '../completion/completion.ts';
import type { Target } from '../definition.ts';
import { hoverVariable, type VariableHover } from '../hover.ts';
import { variableFacts } from '../variable-facts.ts';
import type { Session } from '../../session/session.ts';
import { scenarioNames } from './scenario-names.ts';

/** A scenario is no file of the kernel: its names are the kernel's, not those of one source. */
const NO_SOURCE = '';

/** What may follow where the cursor is. */
export function scenarioCompletions(session: Session, text: string, offset: number): Completions | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const line = text.slice(lineStart, offset);
  if (/(^|\s)#/.test(line)) return undefined;
  const { word, choices } = completeStatement(scenarioNames(session, text.slice(0, lineStart)), line);
  return choices.length === 0
    ? undefined
    : { word: { start: offset - word.length, end: offset }, items: choices.map(itemOf), isComplete: true };
}

function itemOf(label: string): Completion {
  return {
    label,
    kind: kindOf(label),
    detail: undefined,
    home: undefined,
    insert: label,
    isSnippet: false,
    note: undefined,
  };
}

function kindOf(label: string): CompletionKind {
  if (label.startsWith('V_')) return 'variable';
  return label.includes('.') ? 'option' : 'keyword';
}

/** What a hover says of the virtualized global at the cursor. */
export function scenarioHover(session: Session, text: string, offset: number): VariableHover | undefined {
  const word = variableAt(text, offset);
  if (word === undefined) return undefined;
  const { name, span } = word;
  const facts = variableFacts(session, NO_SOURCE, 'set_vnet', name);
  if (facts.definitions.length + facts.declarations.length === 0) return undefined;
  return hoverVariable(session, facts.definitions[0]?.path ?? NO_SOURCE, {
    kind: 'variable',
    set: 'set_vnet',
    name,
    span,
    as: 'accessor',
    isPointer: false,
  });
}

/** Where the virtualized global at the cursor is defined. */
export function scenarioDefinition(session: Session, text: string, offset: number): Target | undefined {
  const word = variableAt(text, offset);
  if (word === undefined) return undefined;
  const { definitions } = variableFacts(session, NO_SOURCE, 'set_vnet', word.name);
  return {
    origin: word.span,
    places: definitions.map((one) => locationOf(session, one.path, one.fact)),
  };
}

/** Lines that cannot be read, as they are typed. */
export function scenarioFindings(text: string): readonly (Spot & { readonly message: string })[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return parseScenario(text).errors.map(({ line, column, message }) => {
    const lineStart = starts[line - 1] ?? text.length;
    const lineEnd = (starts[line] ?? text.length + 1) - 1;
    const start = Math.min(lineStart + column - 1, lineEnd);
    const end = start + (/^\S+/.exec(text.slice(start, lineEnd))?.[0].length ?? 0);
    return { start, end: Math.max(end, start), message };
  });
}

/** The `V_x` around an offset; in `V_x.member` and `V_x[0]` the variable. */
function variableAt(text: string, offset: number): { readonly name: string; readonly span: Spot } | undefined {
  let start = offset;
  while (start > 0 && /\w/.test(text.charAt(start - 1))) start--;
  const [word] = /^\w*/.exec(text.slice(start)) ?? [''];
  return word.startsWith('V_') && word.length > 2
    ? { name: word.slice(2), span: { start, end: start + word.length } }
    : undefined;
}
