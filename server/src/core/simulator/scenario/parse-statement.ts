import {
  isScenarioError,
  type Comparison,
  type Context,
  type ScenarioError,
  type SourceLine,
  type Statement,
  type Word,
} from './statement.ts';

/** Words that begin a statement, for completion and for what is said when none of them does. */
export const VERBS: readonly string[] = [
  'back',
  'boot',
  'curvnet',
  'expect',
  'fail',
  'in',
  'jail',
  'kenv',
  'kvm',
  'machine',
  'module',
  'on',
  'preload',
  'raw',
  'repeat',
  'return',
  'set',
  'show',
  'snapshot',
  'socket',
  'sysctl',
  'try',
  'vnet',
  '{',
  '}',
];

/** A line without its comment; `#` inside quotes is none. */
function withoutComment(text: string): string {
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"' && text[i - 1] !== '\\') isQuoted = !isQuoted;
    if (text[i] === '#' && !isQuoted && (i === 0 || /\s/.test(text[i - 1] ?? ''))) return text.slice(0, i);
  }
  return text;
}

/** Reads one line; undefined when it is empty. `repeat` and `end` are the caller's (parse-scenario.ts). */
export function parseStatement({ text, line }: SourceLine): Statement | ScenarioError | undefined {
  const cursor = new LineCursor(withoutComment(text), line);
  if (cursor.isAtEnd()) return undefined;
  const start = cursor.here();
  const read = readStatement(cursor);
  if (isScenarioError(read)) return read;
  const left = cursor.take();
  return left === undefined
    ? { ...read, line: start.line, column: start.column }
    : { ...left, message: `nothing is expected here, but ${left.text}` };
}

type Unplaced = Statement extends infer S ? (S extends Statement ? Omit<S, 'line' | 'column'> : never) : never;

function readStatement(cursor: LineCursor): Unplaced | ScenarioError {
  const verb = cursor.take();
  switch (verb?.text) {
    case 'boot':
      return readBoot(cursor);
    case 'preload':
      return cursor.some('a module', (modules) => ({ verb: 'preload', modules }));
    case 'kenv':
      return readKenv(cursor);
    case 'machine':
      return cursor.some(MACHINE_SETTINGS, (words) => readMachine(words));
    case 'vnet':
      return cursor.oneOf(['create', 'destroy'], (action) =>
        cursor.name('a name for the vnet', (name) => ({ verb: `vnet-${action}`, name })),
      );
    case 'jail':
      return cursor.oneOf(['create', 'remove'], (action) =>
        cursor.name('a name for the jail', (name) =>
          action === 'remove' ? { verb: 'jail-remove', name } : readJail(cursor, name),
        ),
      );
    case 'socket':
      return cursor.oneOf(['open', 'close'], (action) =>
        cursor.name('a jail', (name) => readCount(cursor, (count) => ({ verb: 'socket', action, name, count }))),
      );
    case 'module':
      return cursor.oneOf(['load', 'unload'], (action) =>
        cursor.some('a module', (names) => ({ verb: 'module', action, names })),
      );
    case 'curvnet':
      return cursor.oneOf(['set', 'restore'], (action) =>
        action === 'restore'
          ? { verb: 'curvnet-restore' }
          : cursor.name('a vnet', (name) => ({ verb: 'curvnet-set', name })),
      );
    case '{':
      return { verb: 'open-block' };
    case '}':
      return { verb: 'close-block' };
    case 'return':
      return { verb: 'return' };
    case 'fail':
      return readFail(cursor);
    case 'try':
      return readTry(cursor);
    case 'snapshot':
      return cursor.name('a name for the snapshot', (name) => ({ verb: 'snapshot', name }));
    case 'back':
      return { verb: 'back', name: cursor.take() };
    case 'in':
      return cursor.name('a vnet or jail', (name) => readInContext(cursor, { kind: 'jail', name }));
    case 'raw':
      return readInContext(cursor, { kind: 'raw' });
    case 'on':
      return readOnCpu(cursor);
    default:
      return verb === undefined ? cursor.expected('a statement') : readAccess(cursor, { kind: 'current' }, verb);
  }
}

/** What `machine` takes. */
const MACHINE_SETTINGS = 'a setting: ncpu=N, hz=N, physmem=N, maxusers=N, nmbclusters=N, hypervisor=NAME';

/** Names of hypervisors as kern.vm_guest has them, in the order of enum VM_GUEST: releases only add to its end. */
const HYPERVISORS = ['none', 'generic', 'xen', 'hv', 'vmware', 'kvm', 'bhyve', 'vbox', 'parallels'];

