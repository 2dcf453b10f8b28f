import { WordExpansion } from './expand-words.ts';
import { NotUnderstood } from './not-understood.ts';
import { shellPattern } from './posix-regex.ts';
import type { Redirection, ShellCommand } from './shell-syntax.ts';
import { UTILITIES } from './utilities.ts';
import type { Utility, UtilityFiles } from './utility.ts';

export interface ShellSettings {
  readonly files: UtilityFiles;
  /** True: a variable that the script does not set is unset. False: it may be in the environment, and is unknown. */
  readonly isEnvironmentEmpty: boolean;
  readonly positional?: readonly string[];
  /** Programs beside those of UTILITIES. */
  readonly programs?: ReadonlyMap<string, Utility>;
}

interface Result {
  readonly status: number;
  readonly output: string;
}

/** Leaves the current command: break, continue, return, exit. */
class Jump extends Error {
  readonly kind: string;
  readonly status: number;
  /** How many loops it leaves. */
  levels: number;
  /** What was written before. */
  output = '';

  constructor(kind: string, status: number, levels: number) {
    super(kind);
    this.kind = kind;
    this.status = status;
    this.levels = levels;
  }
}

const MOST_STEPS = 50_000;
const DEEPEST = 80;

/**
 * Runs a script in memory, as sh(1) of FreeBSD does. A command that is not supported, or that depends on the host,
 * throws NotUnderstood: a script is followed exactly or not at all.
 */
export class Shell {
  readonly variables = new Map<string, string>();
  private readonly unknown = new Set<string>();
  private readonly settings: ShellSettings;
  private readonly expansion: WordExpansion;
  private readonly functions = new Map<string, ShellCommand>();
  private positional: readonly string[];
  private status = 0;
  private steps = 0;
  private depth = 0;
  /** What `read` has not read yet. */
  private input: { text: string };

  constructor(settings: ShellSettings) {
    this.settings = settings;
    this.positional = settings.positional ?? [];
    this.input = { text: '' };
    this.expansion = new WordExpansion({
      value: (name) => this.value(name),
      assign: (name, value) => {
        this.assign(name, value);
      },
      positional: () => this.positional,
      output: (script) => this.isolated(() => this.list(script, this.input)).output,
      matching: (pattern) => this.matching(pattern),
    });
  }

  /** Runs commands one after another. @throws NotUnderstood */
  run(script: readonly ShellCommand[]): Result {
    try {
      return this.list(script, this.input);
    } catch (error) {
      if (!(error instanceof Jump)) throw error;
      if (error.kind !== 'exit') throw new NotUnderstood(`${error.kind} outside its loop or function`);
      return { status: error.status, output: error.output };
    }
  }

  private assign(name: string, value: string): void {
    this.unknown.delete(name);
    this.variables.set(name, value);
  }

  /** Makes the variable's value unknown until it is set again: a command that reads it is not understood. */
  forget(name: string): void {
    this.variables.delete(name);
    this.unknown.add(name);
  }

  private value(name: string): string | undefined {
    if (name === '?') return String(this.status);
    if (name === '#') return String(this.positional.length);
    if (/^[1-9]\d*$/.test(name)) return this.positional[Number(name) - 1];
    if (!/^[A-Za-z_]/.test(name)) throw new NotUnderstood(`$${name}`);
    if (this.unknown.has(name)) throw new NotUnderstood(`$${name}, whose value is unknown,`);
    const value = this.variables.get(name);
    if (value === undefined && !this.settings.isEnvironmentEmpty)
      throw new NotUnderstood(`$${name}, which is not set,`);
    return value;
  }

  private matching(pattern: string): readonly string[] {
    const slash = pattern.lastIndexOf('/');
    const folder = slash < 0 ? '' : pattern.slice(0, slash).replace(/\\(.)/g, '$1');
    const name = new RegExp(`^${shellPattern(pattern.slice(slash + 1))}$`);
    const isHidden = pattern[slash + 1] === '.';
    const names = this.settings.files.list(folder).map((one) => one.replace(/\/$/, ''));
    const fitting = names.filter((one) => name.test(one) && (isHidden || !one.startsWith('.')));
    return fitting.sort().map((one) => (slash < 0 ? one : `${folder}/${one}`));
  }

  /** Variables that a subshell sets are forgotten. */
  private isolated(action: () => Result): Result {
    const variables = [...this.variables];
    const { positional } = this;
    try {
      return action();
    } catch (error) {
      if (!(error instanceof Jump) || error.kind !== 'exit') throw error;
      return { status: error.status, output: error.output };
    } finally {
      this.variables.clear();
      for (const [name, value] of variables) this.variables.set(name, value);
      this.positional = positional;
    }
  }

