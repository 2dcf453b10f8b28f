import type { TokenFile } from '../lexer/token-file.ts';
import {
  F_BOL,
  F_COL0,
  F_SPACE,
  T_EOF,
  T_HEADER,
  T_IDENT,
  T_NUMBER,
  T_PRAGMA,
  T_PUNCT,
  T_STRING,
} from '../lexer/token-kinds.ts';
import { P_GT, P_LBRACE, P_LT } from '../lexer/punctuators.ts';
import type { Problem } from '../text/problem.ts';
import type { BodyFilter } from './body-filter.ts';
import type { BuiltinState } from './builtins.ts';
import { evaluateCondition } from './condition.ts';
import * as D from './directive-table.ts';
import type { Expander, FileTokens } from './expander.ts';
import type { MacroEnvironment } from './macro-environment.ts';
import { keepMacro, readPragma } from './pragmas.ts';
import { resolveDefined } from './resolve-defined.ts';
import type { IncludeDirective, Segment } from './segment.ts';
import { TokenBuffer } from './token-buffer.ts';
import { lowerBound } from '../collections/lower-bound.ts';

/** Preprocesses one segment (C17 6.10): from token `from` of `file` to its next #include or its end. */
export function runSegment(
  id: number,
  file: TokenFile,
  from: number,
  expander: Expander,
  state: BuiltinState,
  filter?: BodyFilter,
): Segment {
  return new SegmentRun(id, file, from, expander, state, filter).run();
}

class SegmentRun implements FileTokens {
  readonly file: TokenFile;
  private readonly id: number;
  private readonly from: number;
  private readonly expander: Expander;
  private readonly environment: MacroEnvironment;
  private readonly state: BuiltinState;
  private readonly table: D.DirectiveTable;
  private readonly out: TokenBuffer;
  private readonly problems: Problem[] = [];
  private at: number;
  /** Index into file.directives of the next directive at or after `at`. */
  private directive: number;
  private include: IncludeDirective | undefined;
  private readonly filter: BodyFilter | undefined;

  constructor(
    id: number,
    file: TokenFile,
    from: number,
    expander: Expander,
    state: BuiltinState,
    filter: BodyFilter | undefined,
  ) {
    this.id = id;
    this.filter = filter;
    this.file = file;
    this.from = from;
    this.at = from;
    this.expander = expander;
    this.environment = expander.environment;
    this.state = state;
    this.table = D.directiveTable(file);
    this.out = new TokenBuffer(256);
    this.directive = lowerBound(file.directives, from);
  }

  run(): Segment {
    const { file, out, environment, expander } = this;
    const { kind, flags, value } = file;
    const base = file.base;
    environment.startRecording();
    expander.startSegment(this);
    this.state.dependsOnUnit = false;
    for (;;) {
      if (this.at === this.file.directives[this.directive]) {
        this.obey();
        if (this.include !== undefined) break;
        continue;
      }
      const i = this.at;
      const k = kind[i] as number;
      if (k === T_EOF) break;
      this.at = i + 1;
      if (k === T_IDENT) {
        const name = value[i] as number;
        const macro = environment.lookup(name);
        if (macro === 0) out.push(k, flags[i] as number, name, base + i, 0);
        else {
          expander.expandFromFile(
            i,
            environment.macros[macro] as NonNullable<(typeof environment.macros)[number]>,
            out,
          );
          if (expander.trouble !== undefined) {
            this.complain(i, expander.trouble);
            expander.trouble = undefined;
          }
        }
      } else {
        out.push(k, flags[i] as number, value[i] as number, base + i, 0);
        if (
          this.filter !== undefined &&
          value[i] === P_LBRACE &&
          k === T_PUNCT &&
          ((flags[i] as number) & F_COL0) !== 0
        )
          this.passOver(this.filter, i);
      }
    }
    if (this.from === 0) this.checkConditionals();
    const next = this.at;
    return {
      id: this.id,
      file,
      from: this.from,
      reads: environment.recordedReads(),
      writes: environment.recordedWrites(),
      tokens: out.slice(0, out.count),
      log: expander.log,
      include: this.include,
      next,
      problems: this.problems,
      isShareable: !this.state.dependsOnUnit,
    };
  }

  /** Continues at the end of the body opened at `open`, when the filter allows it. */
  private passOver(filter: BodyFilter, open: number): void {
    const close = filter.endOfUnneeded(this.file, open, this.directive);
    if (close < 0) return;
    this.directive = lowerBound(this.file.directives, close);
    this.at = close;
  }