/** Settings of the example machine, by the kernel's variables that they decide. */
function readMachine(words: readonly Word[]): Unplaced | ScenarioError {
  const settings = new Map<string, bigint>();
  for (const word of words) {
    const hypervisor = /^hypervisor=(.*)$/.exec(word.text)?.[1];
    if (hypervisor !== undefined) {
      const guest = HYPERVISORS.indexOf(hypervisor);
      if (guest < 0)
        return { ...word, message: `hypervisor= with ${HYPERVISORS.join(', ')} is expected, not ${hypervisor}` };
      settings.set('vm_guest', BigInt(guest));
      continue;
    }
    const match = /^(ncpu|hz|physmem|maxusers|nmbclusters)=(\d+)([kKmMgG]?)$/.exec(word.text);
    if (match === null) return { ...word, message: `${MACHINE_SETTINGS} is expected, not ${word.text}` };
    const value = BigInt(match[2] ?? '0') << ({ k: 10n, m: 20n, g: 30n }[(match[3] ?? '').toLowerCase()] ?? 0n);
    if (match[1] === 'hz') settings.set('hz', value);
    else if (match[1] === 'ncpu') settings.set('mp_ncpus', value).set('mp_maxid', value - 1n);
    else settings.set(match[1] === 'physmem' ? 'hw.physmem' : (match[1] ?? ''), value);
  }
  return { verb: 'machine', settings };
}

function readInContext(cursor: LineCursor, context: Context): Unplaced | ScenarioError {
  const verb = cursor.take();
  return verb === undefined ? cursor.expected('set, show, expect, sysctl or kvm') : readAccess(cursor, context, verb);
}

function readOnCpu(cursor: LineCursor): Unplaced | ScenarioError {
  return cursor.oneOf(['cpu'], () =>
    cursor.name('the number of a CPU', (at) =>
      /^\d+$/.test(at.text)
        ? readInContext(cursor, { kind: 'cpu', cpu: Number(at.text), at })
        : { ...at, message: `${at.text} is no number` },
    ),
  );
}

function readAccess(cursor: LineCursor, context: Context, verb: Word): Unplaced | ScenarioError {
  switch (verb.text) {
    case 'set':
      return readSet(cursor, context);
    case 'show':
      return cursor.name('what to show', (what) => ({ verb: 'show', context, what, rest: cursor.rest() }));
    case 'expect':
      return readExpect(cursor, context);
    case 'sysctl':
      return readSysctl(cursor, context);
    case 'kvm':
      return cursor.name("a symbol's name", (name) => ({ verb: 'kvm', context, name }));
    default:
      return { ...verb, message: `no such statement: ${verb.text}` };
  }
}

function readBoot(cursor: LineCursor): Unplaced | ScenarioError {
  let invariants: boolean | undefined;
  let cpus: number | undefined;
  for (let word = cursor.take(); word !== undefined; word = cursor.take()) {
    const count = /^cpus=(\d+)$/.exec(word.text)?.[1];
    if (word.text === 'invariants' || word.text === 'no-invariants') invariants = word.text === 'invariants';
    else if (count !== undefined && Number(count) > 0) cpus = Number(count);
    else return { ...word, message: `invariants, no-invariants or cpus=N is expected, not ${word.text}` };
  }
  return { verb: 'boot', invariants, cpus };
}

function readKenv(cursor: LineCursor): Unplaced | ScenarioError {
  const first = cursor.take();
  if (first?.text === '-u') return cursor.name('a variable', (name) => ({ verb: 'kenv', name, value: undefined }));
  if (first === undefined) return cursor.expected('NAME=VALUE, or -u NAME');
  const at = first.text.indexOf('=');
  if (at < 1) return { ...first, message: `NAME=VALUE is expected, not ${first.text}` };
  return { verb: 'kenv', name: { ...first, text: first.text.slice(0, at) }, value: unquoted(first.text.slice(at + 1)) };
}

function readJail(cursor: LineCursor, name: Word): Unplaced | ScenarioError {
  let ownsVnet = false;
  let parent: Word | undefined;
  for (let word = cursor.take(); word !== undefined; word = cursor.take()) {
    if (word.text === 'vnet') ownsVnet = true;
    else if (word.text === 'in') parent = cursor.take();
    else return { ...word, message: `vnet or in PARENT is expected, not ${word.text}` };
  }
  return { verb: 'jail-create', name, ownsVnet, parent };
}

function readCount(cursor: LineCursor, then: (count: number) => Unplaced): Unplaced | ScenarioError {
  const word = cursor.take();
  if (word !== undefined && !/^[1-9]\d*$/.test(word.text))
    return { ...word, message: `${word.text} is no number of sockets` };
  return then(word === undefined ? 1 : Number(word.text));
}