  private list(commands: readonly ShellCommand[], input: { text: string }): Result {
    let output = '';
    for (const command of commands) {
      try {
        const result = this.command(command, input);
        output += result.output;
        this.status = result.status;
      } catch (error) {
        if (error instanceof Jump) error.output = output + error.output;
        throw error;
      }
    }
    return { status: commands.length === 0 ? 0 : this.status, output };
  }

  private command(command: ShellCommand, input: { text: string }): Result {
    if (++this.steps > MOST_STEPS) throw new NotUnderstood('a script that does not end');
    if (++this.depth > DEEPEST) throw new NotUnderstood('shell commands that nest too deeply');
    const outer = this.input;
    this.input = input;
    try {
      return this.one(command, input);
    } finally {
      this.input = outer;
      this.depth--;
    }
  }

  private one(command: ShellCommand, input: { text: string }): Result {
    switch (command.kind) {
      case 'simple':
        return this.simple(command, input);
      case 'pipeline': {
        const isPiped = command.commands.length > 1;
        let text = input;
        let result: Result = { status: 0, output: '' };
        for (const part of command.commands) {
          const from = text;
          result = isPiped ? this.isolated(() => this.command(part, from)) : this.command(part, from);
          text = { text: result.output };
        }
        return command.isNegated ? { status: result.status === 0 ? 1 : 0, output: result.output } : result;
      }
      case 'and-or': {
        const left = this.command(command.left, input);
        this.status = left.status;
        if ((left.status === 0) !== (command.operator === '&&')) return left;
        const right = this.command(command.right, input);
        return { status: right.status, output: left.output + right.output };
      }
      case 'function':
        this.functions.set(command.name, command.body);
        return { status: 0, output: '' };
      default:
    }
    return this.redirected(command.redirections, input, (from) => {
      switch (command.kind) {
        case 'group':
          return command.isSubshell
            ? this.isolated(() => this.list(command.body, from))
            : this.list(command.body, from);
        case 'if': {
          let output = '';
          for (const { condition, body } of command.branches) {
            const tested = this.list(condition, from);
            output += tested.output;
            if (tested.status !== 0) continue;
            const taken = this.list(body, from);
            return { status: taken.status, output: output + taken.output };
          }
          const taken = this.list(command.otherwise, from);
          return { status: taken.status, output: output + taken.output };
        }
        case 'while':
          return this.loop(
            () => {
              const tested = this.list(command.condition, from);
              return (tested.status === 0) === command.isUntil ? tested.output : { before: tested.output };
            },
            command.body,
            from,
          );
        case 'for': {
          const values = command.words === undefined ? [...this.positional] : this.expansion.fields(command.words);
          let at = 0;
          return this.loop(
            () => {
              const value = values[at++];
              if (value === undefined) return '';
              this.assign(command.name, value);
              return { before: '' };
            },
            command.body,
            from,
          );
        }
        case 'case': {
          const subject = this.expansion.text(command.subject);
          const isMatch = (pattern: string): boolean => new RegExp(`^${shellPattern(pattern)}$`).test(subject);
          const taken = command.branches.find(({ patterns }) =>
            patterns.some((word) => isMatch(this.expansion.pattern(word))),
          );
          return taken === undefined ? { status: 0, output: '' } : this.list(taken.body, from);
        }
      }
    });
  }

  /** `next` continues with the body after the condition's output, or ends (the text is then complete). */
  private loop(
    next: () => string | { readonly before: string },
    body: readonly ShellCommand[],
    input: { text: string },
  ): Result {
    let output = '';
    let status = 0;
    for (;;) {
      const going = next();
      if (typeof going === 'string') return { status, output: output + going };
      output += going.before;
      try {
        const result = this.list(body, input);
        output += result.output;
        status = result.status;
      } catch (error) {
        if (!(error instanceof Jump) || (error.kind !== 'break' && error.kind !== 'continue')) throw error;
        output += error.output;
        error.output = '';
        if (--error.levels > 0) {
          error.output = output;
          throw error;
        }
        if (error.kind === 'break') return { status: 0, output };
      }
    }
  }

