import { NotUnderstood } from './not-understood.ts';
import { WordReader } from './parse-words.ts';
import type { Redirection, ShellCommand, Word } from './shell-syntax.ts';

const DEEPEST = 60;
const RESERVED = /(?:if|then|elif|else|fi|while|until|do|done|for|in|case|esac|[{}!])(?=[\s;&|()<>]|$)/y;
const ASSIGNMENT = /[A-Za-z_]\w*=/y;
const REDIRECTION = /(\d?)(<<-?|>>|[<>]&|>\||[<>])/y;
const FUNCTION = /([A-Za-z_]\w*)[ \t]*\([ \t]*\)\s*/y;

/**
 * A script's commands (XCU 2.10).
 * @throws NotUnderstood at a construct that is not supported
 */
export function parseShell(text: string): readonly ShellCommand[] {
  return new ShellParser(text).script();
}

/** A script's commands up to the first construct that is not supported. */
export function parseLeadingCommands(text: string): readonly ShellCommand[] {
  return new ShellParser(text).leading();
}

class ShellParser extends WordReader {
  /** Here-documents whose text starts on the next line. */
  private readonly awaited: {
    readonly end: string;
    readonly isLiteral: boolean;
    readonly stripsTabs: boolean;
    readonly into: Redirection;
  }[] = [];

  constructor(text: string) {
    super(text);
    this.inner = (): readonly ShellCommand[] => this.list([]);
    this.read = parseShell;
  }

  script(): readonly ShellCommand[] {
    const commands = this.list([]);
    if (this.at < this.text.length) throw this.unexpected();
    return commands;
  }

  leading(): readonly ShellCommand[] {
    const commands: ShellCommand[] = [];
    try {
      this.list([], commands);
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
    }
    return commands;
  }

  private unexpected(): NotUnderstood {
    return new NotUnderstood(`a shell command at "${this.text.slice(this.at, this.at + 20).split('\n')[0] ?? ''}"`);
  }

  /** Blanks and comments; newlines too where `andLines`. */
  private skip(andLines: boolean): void {
    for (;;) {
      this.match(/(?:[ \t\r]|\\\n)+/y);
      if (this.text[this.at] === '#') this.match(/[^\n]*/y);
      if (!andLines || this.text[this.at] !== '\n') return;
      this.at++;
      this.hereDocuments();
    }
  }

  private hereDocuments(): void {
    for (const { end, isLiteral, stripsTabs, into } of this.awaited.splice(0)) {
      let body = '';
      for (;;) {
        if (this.at >= this.text.length) break;
        const stop = this.text.indexOf('\n', this.at);
        const raw = this.text.slice(this.at, stop < 0 ? undefined : stop);
        this.at = stop < 0 ? this.text.length : stop + 1;
        const line = stripsTabs ? raw.replace(/^\t+/, '') : raw;
        if (line === end) break;
        body += `${line}\n`;
      }
      into.target = isLiteral
        ? [{ kind: 'text', text: body, isQuoted: true }]
        : WordReader.hereDocument(body, parseShell);
    }
  }

  /** The reserved word at which it stands. */
  private reserved(): string | undefined {
    this.skip(false);
    RESERVED.lastIndex = this.at;
    return RESERVED.exec(this.text)?.[0];
  }

  private expect(word: string): void {
    this.skip(true);
    if (this.reserved() !== word) throw this.unexpected();
    this.at += word.length;
  }

  /** Commands up to one of the reserved words, `)`, `;;` or the end. */
  private list(ends: readonly string[], commands: ShellCommand[] = []): readonly ShellCommand[] {
    if (++this.depth > DEEPEST) throw new NotUnderstood('shell commands that nest too deeply');
    for (;;) {
      this.skip(true);
      const reserved = this.reserved();
      if (this.at >= this.text.length || this.text[this.at] === ')' || this.text.startsWith(';;', this.at)) break;
      if (reserved !== undefined && ends.includes(reserved)) break;
      commands.push(this.andOr());
      this.skip(false);
      if (this.text[this.at] === '&' && this.text[this.at + 1] !== '&')
        throw new NotUnderstood('a command in the background');
      if (this.text[this.at] === ';' && this.text[this.at + 1] !== ';') this.at++;
    }
    this.depth--;
    return commands;
  }

  private andOr(): ShellCommand {
    let left = this.pipeline();
    for (;;) {
      this.skip(false);
      const operator = this.match(/&&|\|\|/y);
      if (operator === undefined) return left;
      this.skip(true);
      left = { kind: 'and-or', left, operator: operator === '&&' ? '&&' : '||', right: this.pipeline() };
    }
  }

  private pipeline(): ShellCommand {
    const isNegated = this.reserved() === '!';
    if (isNegated) this.at++;
    this.skip(false);
    const commands = [this.command()];
    for (;;) {
      this.skip(false);
      if (this.text[this.at] !== '|' || this.text[this.at + 1] === '|') break;
      this.at++;
      this.skip(true);
      commands.push(this.command());
    }
    const [only] = commands;
    return only !== undefined && commands.length === 1 && !isNegated ? only : { kind: 'pipeline', commands, isNegated };
  }

