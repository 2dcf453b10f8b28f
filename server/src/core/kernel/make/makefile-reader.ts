import type { Problem } from '../../text/problem.ts';
import { BUILD_FOLDER, folderOf, joinPath, normalizePath } from '../tree-path.ts';
import { replaceLoopVariable } from './loop-variable.ts';
import { readAssignment } from './make-assignment.ts';
import { evaluateCondition, type ConditionContext } from './make-conditions.ts';
import { readMakeLines, type MakeLine } from './make-lines.ts';
import { NOTHING_TO_INCLUDE, type MakeSurroundings } from './make-surroundings.ts';
import { MakeVariables } from './make-variables.ts';
import { makeWords } from './make-words.ts';

/** A target and its recipe, unexpanded. */
export interface MakeRule {
  readonly target: string;
  readonly sources: string[];
  readonly recipe: string[];
  /** The first line of its recipe, or of the rule if it has none. */
  file: string;
  line: number;
}

interface OpenIf {
  /** This branch is read. */
  isActive: boolean;
  /** A branch was taken, or the whole .if is in skipped text. */
  isSettled: boolean;
}

const DIRECTIVE = /^\.[ ]*(-?[a-z]+)[ \t]*(.*)$/s;
const MOST_NESTED_INCLUDES = 24;
/** Lines that are carried out; a few makefiles or loops that read one another several times would have no end. */
const MOST_LINES = 1_000_000;
const LOOP_END = /^\.[ ]*endfor\b/;
const LOOP_BEGIN = /^\.[ ]*for\b/;

/** Reads makefiles as bmake does; recipes are recorded, not run. */
export class MakefileReader implements ConditionContext {
  readonly variables: MakeVariables;
  readonly rules = new Map<string, MakeRule>();
  readonly problems: Problem[] = [];
  /** Suffix ("" for all) -> folders of .PATH and .PATH.<suffix>. */
  readonly searchPath = new Map<string, string[]>();
  /** Makefiles read so far. */
  readonly included = new Set<string>();
  readonly #surroundings: MakeSurroundings;
  readonly #existing = new Map<string, boolean>();
  #file = '';
  #line = 0;
  #depth = 0;
  #lineCount = 0;
  #recipes: MakeRule[] = [];
  #ifs: OpenIf[] = [];

  constructor(surroundings: MakeSurroundings) {
    this.#surroundings = surroundings;
    this.variables = new MakeVariables({
      shell: (command) => this.#shell(command),
      condition: (text) => evaluateCondition(text, this) ?? false,
      problem: (message) => {
        this.problem(message);
      },
    });
    this.variables.set('.CURDIR', surroundings.currentFolder);
    for (const [name, value] of surroundings.variables) this.variables.set(name, value);
  }