  private redirected(
    redirections: readonly Redirection[],
    input: { text: string },
    action: (input: { text: string }) => Result,
  ): Result {
    let from = input;
    let to: { readonly path: string; readonly isAppended: boolean } | 'nowhere' | undefined;
    for (const { descriptor, operator, target } of redirections) {
      const path = this.expansion.text(target);
      if (operator === '<<') from = { text: path };
      else if (operator === '<') {
        const text = path === '/dev/null' ? '' : this.settings.files.read(path);
        if (text === undefined) return { status: 1, output: '' };
        from = { text };
      } else if (operator === '>&') {
        // Output to standard error is ignored.
        if (descriptor === 1 && path === '2') to = 'nowhere';
        else if (descriptor !== 2) throw new NotUnderstood(`${descriptor}>&${path}`);
      } else if (descriptor === 1) to = path === '/dev/null' ? 'nowhere' : { path, isAppended: operator === '>>' };
      else if (descriptor !== 2 || path !== '/dev/null') throw new NotUnderstood(`${descriptor}${operator} ${path}`);
    }
    // The shell makes the file before the command runs.
    if (typeof to === 'object' && !to.isAppended) this.settings.files.write(to.path, '');
    const result = action(from);
    if (to === undefined) return result;
    if (to !== 'nowhere') this.settings.files.write(to.path, (this.settings.files.read(to.path) ?? '') + result.output);
    return { status: result.status, output: '' };
  }

  private simple(
    { assignments, words, redirections }: Extract<ShellCommand, { kind: 'simple' }>,
    input: { text: string },
  ): Result {
    const [name, ...operands] = this.expansion.fields(words);
    if (name === undefined) {
      // Its status is that of the last command substitution in its values.
      this.status = 0;
      for (const { name: variable, value } of assignments) this.assign(variable, this.expansion.text(value));
      const { status } = this;
      return this.redirected(redirections, input, () => ({ status, output: '' }));
    }
    // An assignment before a command is for that command only; its value is expanded in any case.
    for (const { value } of assignments) this.expansion.text(value);
    return this.redirected(redirections, input, (from) => this.invoke(name, operands, from));
  }

  private invoke(name: string, operands: readonly string[], input: { text: string }): Result {
    const own = this.functions.get(name);
    if (own !== undefined) return this.call(own, operands, input);
    const builtin = this.builtin(name, operands, input);
    if (builtin !== undefined) return builtin;
    const utility = this.settings.programs?.get(name) ?? UTILITIES.get(name);
    if (utility === undefined) throw new NotUnderstood(`the command ${name}`);
    return utility(operands, input.text, this.settings.files);
  }

  private call(body: ShellCommand, operands: readonly string[], input: { text: string }): Result {
    const outer = this.positional;
    this.positional = operands;
    try {
      return this.command(body, input);
    } catch (error) {
      if (!(error instanceof Jump) || error.kind !== 'return') throw error;
      return { status: error.status, output: error.output };
    } finally {
      this.positional = outer;
    }
  }

  private builtin(name: string, operands: readonly string[], input: { text: string }): Result | undefined {
    const [first] = operands;
    switch (name) {
      case 'unset':
        for (const one of operands) {
          this.variables.delete(one);
          this.unknown.delete(one);
        }
        return { status: 0, output: '' };
      case 'export':
      case 'readonly':
        for (const one of operands) {
          const equals = one.indexOf('=');
          if (equals > 0) this.assign(one.slice(0, equals), one.slice(equals + 1));
        }
        return { status: 0, output: '' };
      case 'shift':
        this.positional = this.positional.slice(Number(first ?? 1));
        return { status: 0, output: '' };
      case 'set':
        if (first === '--') this.positional = operands.slice(1);
        else if (!/^[-+]e?[ux]?$/.test(first ?? '')) throw new NotUnderstood(`set ${operands.join(' ')}`);
        return { status: 0, output: '' };
      case 'break':
      case 'continue':
        throw new Jump(name, 0, Number(first ?? 1));
      case 'return':
      case 'exit':
        throw new Jump(name, Number(first ?? this.status), 0);
      case 'read':
        return this.readLine(operands, input);
      default:
        return undefined;
    }
  }

  private readLine(operands: readonly string[], input: { text: string }): Result {
    const names = operands.filter((one) => one !== '-r');
    if (input.text === '') return { status: 1, output: '' };
    const end = input.text.indexOf('\n');
    const line = end < 0 ? input.text : input.text.slice(0, end);
    input.text = end < 0 ? '' : input.text.slice(end + 1);
    let rest = line.trim();
    names.forEach((name, i) => {
      const cut = i === names.length - 1 ? -1 : rest.search(/[ \t]/);
      this.assign(name, cut < 0 ? rest : rest.slice(0, cut));
      rest = cut < 0 ? '' : rest.slice(cut).trimStart();
    });
    return { status: end < 0 ? 1 : 0, output: '' };
  }
}
