import { getOrMake } from '../collections/get-or-make.ts';
import { isNamePart } from '../text/file-source.ts';
import type { MacroRoles } from './macro-roles.ts';
import { SYMBOL_PREFIX } from './set-variables.ts';
import { Interner } from '../lexer/interner.ts';
import { lexFile } from '../lexer/lex.ts';
import { evaluate, NO_KNOWN_NAMES, readFormula, type Formula } from '../written/condition-formula.ts';

/** An open #if, and the names that each of its branches defines if it is unknown which branch is compiled. */
interface OpenCondition {
  readonly branches: Set<string>[];
  isSure: boolean;
  /** All branches until now are surely left out. */
  isOff: boolean;
  hasElse: boolean;
}

/**
 * Names that sources give in column 0, where KNF begins whatever stands outside functions: `name(` of a function, the
 * objects of a declaration, the arguments of a macro such as MALLOC_DEFINE. Read from text alone, some 100 MB/s; what
 * #if leaves out is there too, but not among the `sure`.
 */
export class WrittenNames {
  /**
   * Symbols that a source certainly defines: outside every #if, inside an #if that holds, or in all branches of one.
   */
  readonly sure = new Set<string>();
  /** Sources that may define a symbol, depending on an #if that is not understood. */
  readonly guarded = new Map<string, string[]>();
  /** Functions that some text gives a body, whatever #if says. */
  readonly bodies = new Set<string>();
  /** Words beside ## in the sources' own macros. */
  readonly pieces = new Set<string>();
  private readonly roles: MacroRoles;
  private readonly isVimage: boolean;
  private readonly isDefined: (name: string) => boolean | undefined;
  private readonly wanted: ReadonlySet<string> | undefined;
  /** The conditions of #if lines by their text: many sources have the same. */
  private readonly formulas = new Map<string, Formula>();
  private readonly interner = new Interner();
  private conditions: OpenCondition[] = [];
  private path = '';

  /**
   * `isVimage`: virtualized globals are members of set_vnet, and no plain ones. `isDefined`: undefined for macros of
   * which nothing is known. `wanted`: the only names that matter; all without it.
   */
  constructor(
    roles: MacroRoles,
    isVimage: boolean,
    isDefined: (name: string) => boolean | undefined,
    wanted?: ReadonlySet<string>,
  ) {
    this.roles = roles;
    this.isVimage = isVimage;
    this.isDefined = isDefined;
    this.wanted = wanted;
  }

  get isPartial(): boolean {
    return this.wanted !== undefined;
  }

  add(path: string, text: string): void {
    this.path = path;
    this.conditions = [];
    for (let at = 0; at < text.length;) {
      let end = endOfLine(text, at);
      const c = text.charCodeAt(at);
      if (c === HASH) {
        while (text.charCodeAt(end - 1) === BACKSLASH && end < text.length) end = endOfLine(text, end + 1);
        this.directive(text.slice(at + 1, end));
      } else if (isStart(c)) this.line(text, at, end);
      at = end + 1;
    }
  }