  /** As in clang, a `(` after a directive doesn't make the name before it a call. */
  peek(): number {
    return this.at === this.file.directives[this.directive] || this.file.kind[this.at] === T_EOF ? -1 : this.at;
  }

  take(): number {
    while (this.at === this.file.directives[this.directive]) {
      if (!this.isObeyedInArguments()) return -1;
      this.obey();
    }
    if (this.file.kind[this.at] === T_EOF) return -1;
    return this.at++;
  }

  /** clang executes conditionals and definitions between macro arguments, but not an #include. */
  private isObeyedInArguments(): boolean {
    const code = this.table.code[this.directive];
    return code !== D.D_INCLUDE && code !== D.D_INCLUDE_NEXT;
  }

  /** Executes the directive at `this.at` and moves past it and the groups that it skips. */
  private obey(): void {
    const d = this.directive;
    const { code, lineEnd } = this.table;
    const hash = this.at;
    const end = lineEnd[d] as number;
    const word = hash + 2;
    this.go(d + 1, end);
    switch (code[d]) {
      case D.D_DEFINE:
        return this.define(word, end);
      case D.D_UNDEF:
        if (this.file.kind[word] !== T_IDENT || word >= end)
          return this.complain(hash, 'macro name must be an identifier');
        return this.environment.set(this.file.value[word] as number, 0);
      case D.D_INCLUDE:
      case D.D_INCLUDE_NEXT:
        this.include = this.includeOf(hash, word, end, code[d] === D.D_INCLUDE_NEXT);
        return;
      case D.D_IF:
      case D.D_IFDEF:
      case D.D_IFNDEF:
        return this.choose(d);
      case D.D_ELIF:
      case D.D_ELIFDEF:
      case D.D_ELIFNDEF:
      case D.D_ELSE: {
        // Reached while active: the group before it was the one taken.
        const close = this.table.endif[d] as number;
        return close < 0 ? this.goToEnd() : this.go(close + 1, lineEnd[close] as number);
      }
      case D.D_ERROR:
        return this.complain(hash, `#error${this.rest(word, end)}`);
      case D.D_PRAGMA:
        return this.pragma(hash, word, end);
      case D.D_LINE:
        return this.presumeLine(hash, this.file.kind[hash + 1] === T_NUMBER ? hash + 1 : word, end);
      case D.D_UNKNOWN:
        return this.complain(hash, `unknown directive #${this.file.spelling(hash + 1)}`);
      default:
    }
  }

  private pragma(hash: number, word: number, end: number): void {
    const { file, expander } = this;
    const pragma = readPragma(file, word, end, expander);
    if (pragma?.kind === 'once') this.state.markOnce(expander);
    else if (pragma?.kind === 'layout')
      this.out.push(T_PRAGMA, F_BOL, expander.interner.intern(pragma.line), file.base + hash, 0);
    else if (pragma !== undefined) keepMacro(expander, pragma.kind, pragma.name);
  }

  /** #line (C17 6.10.4); macros in it are expanded. */
  private presumeLine(hash: number, from: number, end: number): void {
    const line = this.line(from, end);
    const words = this.expander.expandAlone(line, 0, line.count);
    if (!this.state.lines.obey(this.expander, this.file, this.file.lineOf(hash), words))
      this.complain(hash, 'expected a line number after #line');
    this.expander.giveBack(line);
    this.expander.giveBack(words);
  }

  private go(directive: number, at: number): void {
    this.directive = directive;
    this.at = at;
  }

  private goToEnd(): void {
    this.go(this.file.directives.length, this.file.count - 1);
  }

  /** Takes the first group of the #if at directive `d` whose condition holds. */
  private choose(d: number): void {
    for (let group = d; group >= 0; group = this.table.next[group] as number) {
      if (this.holds(group)) return this.go(group + 1, this.table.lineEnd[group] as number);
    }
    return this.goToEnd();
  }

  private holds(d: number): boolean {
    const hash = this.file.directives[d] as number;
    const end = this.table.lineEnd[d] as number;
    const word = hash + 2;
    switch (this.table.code[d]) {
      case D.D_ELSE:
      case D.D_ENDIF:
        return true;
      case D.D_IFDEF:
      case D.D_ELIFDEF:
        return this.isDefined(word, end, hash) === true;
      case D.D_IFNDEF:
      case D.D_ELIFNDEF:
        return this.isDefined(word, end, hash) === false;
      default:
        return this.condition(hash, word, end);
    }
  }

