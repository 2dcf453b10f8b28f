import { Seeded } from './seeded.ts';

type Statement =
  | { readonly kind: 'set' | 'restore' | 'call' | 'return' | 'break' | 'continue' }
  | { readonly kind: 'if'; readonly yes: readonly Statement[]; readonly no: readonly Statement[] | undefined }
  | { readonly kind: 'while' | 'do' | 'foreach'; readonly body: readonly Statement[] };

/**
 * How a run of statements ended, and the set that is in force then: whose block it belongs to, by depth; 0 for none.
 */
interface Outcome {
  readonly how: 'on' | 'return' | 'break' | 'continue';
  readonly setAt: number;
}

/**
 * A random function with at most one CURVNET_SET in force at a time, as text, and what happens on all its ways: found
 * by running it with every answer to its conditions, which knows nothing of graphs.
 */
export class RandomScopes {
  readonly text: string;
  /** On some way a block with a CURVNET_SET is left while curvnet is still set. */
  leaks = false;
  /** On some way a CURVNET_RESTORE is met with nothing to restore. */
  restoresUnset = false;
  private readonly random: Seeded;

  constructor(seed: number) {
    this.random = new Seeded(seed);
    const body = this.block(0, false, false);
    this.text = `int\nf(int a)\n{\n${print(body, '\t')}}\n`;
    this.run(body, 0, 1);
  }

  private block(depth: number, inLoop: boolean, outerSet: boolean): readonly Statement[] {
    const { random } = this;
    const statements: Statement[] = [];
    let hasSet = outerSet;
    const count = 1 + random.below(4);
    for (let i = 0; i < count; i++) {
      const roll = random.next();
      // One set at most around any place: what an inner one would hide is another question.
      if (roll < 0.25 && !hasSet) {
        statements.push({ kind: 'set' });
        hasSet = true;
      } else if (roll < 0.45 && hasSet) statements.push({ kind: 'restore' });
      else if (roll < 0.55) statements.push({ kind: 'call' });
      else if (roll < 0.62) statements.push({ kind: 'return' });
      else if (roll < 0.7 && inLoop) statements.push({ kind: random.chance(0.5) ? 'break' : 'continue' });
      else if (depth < 3) {
        if (random.chance(0.6))
          statements.push({
            kind: 'if',
            yes: this.block(depth + 1, inLoop, hasSet),
            no: random.chance(0.4) ? this.block(depth + 1, inLoop, hasSet) : undefined,
          });
        else
          statements.push({
            kind: random.pick(['while', 'do', 'foreach'] as const),
            body: this.block(depth + 1, true, hasSet),
          });
      }
    }
    return statements;
  }

  /**
   * All outcomes of a block at `depth` that is entered with `setAt`; leaving the block of the set while it is in force
   * is a leak.
   */
  private run(statements: readonly Statement[], setAt: number, depth: number): readonly Outcome[] {
    let states = new Set([setAt]);
    const left: Outcome[] = [];
    for (const statement of statements) {
      const next = new Set<number>();
      for (const state of states) {
        for (const outcome of this.one(statement, state, depth)) {
          if (outcome.how === 'on') next.add(outcome.setAt);
          else left.push(outcome);
        }
      }
      states = next;
    }
    const outcomes = [...left, ...[...states].map((state): Outcome => ({ how: 'on', setAt: state }))];
    return outcomes.map((outcome) => {
      const leavesFunction = outcome.how === 'return' && outcome.setAt > 0;
      if (outcome.setAt !== depth && !leavesFunction) return outcome;
      this.leaks = true;
      return { how: outcome.how, setAt: 0 };
    });
  }

  private one(statement: Statement, state: number, depth: number): readonly Outcome[] {
    switch (statement.kind) {
      case 'set':
        return [{ how: 'on', setAt: depth }];
      case 'call':
        return [{ how: 'on', setAt: state }];
      case 'restore':
        if (state === 0) this.restoresUnset = true;
        return [{ how: 'on', setAt: 0 }];
      case 'return':
      case 'break':
      case 'continue':
        return [{ how: statement.kind, setAt: state }];
      case 'if':
        return [
          ...this.run(statement.yes, state, depth + 1),
          ...(statement.no === undefined
            ? [{ how: 'on' as const, setAt: state }]
            : this.run(statement.no, state, depth + 1)),
        ];
      default:
        return this.loop(statement, state, depth);
    }
  }

  private loop(
    { kind, body }: Extract<Statement, { body: unknown }>,
    state: number,
    depth: number,
  ): readonly Outcome[] {
    const after = new Set<number>();
    const returned: Outcome[] = [];
    let entering = new Set([state]);
    const entered = new Set<number>();
    if (kind !== 'do') after.add(state);
    // States are few: rounds end when none is new.
    while (entering.size > 0) {
      const again = new Set<number>();
      for (const start of entering) {
        entered.add(start);
        for (const { how, setAt } of this.run(body, start, depth + 1)) {
          if (how === 'return') returned.push({ how, setAt });
          else {
            after.add(setAt);
            if (how !== 'break' && !entered.has(setAt)) again.add(setAt);
          }
        }
      }
      entering = again;
    }
    return [...returned, ...[...after].map((setAt): Outcome => ({ how: 'on', setAt }))];
  }
}

function print(statements: readonly Statement[], indent: string): string {
  return statements
    .map((statement) => {
      switch (statement.kind) {
        case 'set':
          return `${indent}CURVNET_SET(v);\n`;
        case 'restore':
          return `${indent}CURVNET_RESTORE();\n`;
        case 'call':
          return `${indent}g(a);\n`;
        case 'return':
          return `${indent}return (a);\n`;
        case 'break':
        case 'continue':
          return `${indent}${statement.kind};\n`;
        case 'if':
          return `${indent}if (g(a)) {\n${print(statement.yes, `${indent}\t`)}${indent}}${statement.no === undefined ? '' : ` else {\n${print(statement.no, `${indent}\t`)}${indent}}`}\n`;
        case 'while':
          return `${indent}while (g(a)) {\n${print(statement.body, `${indent}\t`)}${indent}}\n`;
        case 'do':
          return `${indent}do {\n${print(statement.body, `${indent}\t`)}${indent}} while (g(a));\n`;
        case 'foreach':
          return `${indent}LIST_FOREACH(x, &y, z) {\n${print(statement.body, `${indent}\t`)}${indent}}\n`;
      }
    })
    .join('');
}