  private directive(line: string): void {
    const word = /^[ \t]*(\w+)/.exec(line)?.[1] ?? '';
    const top = this.conditions[this.conditions.length - 1];
    switch (word) {
      case 'if':
      case 'ifdef':
      case 'ifndef':
        this.conditions.push({ branches: [new Set()], ...this.asked(line), hasElse: false });
        return;
      case 'else':
      case 'elif':
        if (top === undefined) return;
        Object.assign(top, word === 'else' ? { isSure: top.isOff, isOff: false } : { isSure: false, isOff: false });
        top.hasElse ||= word === 'else';
        top.branches.push(new Set());
        return;
      case 'endif':
        this.conditions.pop();
        // Whichever branch it is, the name is there.
        if (top?.hasElse === true)
          for (const name of top.branches[0] ?? [])
            if (top.branches.every((branch) => branch.has(name))) this.give(name);
        return;
      case 'define':
        if (line.includes('##'))
          // `n##_made`: each name beside ##, though one match would take the ## from the other.
          for (const beside of [/([A-Za-z_]\w*)\s*##/g, /##\s*([A-Za-z_]\w*)/g])
            for (const [, piece = ''] of line.matchAll(beside)) this.pieces.add(piece);
        return;
      default:
    }
  }

  private asked(line: string): Pick<OpenCondition, 'isSure' | 'isOff'> {
    const formula = getOrMake(this.formulas, line, () =>
      readFormula(lexFile('', `#${line}\n`, this.interner), 0, 0, NO_KNOWN_NAMES),
    );
    const answer = evaluate(formula, (name, isText) => (isText ? undefined : this.isDefined(name)));
    return { isSure: answer === true, isOff: answer === false };
  }

  private give(name: string): void {
    if (this.wanted?.has(name) === false) return;
    const unsure = this.conditions.findLast(({ isSure }) => !isSure);
    if (unsure === undefined) {
      this.sure.add(name);
      return;
    }
    unsure.branches[unsure.branches.length - 1]?.add(name);
    const known = this.guarded.get(name);
    if (known === undefined) this.guarded.set(name, [this.path]);
    else if (known[known.length - 1] !== this.path) known.push(this.path);
  }

  private line(text: string, at: number, end: number): void {
    const first = nameAt(text, at);
    if (first === '' || NO_DEFINITION.has(first)) {
      // `(malloc)(size_t size)`, and `} name;` after a struct's members.
      const c = text.charCodeAt(at);
      if (c === OPEN) {
        const name = nameAt(text, at + 1);
        this.give(name);
        const parameters = text.indexOf('(', at + 1);
        if (parameters >= 0 && isBodyBehind(text, parameters)) this.bodies.add(name);
      } else if (c === CLOSE_BRACE) this.declarators(text, at + 1, end);
      return;
    }
    const open = skipBlanks(text, at + first.length);
    if (text.charCodeAt(open) !== OPEN || text.charCodeAt(skipBlanks(text, open + 1)) === STAR)
      return this.declarators(text, at + first.length, end);
    this.give(first);
    if (isBodyBehind(text, open)) this.bodies.add(first);
    if (/[A-Z]/.test(first)) this.macro(text, first, open);
  }

  /**
   * Objects of a declaration and the function that it defines: names outside parentheses, each in front of what ends
   * its declarator.
   */
  private declarators(text: string, from: number, end: number): void {
    let last = '';
    for (let i = from; i < end;) {
      const c = text.charCodeAt(i);
      if (isNamePart(c)) {
        const name = nameAt(text, i) || text.charAt(i);
        i += name.length;
        const next = skipBlanks(text, i);
        const isCall = text.charCodeAt(next) === OPEN;
        const isAttribute = last !== '' && ATTRIBUTE.test(name);
        if (!isAttribute) {
          if (isCall && isBodyBehind(text, next)) {
            this.bodies.add(name);
            return this.give(name);
          }
          last = name;
        }
        if (!isCall || text.charCodeAt(skipBlanks(text, next + 1)) === STAR) continue;
        // Skips the parameters of a prototype, or an attribute's operand.
        const close = closing(text, next);
        if (close < 0 || !isAttribute) return;
        i = close + 1;
        continue;
      }
      if (c === OPEN_BRACE) return;
      if (last !== '' && (c === SEMICOLON || c === EQUALS || c === COMMA || c === OPEN_BRACKET || c === CLOSE)) {
        this.give(last);
        if (c === SEMICOLON || c === EQUALS || c === CLOSE) return;
      }
      i++;
    }
  }

  /**
   * A macro of file scope: what it is known to make of its arguments, and the arguments themselves, which the kernel
   * then has too.
   */
  private macro(text: string, macro: string, open: number): void {
    const close = closing(text, open);
    if (close < 0) return;
    const given = text
      .slice(open + 1, close)
      .split(',')
      .map((argument) => argument.replaceAll(/\s+/g, ''));
    const role = this.roles.get(macro);
    if (role?.role === 'declare') return;
    if (role?.role === 'define')
      return this.give(
        `${role.set === 'set_vnet' && !this.isVimage ? '' : SYMBOL_PREFIX[role.set]}${given[role.nameArgument] ?? ''}`,
      );
    for (const argument of given) {
      const name = argument.startsWith('&') ? argument.slice(1) : argument;
      if (NAME.test(name)) this.give(name);
    }
    const [a = '', b = '', c = '', d = ''] = given;
    if (macro.startsWith('SYSCTL_') && macro !== 'SYSCTL_DECL') {
      this.give(`sysctl__${a}`);
      this.give(macro.includes('ROOT') ? `sysctl___${b}` : `sysctl__${a}_${c}`);
      // Up to 9 a node has the list of its children beside it (SYSCTL_NODE_CHILDREN).
      if (macro === 'SYSCTL_NODE') this.give(`sysctl_${a}_${c}_children`);
    } else if (macro.startsWith('SDT_'))
      this.give(macro.startsWith('SDT_PROVIDER') ? `sdt_provider_${a}` : `sdt_${a}_${b}_${c}_${d}`);
  }
}

const [HASH, OPEN, CLOSE, STAR, COMMA, SEMICOLON, EQUALS, OPEN_BRACKET, BACKSLASH, OPEN_BRACE, CLOSE_BRACE] = [
  35, 40, 41, 42, 44, 59, 61, 91, 92, 123, 125,
];
const NAME = /^[A-Za-z_]\w*$/;
/** Names after a declarator that are attributes (sys/cdefs.h). */
const ATTRIBUTE =
  /^__(?:read_|exclusive_|aligned|section|used|unused|packed|attribute|dead|noreturn|printflike|weak|noinline|result|nosan|nostack|nonstring|min_size|format|malloc|alloc|pure|predict|va_|asm|hidden|exported|NO)/;
/** Lines that begin so define nothing. */
const NO_DEFINITION: ReadonlySet<string> = new Set([
  'extern',
  'typedef',
  'return',
  'goto',
  'case',
  'default',
  'if',
  'else',
  'for',
  'while',
  'do',
  'switch',
  'break',
  'continue',
]);
/** No macro's arguments are longer. */
const LONGEST = 4000;

function isStart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === OPEN || c === CLOSE_BRACE;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function nameAt(text: string, at: number): string {
  const c = text.charCodeAt(at);
  if (c >= 48 && c <= 57) return '';
  let end = at;
  while (isNamePart(text.charCodeAt(end))) end++;
  return text.slice(at, end);
}

function skipBlanks(text: string, at: number): number {
  let i = at;
  while (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9) i++;
  return i;
}

/** Offset of the parenthesis that closes the one at `open`; -1 if it is far away. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length && i < open + LONGEST; i++) {
    const c = text.charCodeAt(i);
    if (c === OPEN) depth++;
    else if (c === CLOSE && --depth === 0) return i;
  }
  return -1;
}

/** True if a body follows the parameters at `open`: no prototype. */
function isBodyBehind(text: string, open: number): boolean {
  const close = closing(text, open);
  if (close < 0) return false;
  for (let i = close + 1; i < text.length && i < close + LONGEST; i++) {
    const c = text.charCodeAt(i);
    if (c === OPEN_BRACE) return true;
    if (c === SEMICOLON) return false;
  }
  return false;
}
