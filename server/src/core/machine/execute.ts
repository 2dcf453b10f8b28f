import { S_EXTERN, S_STATIC } from '../parser/ast.ts';
import type { Block, BlockDeclaration, Expression, Statement } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { isUnknown } from '../types/unknown.ts';
import { store, unknownRange } from './access.ts';
import { assume, bothWays, comeTogether, leaving } from './branch.ts';
import { convertValue } from './convert-value.ts';
import { DEAD, type Completion } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { executeLoop } from './loop.ts';
import { contains, type Seek } from './seek.ts';
import { executeSwitch } from './switch.ts';
import { unknownContents } from './cell.ts';
import { unknownValue } from './value.ts';

/**
 * Runs a statement. `seek`: the one inside it where running begins, where a goto or a switch leads into it.
 * @returns how it ends when it does not simply go on.
 */
export function execute(
  m: Interpreter,
  s: Statement,
  scope: BlockScope | undefined,
  seek?: Seek,
): Completion | undefined {
  m.step();
  if (seek !== undefined && seek.statement === s) return execute(m, s, scope);
  switch (s.kind) {
    case 'empty':
    case 'function-in-block':
      return undefined;
    case 'expression':
      m.current.at = s.from;
      return leaving(m, () => {
        m.steps.evaluate(m, s.value, scope);
        return undefined;
      });
    case 'declare':
      return declare(m, s, scope);
    case 'block':
      return executeBlock(m, s, scope, seek);
    case 'label': {
      if (seek === undefined) {
        const end = joinGotos(m, s.label);
        if (end !== undefined) return end;
      }
      return execute(m, s.body, scope, seek !== undefined && contains(s.body, seek) ? seek : undefined);
    }
    case 'case':
    case 'default':
      return execute(m, s.body, scope, seek !== undefined && contains(s.body, seek) ? seek : undefined);
    case 'if': {
      if (seek !== undefined)
        return s.no !== undefined && contains(s.no, seek)
          ? execute(m, s.no, scope, seek)
          : execute(m, s.yes, scope, seek);
      return leaving(m, () => {
        m.current.at = s.condition.from;
        const isTrue = m.steps.condition(m, s.condition, scope);
        if (typeof isTrue === 'boolean') {
          const taken = isTrue ? s.yes : s.no;
          return taken === undefined ? undefined : execute(m, taken, scope);
        }
        return bothWays(
          m,
          isTrue.reason,
          () => {
            assume(m, s.condition, true, scope);
            return execute(m, s.yes, scope);
          },
          () => {
            assume(m, s.condition, false, scope);
            return s.no === undefined ? undefined : execute(m, s.no, scope);
          },
        );
      });
    }
    case 'while':
    case 'do':
    case 'for':
      return leaving(m, () => executeLoop(m, s, scope, seek));
    case 'switch':
      return leaving(m, () => executeSwitch(m, s, scope, seek));
    case 'goto':
      return { kind: 'goto', label: s.label };
    case 'break':
      return { kind: 'break' };
    case 'continue':
      return { kind: 'continue' };
    case 'return':
      m.current.at = s.from;
      return leaving(m, () => ({
        kind: 'return',
        value:
          s.value === undefined
            ? undefined
            : convertValue(m, m.steps.evaluate(m, s.value, scope), m.current.code.result),
      }));
    case 'asm':
      m.current.at = s.from;
      for (const { value } of s.outputs)
        store(m, m.steps.locate(m, value, scope), unknownValue('an asm statement computes it'));
      return undefined;
    case 'goto-computed':
    case 'error':
      throw new UnreadableStatement(s.kind === 'error' ? 'a statement is not understood' : 'a computed goto');
  }
}

/** A function can't be followed further. */
export class UnreadableStatement extends Error {}

export function executeBlock(
  m: Interpreter,
  block: Block,
  outer: BlockScope | undefined,
  seek?: Seek,
): Completion | undefined {
  return executeBody(m, block.statements, m.scopeOf(block, block.statements, outer), seek);
}

/** Statements of a block in its scope; a goto to a label among them goes on there. */
export function executeBody(
  m: Interpreter,
  statements: readonly Statement[],
  scope: BlockScope,
  seek?: Seek,
): Completion | undefined {
  let from = seek;
  let i = from === undefined ? 0 : statements.findIndex((statement) => from !== undefined && contains(statement, from));
  if (i < 0) return undefined;
  for (;;) {
    const statement = statements[i];
    if (statement === undefined) {
      // Where every way into the rest was a goto that is not known to be taken, a label may still follow.
      return undefined;
    }
    let completion = execute(m, statement, scope, from);
    from = undefined;
    if (completion === DEAD) {
      // A way that jumped over what lies between may come in at a label further on.
      const waiting = statements.findIndex(
        (one, at) => at > i && one.kind === 'label' && m.current.gotos.has(one.label),
      );
      if (waiting < 0 || m.current.joins.length > 0) return completion;
      const label = (statements[waiting] as Extract<Statement, { kind: 'label' }>).label;
      comeTogether(
        m,
        m.current,
        m.current.gotos.get(label) ?? [],
        false,
        'it depends on which of several paths is taken',
      );
      m.current.gotos.delete(label);
      i = waiting;
      from = { label };
      continue;
    }
    if (completion?.kind === 'goto') {
      const { label } = completion;
      const at = statements.findIndex((one) => contains(one, { label }));
      if (at < 0) return completion;
      m.step();
      completion = undefined;
      i = at;
      from = { label };
      continue;
    }
    if (completion !== undefined) return completion;
    i++;
  }
}

/** At a label ways come together that jumped there. */
function joinGotos(m: Interpreter, label: number): Completion | undefined {
  const frame = m.current;
  const ways = frame.gotos.get(label);
  if (ways === undefined || frame.joins.length > 0) return undefined;
  frame.gotos.delete(label);
  comeTogether(m, frame, ways, true, 'it depends on which of several paths is taken');
  return undefined;
}

function declare(m: Interpreter, s: BlockDeclaration, scope: BlockScope | undefined): Completion | undefined {
  const { storage } = s.specifiers;
  if ((storage & (S_STATIC | S_EXTERN)) !== 0) return undefined;
  return leaving(m, () => {
    for (const declarator of s.declarators) {
      if (declarator.name === 0) continue;
      m.current.at = declarator.nameToken;
      const entity = scope?.entity(declarator.name);
      if (entity?.kind !== 'variable') continue;
      const name: Expression = {
        kind: 'name',
        name: declarator.name,
        from: declarator.nameToken,
        to: declarator.nameToken + 1,
      };
      const place = m.steps.locate(m, name, scope);
      if (place.kind === 'unknown') continue;
      if (declarator.initializer !== undefined) m.steps.initialize(m, place, declarator.initializer, scope);
      else {
        const size = m.current.code.source.engine.size(place.type);
        if (isUnknown(size)) continue;
        // Each time that its block is entered it is indeterminate again (C17 6.2.4p6).
        if (size <= 8)
          store(m, place, {
            kind: 'bytes',
            contents: unknownContents(
              `${m.current.code.source.resolver.spelling(declarator.name)} is not initialized`,
              size,
            ),
          });
        else
          unknownRange(
            m,
            place.thing,
            0,
            size,
            `${m.current.code.source.resolver.spelling(declarator.name)} is not initialized`,
          );
      }
    }
    return undefined;
  });
}
