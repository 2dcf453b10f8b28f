import { Seeded } from './seeded.ts';

/** What a statement does by itself; a `call` is the call of a function that nothing else calls. */
type Plain =
  | 'set'
  | 'restore'
  | 'use'
  | 'call'
  | 'lock'
  | 'unlock'
  | 'lock-nosleep'
  | 'unlock-nosleep'
  | 'return'
  | 'break'
  | 'continue';

export type Statement =
  | { readonly kind: Plain; readonly id: number }
  | { readonly kind: 'goto' | 'label'; readonly id: number; readonly label: number }
  | { readonly kind: 'case' | 'default'; readonly id: number }
  | {
      readonly kind: 'if' | 'guard' | 'not-guard';
      readonly id: number;
      readonly yes: Body;
      readonly no: Body | undefined;
    }
  | {
      readonly kind: 'while' | 'do' | 'for' | 'foreach' | 'vnet-foreach' | 'switch' | 'block';
      readonly id: number;
      readonly body: Body;
    }
  | {
      readonly kind: 'option';
      readonly id: number;
      readonly option: string;
      readonly isDefined: boolean;
      readonly statements: readonly Statement[];
    };

/** The statement that something controls; without braces it is no scope. */
export interface Body {
  readonly id: number;
  readonly isBraced: boolean;
  readonly statements: readonly Statement[];
}

export const OPTIONS = ['OPT_A', 'OPT_B'];

const EFFECTS: readonly Plain[] = ['lock', 'unlock', 'lock-nosleep', 'unlock-nosleep'];
const MOST_DEPTH = 4;

interface Around {
  readonly depth: number;
  readonly inLoop: boolean;
  readonly inSwitch: boolean;
}

/** A random function of CURVNET_SETs, locks, uses, loops, switches, gotos and #ifs, as a tree and as text. */
export class RandomFlow {
  readonly body: Body;
  readonly text: string;
  private readonly random: Seeded;
  private readonly labels: number[] = [];
  private count = 0;

  constructor(seed: number) {
    this.random = new Seeded(seed);
    // Labels that something may jump to are decided first: gotos lead both ways.
    for (let i = this.random.below(3); i > 0; i--) this.labels.push(this.id());
    const waiting = [...this.labels];
    const statements = this.statements({ depth: 0, inLoop: false, inSwitch: false }, waiting);
    this.body = {
      id: this.id(),
      isBraced: true,
      statements: [...statements, ...waiting.map((label): Statement => ({ kind: 'label', id: this.id(), label }))],
    };
    this.text = `int\nf(int a)\n{\n\tVNET_LIST_RLOCK();\n\tVNET_LIST_RUNLOCK();\n${print(this.body.statements, '\t')}}\n`;
  }

  private id(): number {
    return ++this.count;
  }

  private statements(around: Around, labels: number[]): readonly Statement[] {
    const { random } = this;
    const list: Statement[] = [];
    for (let i = 1 + random.below(5); i > 0; i--) {
      if (labels.length > 0 && random.chance(0.15))
        list.push({ kind: 'label', id: this.id(), label: labels.pop() ?? 0 });
      list.push(this.statement(around, labels));
    }
    return list;
  }

  private body1(around: Around, labels: number[]): Body {
    const id = this.id();
    if (this.random.chance(0.25)) return { id, isBraced: false, statements: [this.simple(around)] };
    return { id, isBraced: true, statements: this.statements({ ...around, depth: around.depth + 1 }, labels) };
  }

  /** One that may stand alone behind an if, and is none of the macros that are several statements. */
  private simple({ inLoop, inSwitch }: Around): Statement {
    const { random } = this;
    const id = this.id();
    const roll = random.next();
    if (roll < 0.25) return { kind: 'return', id };
    if (roll < 0.4 && inLoop) return { kind: random.chance(0.5) ? 'break' : 'continue', id };
    if (roll < 0.4 && inSwitch) return { kind: 'break', id };
    const label = random.below(this.labels.length + 1);
    if (roll < 0.6 && label < this.labels.length) return { kind: 'goto', id, label: this.labels[label] ?? 0 };
    return { kind: random.chance(0.5) ? 'use' : 'call', id };
  }