  private command(): ShellCommand {
    const reserved = this.reserved();
    if (this.text[this.at] === '(') {
      this.at++;
      const body = this.list([]);
      if (this.text[this.at] !== ')') throw this.unexpected();
      this.at++;
      return { kind: 'group', body, isSubshell: true, redirections: this.redirections() };
    }
    FUNCTION.lastIndex = this.at;
    const head = reserved === undefined ? FUNCTION.exec(this.text) : null;
    if (head?.[1] !== undefined) {
      this.at += head[0].length;
      return { kind: 'function', name: head[1], body: this.command() };
    }
    switch (reserved) {
      case undefined:
        return this.simple();
      case '{': {
        this.at++;
        const body = this.list(['}']);
        this.expect('}');
        return { kind: 'group', body, isSubshell: false, redirections: this.redirections() };
      }
      case 'if':
        return this.conditional();
      case 'while':
      case 'until': {
        this.at += reserved.length;
        const condition = this.list(['do']);
        const body = this.doGroup();
        return { kind: 'while', condition, isUntil: reserved === 'until', body, redirections: this.redirections() };
      }
      case 'for':
        return this.forLoop();
      case 'case':
        return this.caseOf();
      default:
        throw this.unexpected();
    }
  }

  private doGroup(): readonly ShellCommand[] {
    this.expect('do');
    const body = this.list(['done']);
    this.expect('done');
    return body;
  }

  private conditional(): ShellCommand {
    const branches: { condition: readonly ShellCommand[]; body: readonly ShellCommand[] }[] = [];
    let otherwise: readonly ShellCommand[] = [];
    for (let word = 'if'; word === 'if' || word === 'elif'; word = this.reserved() ?? '') {
      this.at += word.length;
      const condition = this.list(['then']);
      this.expect('then');
      branches.push({ condition, body: this.list(['elif', 'else', 'fi']) });
    }
    if (this.reserved() === 'else') {
      this.at += 4;
      otherwise = this.list(['fi']);
    }
    this.expect('fi');
    return { kind: 'if', branches, otherwise, redirections: this.redirections() };
  }

  private forLoop(): ShellCommand {
    this.at += 3;
    this.skip(false);
    const name = this.match(/[A-Za-z_]\w*/y);
    if (name === undefined) throw this.unexpected();
    this.skip(true);
    let words: Word[] | undefined;
    if (this.reserved() === 'in') {
      this.at += 2;
      words = this.words();
    }
    this.skip(false);
    if (this.text[this.at] === ';') this.at++;
    return { kind: 'for', name, words, body: this.doGroup(), redirections: this.redirections() };
  }

  private words(): Word[] {
    const words: Word[] = [];
    for (;;) {
      this.skip(false);
      const word = this.word();
      if (word === undefined) return words;
      words.push(word);
    }
  }

  private caseOf(): ShellCommand {
    this.at += 4;
    this.skip(false);
    const subject = this.word();
    if (subject === undefined) throw this.unexpected();
    this.expect('in');
    const branches: { patterns: readonly Word[]; body: readonly ShellCommand[] }[] = [];
    for (;;) {
      this.skip(true);
      if (this.reserved() === 'esac') break;
      if (this.text[this.at] === '(') this.at++;
      const patterns: Word[] = [];
      do {
        this.skip(false);
        const pattern = this.word();
        if (pattern === undefined) throw this.unexpected();
        patterns.push(pattern);
        this.skip(false);
      } while (this.match(/\|/y) !== undefined);
      if (this.text[this.at] !== ')') throw this.unexpected();
      this.at++;
      branches.push({ patterns, body: this.list(['esac']) });
      if (this.text.startsWith(';;', this.at)) this.at += 2;
    }
    this.expect('esac');
    return { kind: 'case', subject, branches, redirections: this.redirections() };
  }

  private redirections(): readonly Redirection[] {
    const found: Redirection[] = [];
    for (;;) {
      this.skip(false);
      const one = this.redirection();
      if (one === undefined) return found;
      found.push(one);
    }
  }

  private redirection(): Redirection | undefined {
    REDIRECTION.lastIndex = this.at;
    const head = REDIRECTION.exec(this.text);
    const spelled = head?.[2];
    if (head === null || spelled === undefined) return undefined;
    this.at += head[0].length;
    this.skip(false);
    const target = this.word();
    if (target === undefined) throw this.unexpected();
    const isInput = spelled.startsWith('<');
    const descriptor = head[1] === '' ? (isInput ? 0 : 1) : Number(head[1]);
    if (!spelled.startsWith('<<')) {
      const operator = spelled === '>|' ? '>' : spelled === '<&' ? '>&' : (spelled as Redirection['operator']);
      return { descriptor, operator, target };
    }
    const into: Redirection = { descriptor, operator: '<<', target: [] };
    const end = target.map((part) => (part.kind === 'text' ? part.text : '')).join('');
    this.awaited.push({ end, isLiteral: target.some(({ isQuoted }) => isQuoted), stripsTabs: spelled === '<<-', into });
    return into;
  }

  private simple(): ShellCommand {
    const assignments: { name: string; value: Word }[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      this.skip(false);
      const redirection = this.redirection();
      if (redirection !== undefined) {
        redirections.push(redirection);
        continue;
      }
      const head = words.length === 0 ? this.match(ASSIGNMENT) : undefined;
      const word = this.word();
      if (head !== undefined) assignments.push({ name: head.slice(0, -1), value: word ?? [] });
      else if (word === undefined) break;
      else words.push(word);
    }
    if (assignments.length + words.length + redirections.length === 0) throw this.unexpected();
    return { kind: 'simple', assignments, words, redirections };
  }
}
