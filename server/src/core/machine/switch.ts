import type { Statement } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { isUnknown } from '../types/unknown.ts';
import { capture, comeTogether } from './branch.ts';
import { DEAD, type Completion, type Join } from './frame.ts';
import { PathEnd, type Interpreter } from './interpreter.ts';
import { casesOf, type Seek } from './seek.ts';
import { boundsOf } from './value.ts';

type Switch = Extract<Statement, { kind: 'switch' }>;

/** A switch (C17 6.8.4.2); where its value is not known every case may be the one. */
export function executeSwitch(
  m: Interpreter,
  s: Switch,
  scope: BlockScope | undefined,
  seek?: Seek,
): Completion | undefined {
  const frame = m.current;
  frame.at = s.from;
  const starts = seek === undefined ? startsOf(m, s, scope) : [seek];
  const join: Join = { depth: m.store.depth, kind: 'switch', breaks: [], continues: [] };
  m.store.push();
  frame.joins.push(join);
  let end: Completion | undefined;
  if (starts.length === 1) {
    const [start] = starts;
    end = start === undefined ? undefined : m.steps.execute(m, s.body, scope, start);
  } else {
    m.forks('the value of a switch is not known');
    m.uncertain++;
    try {
      for (const start of starts) {
        const { depth } = m.store;
        const { calls } = m;
        m.store.push();
        try {
          capture(
            m,
            frame,
            (start === undefined ? undefined : m.steps.execute(m, s.body, scope, start)) ?? { kind: 'break' },
          );
        } catch (error) {
          if (!(error instanceof PathEnd)) throw error;
          m.frame = frame;
          m.calls = calls;
        }
        m.store.pop(depth);
      }
    } finally {
      m.uncertain--;
    }
    end = DEAD;
  }
  const at = frame.joins.lastIndexOf(join);
  frame.joins.length = at;
  const isAlive = end === undefined || end.kind === 'break';
  // What leaves the switch otherwise takes what was written along.
  if (!isAlive && end !== undefined && end !== DEAD && join.breaks.length === 0) {
    m.store.fold(join.depth);
    return end;
  }
  if (!isAlive && end !== undefined && end !== DEAD) capture(m, frame, end);
  const goesOn = comeTogether(m, join, join.breaks, isAlive, 'it depends on which of several paths is taken');
  m.store.fold(join.depth);
  return goesOn ? undefined : DEAD;
}

/** Where the body begins: one place when the value is known; undefined stands for none of them. */
function startsOf(m: Interpreter, s: Switch, scope: BlockScope | undefined): readonly (Seek | undefined)[] {
  const { engine } = m.current.code.source;
  const value = m.steps.evaluate(m, s.value, scope);
  const bounds = boundsOf(value);
  const found: Seek[] = [];
  let otherwise: Seek | undefined;
  for (const one of casesOf(s.body)) {
    if (one.kind === 'default') {
      otherwise = { statement: one };
      continue;
    }
    const first = engine.integer(one.first, scope);
    const last = one.last === undefined ? first : engine.integer(one.last, scope);
    if (bounds !== undefined && !isUnknown(first) && !isUnknown(last) && (bounds[1] < first || bounds[0] > last))
      continue;
    if (value.kind === 'integer' && !isUnknown(first) && !isUnknown(last)) return [{ statement: one }];
    found.push({ statement: one });
  }
  return value.kind === 'integer' && found.length === 0 ? [otherwise] : [...found, otherwise];
}