  /** undefined without a name: then neither #ifdef nor #ifndef holds. */
  private isDefined(word: number, end: number, hash: number): boolean | undefined {
    if (word >= end || this.file.kind[word] !== T_IDENT) {
      this.complain(hash, 'macro name must be an identifier');
      return undefined;
    }
    return this.environment.lookup(this.file.value[word] as number) !== 0;
  }

  private condition(hash: number, from: number, end: number): boolean {
    const { file, expander } = this;
    // `#if 0` and `#if 1` are most of them.
    if (end === from + 1 && file.kind[from] === T_NUMBER) {
      const spelling = file.spelling(from);
      if (spelling === '0') return false;
      if (spelling === '1') return true;
    }
    const line = this.line(from, end);
    const wasInCondition = expander.inCondition;
    expander.inCondition = true;
    const expanded = expander.expandAlone(line, 0, line.count);
    expander.inCondition = wasInCondition;
    if (expander.trouble !== undefined) this.complain(hash, expander.trouble);
    expander.trouble = undefined;
    resolveDefined(expanded, expander);
    const answer = evaluateCondition(expanded, expander.interner);
    expander.giveBack(line);
    expander.giveBack(expanded);
    if (typeof answer === 'string') {
      this.complain(hash, answer);
      return false;
    }
    return answer;
  }

  private line(from: number, end: number): TokenBuffer {
    const { file, expander } = this;
    const line = expander.borrow();
    for (let i = from; i < end; i++)
      line.push(file.kind[i] as number, file.flags[i] as number, file.value[i] as number, file.base + i, 0);
    return line;
  }

  private define(nameToken: number, end: number): void {
    const vaArgs = this.expander.interner.intern('__VA_ARGS__');
    const macro = this.environment.definitionAt(this.file, nameToken, end, vaArgs);
    if (typeof macro === 'string') this.complain(nameToken - 2, macro);
    else this.environment.set(macro.name, macro.id);
  }

  /** The name in an #include line; macros in it are expanded (C17 6.10.2p4). */
  private includeOf(hash: number, word: number, end: number, isNext: boolean): IncludeDirective | undefined {
    const kind = this.file.kind[word] as number;
    if (word < end && (kind === T_STRING || kind === T_HEADER))
      return this.directiveOf(this.file.spelling(word), hash, isNext);
    const line = this.line(word, end);
    const expanded = this.expander.expandAlone(line, 0, line.count);
    this.expander.giveBack(line);
    let spelling = '';
    for (let i = 0; i < expanded.count; i++) {
      if (
        i > 0 &&
        ((expanded.flags[i] as number) & F_SPACE) !== 0 &&
        !expanded.isPunct(i, P_GT) &&
        !expanded.isPunct(i - 1, P_LT)
      )
        spelling += ' ';
      spelling += expanded.spelling(i, this.expander.interner);
    }
    this.expander.giveBack(expanded);
    const made = this.directiveOf(spelling, hash, isNext);
    if (made === undefined) this.complain(hash, 'expected "FILENAME" or <FILENAME> after #include');
    return made;
  }

  private directiveOf(spelling: string, token: number, isNext: boolean): IncludeDirective | undefined {
    const match = /^(?:"([^"]+)"|<([^>]+)>)$/.exec(spelling);
    if (match === null) return undefined;
    const name = match[1] ?? match[2] ?? '';
    return { name, form: match[1] !== undefined ? 'quoted' : 'angled', isNext, token };
  }

  private checkConditionals(): void {
    for (const d of this.table.unclosed)
      this.complain(this.file.directives[d] as number, 'this conditional has no #endif');
    for (const d of this.table.strays)
      this.complain(
        this.file.directives[d] as number,
        `#${this.file.spelling((this.file.directives[d] as number) + 1)} without #if`,
      );
  }

  private rest(word: number, end: number): string {
    let text = '';
    for (let i = word; i < end; i++)
      text += (i === word || ((this.file.flags[i] as number) & F_SPACE) !== 0 ? ' ' : '') + this.file.spelling(i);
    return text;
  }

  private complain(token: number, message: string): void {
    this.problems.push({ file: this.file.path, line: this.file.lineOf(token), message });
  }
}