  problem(message: string): void {
    const last = this.problems.at(-1);
    if (last?.message === message && last.file === this.#file && last.line === this.#line) return;
    this.problems.push({ file: this.#file, line: this.#line, message });
  }

  /** A problem found after reading, at the first line of `file` that mentions `word`. */
  problemNear(file: string, word: string, message: string): void {
    const lines = (this.#surroundings.files.read(file) ?? '').split('\n');
    this.problems.push({ file, line: lines.findIndex((line) => line.includes(word)) + 1, message });
  }

  expand(text: string): string {
    return this.variables.expand(text);
  }
  reference(text: string): string | undefined {
    return this.variables.reference(text);
  }
  isDefined(name: string): boolean {
    return this.variables.isDefined(name);
  }
  isTarget(name: string): boolean {
    return this.rules.has(name);
  }

  /** Finds a file or folder relative to .CURDIR, along .PATH, or from the root. */
  exists(path: string): boolean {
    const { locate, knows } = this.#surroundings;
    if (path === '' || (locate === undefined && path.startsWith('/'))) return false;
    if (knows?.(path) === false) {
      this.problem(`unknown whether ${path} exists: it belongs neither to the tree nor to the module`);
      return false;
    }
    const spelled = normalizePath(path.endsWith('/.') ? path.slice(0, -2) : path);
    const own =
      locate === undefined ? [spelled, joinPath(this.#surroundings.currentFolder, spelled)] : [locate(spelled)];
    return [...own, ...(this.searchPath.get('') ?? []).map((folder) => joinPath(normalizePath(folder), spelled))].some(
      (place) => this.#isThere(place),
    );
  }

  #isThere(place: string): boolean {
    let known = this.#existing.get(place);
    if (known === undefined) {
      const { files } = this.#surroundings;
      known = !place.startsWith(BUILD_FOLDER) && (files.isFile(place) || files.list(place).length > 0);
      this.#existing.set(place, known);
    }
    return known;
  }

  /** The FileSource's name for a path in a makefile. */
  locate(path: string): string {
    return this.#surroundings.locate?.(path) ?? normalizePath(path);
  }

  get isOutside(): boolean {
    return this.#surroundings.locate !== undefined;
  }

  /** What paths outside the tree mean, for code that reads files for the makefile. */
  get surroundingsOutside(): Pick<MakeSurroundings, 'locate' | 'knows'> {
    const { locate, knows } = this.#surroundings;
    return { locate, knows };
  }

  words(name: string): string[] {
    return makeWords(this.expand(`\${${name}}`));
  }

  /** Reads `text` as the makefile `file`; follows .include in place. */
  read(file: string, text: string): void {
    const outer = { file: this.#file, line: this.#line, ifs: this.#ifs };
    this.included.add(file);
    this.#file = file;
    this.#ifs = [];
    this.#depth++;
    this.variables.set('.PARSEDIR', folderOf(file));
    this.#lines(this.#surroundings.lines?.of(text) ?? readMakeLines(text));
    if (this.#ifs.length > 0) this.problem('.if without .endif');
    this.#depth--;
    // Problems of expansions after the end are reported for the whole makefile.
    this.#file = outer.file === '' ? file : outer.file;
    this.#line = outer.line;
    this.#ifs = outer.ifs;
    this.variables.set('.PARSEDIR', folderOf(this.#file));
  }

  #lines(lines: readonly MakeLine[]): void {
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index];
      if (line === undefined) continue;
      this.#line = line.line;
      if (++this.#lineCount > MOST_LINES) {
        if (this.#lineCount === MOST_LINES + 1) this.problem('too many lines are read here: the rest is left out');
        return;
      }
      if (line.text.startsWith('\t') && this.#recipes.length > 0) {
        if (this.#isActive()) for (const rule of this.#recipes) this.#recipeLine(rule, line.text.slice(1));
        continue;
      }
      const text = line.text.trimStart();
      const directive = text.startsWith('.') ? DIRECTIVE.exec(text) : null;
      if (directive?.[1] === 'for' && this.#isActive()) index = this.#loop(lines, index, directive[2] ?? '');
      else if (directive === null || !this.#directive(directive[1] ?? '', directive[2] ?? '')) {
        if (this.#isActive()) this.#statement(text);
      }
    }
  }

  #recipeLine(rule: MakeRule, command: string): void {
    if (rule.recipe.length === 0) {
      rule.file = this.#file;
      rule.line = this.#line;
    }
    rule.recipe.push(command);
  }

  #isActive(): boolean {
    return this.#ifs.at(-1)?.isActive ?? true;
  }

  /** True if the line was a directive; `.PATH: x` and `.for` in skipped text are not. */
  #directive(name: string, argument: string): boolean {
    const open = this.#ifs.at(-1);
    switch (name) {
      case 'if':
      case 'ifdef':
      case 'ifndef':
      case 'ifmake':
      case 'ifnmake': {
        const isSkipped = !this.#isActive();
        const isTrue = !isSkipped && this.#decide(name, argument);
        this.#ifs.push({ isActive: isTrue, isSettled: isSkipped || isTrue });
        return true;
      }
      case 'elif':
      case 'elifdef':
      case 'elifndef':
        if (open === undefined) this.problem(`.${name} without .if`);
        else {
          open.isActive = !open.isSettled && this.#decide(name.slice(2), argument);
          open.isSettled ||= open.isActive;
        }
        return true;
      case 'else':
        if (open === undefined) this.problem('.else without .if');
        else {
          open.isActive = !open.isSettled;
          open.isSettled = true;
        }
        return true;
      case 'endif':
        if (this.#ifs.pop() === undefined) this.problem('.endif without .if');
        return true;
      case 'include':
      case 'sinclude':
      case 'dinclude':
      case '-include':
        if (this.#isActive()) this.#include(this.expand(argument), name === 'include');
        return true;
      case 'undef':
        if (this.#isActive()) for (const variable of makeWords(this.expand(argument))) this.variables.delete(variable);
        return true;
      case 'error':
        if (this.#isActive()) this.problem(`the makefile stops here: ${this.expand(argument)}`);
        return true;
      case 'for':
      case 'endfor':
      case 'export':
      case 'unexport':
      case 'warning':
      case 'info':
      case 'export-env':
      case 'break':
        return true;
      default:
        return false;
    }
  }

  #decide(name: string, argument: string): boolean {
    if (name === 'ifdef' || name === 'ifndef') {
      const isDefined = argument
        .split('&&')
        .every((part) => part.split('||').some((word) => this.isDefined(this.expand(word.trim()))));
      return isDefined === (name === 'ifdef');
    }
    if (name === 'ifmake' || name === 'ifnmake') return name === 'ifnmake';
    const value = evaluateCondition(argument, this);
    if (value === undefined) this.problem(`condition not understood: ${argument}`);
    return value ?? false;
  }

  /** .for a b in words: the body is read once per word with the references replaced. */
  #loop(lines: readonly MakeLine[], start: number, argument: string): number {
    let depth = 1;
    let end = start + 1;
    for (; end < lines.length; end++) {
      const text = lines[end]?.text ?? '';
      if (LOOP_BEGIN.test(text)) depth++;
      else if (LOOP_END.test(text) && --depth === 0) break;
    }
    const [head = '', ...rest] = argument.split(/[ \t]in(?=[ \t]|$)/);
    const names = makeWords(head);
    const words = makeWords(this.expand(rest.join(' in ')));
    const body = lines.slice(start + 1, end);
    if (names.length === 0) this.problem('.for without a variable');
    for (let at = 0; names.length > 0 && at < words.length; at += names.length) {
      this.#lines(
        body.map((line) => {
          let text = line.text;
          names.forEach((name, offset) => {
            text = replaceLoopVariable(text, name, words[at + offset] ?? '');
          });
          return { text, line: line.line };
        }),
      );
    }
    return end;
  }

  #include(argument: string, isRequired: boolean): void {
    const match = /^([<"])(.*)[>"]$/.exec(argument.trim());
    const name = match?.[2];
    if (match === null || name === undefined || this.#depth > MOST_NESTED_INCLUDES) {
      this.problem(`.include not understood: ${argument}`);
      return;
    }
    const candidates: string[] = [];
    if (match[1] === '"') {
      if (!this.isOutside || !name.startsWith('/'))
        candidates.push(joinPath(folderOf(this.#file), name), joinPath(this.#surroundings.currentFolder, name));
      candidates.push(this.locate(name));
    }
    for (const path of candidates) {
      const text = this.#surroundings.files.read(path);
      if (text !== undefined) {
        this.read(path, text);
        return;
      }
    }
    const system = this.#surroundings.systemInclude(name);
    if (system === NOTHING_TO_INCLUDE) return;
    const text = system === undefined ? undefined : this.#surroundings.files.read(system);
    if (system !== undefined && text !== undefined) this.read(system, text);
    else if (isRequired) this.problem(`cannot read ${name}, which is included here`);
  }

  /** An assignment or a line of targets. */
  #statement(text: string): void {
    const assignment = readAssignment(text);
    if (assignment === undefined) {
      this.#targets(text);
      return;
    }
    this.#recipes = [];
    const name = this.expand(assignment.name);
    if (this.#surroundings.constants?.has(name) === true) return;
    const { value } = assignment;
    switch (assignment.operator) {
      case '':
        this.variables.set(name, value);
        return;
      case '+':
        this.variables.append(name, value);
        return;
      case '?':
        if (!this.variables.isDefined(name)) this.variables.set(name, value);
        return;
      case ':':
        this.variables.set(name, this.variables.expandDefined(value));
        return;
      default:
        this.variables.set(name, this.#shell(this.expand(value)).replaceAll('$', '$$$$'));
    }
  }

  #shell(command: string): string {
    const output = this.#surroundings.shell(command);
    if (output === undefined) this.problem(`the output of a command is unknown: ${command}`);
    return output ?? '';
  }

  #targets(text: string): void {
    const expanded = this.expand(text);
    const colon = /::?|!/.exec(expanded);
    if (colon === null) {
      this.#recipes = [];
      if (expanded.trim() !== '') this.problem(`line not understood: ${text}`);
      return;
    }
    const targets = makeWords(expanded.slice(0, colon.index));
    const sources = makeWords(expanded.slice(colon.index + colon[0].length).split(';')[0] ?? '');
    this.#recipes = [];
    for (const target of targets) {
      if (target.startsWith('.PATH')) {
        const suffix = target.slice(5);
        const folders = this.isOutside ? sources.map((source) => this.locate(source)) : sources;
        this.searchPath.set(suffix, folders.length === 0 ? [] : [...(this.searchPath.get(suffix) ?? []), ...folders]);
        continue;
      }
      if (/^\.[A-Z]/.test(target)) continue;
      const existing = this.rules.get(target);
      // make(1) ignores a second script for a target without `::`; its sources are added.
      const isIgnored = existing !== undefined && existing.recipe.length > 0 && colon[0] !== '::';
      existing?.sources.push(...sources);
      const own: MakeRule = { target, sources: [...sources], recipe: [], file: this.#file, line: this.#line };
      if (existing === undefined) this.rules.set(target, own);
      this.#recipes.push(existing === undefined || isIgnored ? own : existing);
    }
    // `target: source; command`
    const command = expanded.includes(';') ? /;(.*)$/s.exec(text)?.[1]?.trim() : undefined;
    if (command !== undefined && command !== '') for (const rule of this.#recipes) this.#recipeLine(rule, command);
  }
}