function readSet(cursor: LineCursor, context: Context): Unplaced | ScenarioError {
  return cursor.name('a variable', (path) =>
    cursor.oneOf(['='], () => {
      const value = cursor.remainder();
      return value === undefined ? cursor.expected('a value') : { verb: 'set', context, path, value };
    }),
  );
}

function readSysctl(cursor: LineCursor, context: Context): Unplaced | ScenarioError {
  return cursor.name("a sysctl's name", (word) => {
    const at = word.text.indexOf('=');
    if (at === -1) return { verb: 'sysctl', context, name: word, value: undefined };
    return {
      verb: 'sysctl',
      context,
      name: { ...word, text: word.text.slice(0, at) },
      value: unquoted(word.text.slice(at + 1)),
    };
  });
}

const COMPARISONS: readonly Comparison[] = ['==', '!=', '<', '<=', '>', '>='];

function readExpect(cursor: LineCursor, context: Context): Unplaced | ScenarioError {
  const quantity = cursor.take();
  if (quantity === undefined) return cursor.expected('what is expected');
  let operator = cursor.take();
  let argument: Word | undefined;
  if (operator !== undefined && !COMPARISONS.some((comparison) => comparison === operator?.text)) {
    argument = operator;
    operator = cursor.take();
  }
  const comparison = COMPARISONS.find((candidate) => candidate === operator?.text);
  if (comparison === undefined)
    return operator === undefined
      ? cursor.expected('==')
      : { ...operator, message: `==, !=, <, <=, > or >= is expected, not ${operator.text}` };
  const value = cursor.remainder();
  return value === undefined
    ? cursor.expected('a value')
    : { verb: 'expect', context, quantity, argument, comparison, value };
}

function readFail(cursor: LineCursor): Unplaced | ScenarioError {
  const text = cursor.remainder();
  return text === undefined ? cursor.expected('part of the message') : { verb: 'fail', text: unquoted(text.text) };
}

function readTry(cursor: LineCursor): Unplaced | ScenarioError {
  if (cursor.isAtEnd()) return cursor.expected('a statement');
  const place = cursor.here();
  const read = readStatement(cursor);
  return isScenarioError(read) ? read : { verb: 'try', statement: { ...read, ...place } };
}

function unquoted(text: string): string {
  return /^".*"$/.test(text) ? text.slice(1, -1).replace(/\\(["\\])/g, '$1') : text;
}

/** The words of one line. */
class LineCursor {
  private readonly text: string;
  private readonly line: number;
  private at = 0;

  constructor(text: string, line: number) {
    this.text = text;
    this.line = line;
    this.skip();
  }

  isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  here(): { readonly line: number; readonly column: number } {
    return { line: this.line, column: this.at + 1 };
  }

  /** The next word; quotes keep blanks inside. */
  take(): Word | undefined {
    if (this.isAtEnd()) return undefined;
    const place = this.here();
    const text = /^(?:"(?:[^"\\]|\\.)*"|[^\s"])+|^"/.exec(this.text.slice(this.at))?.[0] ?? '';
    this.at += text.length;
    this.skip();
    return { ...place, text };
  }

  rest(): readonly Word[] {
    const words: Word[] = [];
    for (let word = this.take(); word !== undefined; word = this.take()) words.push(word);
    return words;
  }

  /** All that is left, as one. */
  remainder(): Word | undefined {
    if (this.isAtEnd()) return undefined;
    const word = { ...this.here(), text: this.text.slice(this.at).trimEnd() };
    this.at = this.text.length;
    return word;
  }

  expected(what: string): ScenarioError {
    return { line: this.line, column: this.text.trimEnd().length + 1, message: `${what} is expected` };
  }

  name<T>(what: string, then: (word: Word) => T | ScenarioError): T | ScenarioError {
    const word = this.take();
    return word === undefined ? this.expected(what) : then(word);
  }

  some<T>(what: string, then: (words: readonly Word[]) => T): T | ScenarioError {
    const words = this.rest();
    return words.length === 0 ? this.expected(what) : then(words);
  }

  oneOf<K extends string, T>(choices: readonly K[], then: (choice: K) => T | ScenarioError): T | ScenarioError {
    const word = this.take();
    if (word === undefined) return this.expected(choices.join(' or '));
    const choice = choices.find((candidate) => candidate === word.text);
    return choice === undefined
      ? { ...word, message: `${choices.join(' or ')} is expected, not ${word.text}` }
      : then(choice);
  }

  private skip(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }
}