  private statement(around: Around, labels: number[]): Statement {
    const { random } = this;
    const roll = random.next();
    if (roll < 0.15) return { kind: 'set', id: this.id() };
    if (roll < 0.32) return { kind: 'restore', id: this.id() };
    if (roll < 0.4) return { kind: random.pick(EFFECTS), id: this.id() };
    if (roll < 0.55 || around.depth >= MOST_DEPTH)
      return random.chance(0.7) ? { kind: 'use', id: this.id() } : this.simple(around);
    if (roll < 0.62) return this.simple(around);
    if (roll < 0.68)
      return {
        kind: 'option',
        id: this.id(),
        option: random.pick(OPTIONS),
        isDefined: random.chance(0.5),
        statements: [this.statement({ ...around, depth: around.depth + 1 }, [])],
      };
    if (roll < 0.82) {
      const kind = random.chance(0.7) ? 'if' : random.chance(0.5) ? 'guard' : 'not-guard';
      return {
        kind,
        id: this.id(),
        yes: this.body1(around, labels),
        no: random.chance(0.4) ? this.body1(around, labels) : undefined,
      };
    }
    if (roll < 0.86)
      return {
        kind: 'block',
        id: this.id(),
        body: {
          id: this.id(),
          isBraced: true,
          statements: this.statements({ ...around, depth: around.depth + 1 }, labels),
        },
      };
    if (roll < 0.91) return this.choice(around, labels);
    return {
      kind: random.pick(['while', 'do', 'for', 'foreach', 'vnet-foreach'] as const),
      id: this.id(),
      body: this.body1({ ...around, inLoop: true }, labels),
    };
  }

  private choice(around: Around, labels: number[]): Statement {
    const inner = { ...around, depth: around.depth + 1, inSwitch: true };
    const statements: Statement[] = [];
    for (let i = 1 + this.random.below(3); i > 0; i--) {
      statements.push({ kind: 'case', id: this.id() }, ...this.statements(inner, labels));
      if (this.random.chance(0.6)) statements.push({ kind: 'break', id: this.id() });
    }
    if (this.random.chance(0.4)) statements.push({ kind: 'default', id: this.id() }, ...this.statements(inner, labels));
    return { kind: 'switch', id: this.id(), body: { id: this.id(), isBraced: true, statements } };
  }
}

/** Each statement's text has its id, which is how findings are told from one another. */
function print(statements: readonly Statement[], indent: string): string {
  return statements.map((statement) => printOne(statement, indent)).join('');
}

function printBody({ isBraced, statements }: Body, indent: string): string {
  return isBraced
    ? ` {\n${print(statements, `${indent}\t`)}${indent}}`
    : `\n${print(statements, `${indent}\t`).trimEnd()}`;
}

const WORDS: Record<Plain, (id: number) => string> = {
  set: (id) => `CURVNET_SET(v${id});`,
  restore: (id) => `CURVNET_RESTORE(); /* ${id} */`,
  use: (id) => `VNET(u${id}) = 1;`,
  call: (id) => `u${id}(a);`,
  lock: () => 'VNET_LIST_RLOCK();',
  unlock: () => 'VNET_LIST_RUNLOCK();',
  'lock-nosleep': () => 'VNET_LIST_RLOCK_NOSLEEP();',
  'unlock-nosleep': () => 'VNET_LIST_RUNLOCK_NOSLEEP();',
  return: (id) => `return (${id});`,
  break: (id) => `break; /* ${id} */`,
  continue: (id) => `continue; /* ${id} */`,
};

/** Without digits: those are ids. */
function labelOf(label: number): string {
  return 'xyz'.charAt(label - 1);
}

function printOne(statement: Statement, indent: string): string {
  const { id } = statement;
  switch (statement.kind) {
    case 'goto':
      return `${indent}goto ${labelOf(statement.label)}; /* ${id} */\n`;
    // A label that ends a block needs a statement.
    case 'label':
      return `${labelOf(statement.label)}:\n${indent};\n`;
    case 'case':
      return `${indent}case ${id}:\n${indent};\n`;
    case 'default':
      return `${indent}default:\n${indent};\n`;
    case 'if':
    case 'guard':
    case 'not-guard': {
      const condition =
        statement.kind === 'if' ? `u${id}(a)` : `${statement.kind === 'guard' ? '' : '!'}IS_DEFAULT_VNET(curvnet)`;
      return `${indent}if (${condition})${printBody(statement.yes, indent)}${statement.no === undefined ? '' : `\n${indent}else${printBody(statement.no, indent)}`}\n`;
    }
    case 'while':
      return `${indent}while (u${id}(a))${printBody(statement.body, indent)}\n`;
    case 'do':
      return `${indent}do${printBody(statement.body, indent)} while (u${id}(a));\n`;
    case 'for':
      return `${indent}for (u${id}i(a); u${id}(a); u${id}s(a))${printBody(statement.body, indent)}\n`;
    case 'foreach':
      return `${indent}LIST_FOREACH(x, u${id}(a), next)${printBody(statement.body, indent)}\n`;
    case 'vnet-foreach':
      return `${indent}VNET_FOREACH(v)${printBody(statement.body, indent)}\n`;
    case 'switch':
      return `${indent}switch (u${id}(a))${printBody(statement.body, indent)}\n`;
    case 'block':
      return `${indent}{\n${print(statement.body.statements, `${indent}\t`)}${indent}}\n`;
    case 'option':
      return `#if${statement.isDefined ? '' : 'n'}def ${statement.option}\n${print(statement.statements, indent)}#endif\n`;
    default:
      return `${indent}${WORDS[statement.kind](id)}\n`;
  }
}
