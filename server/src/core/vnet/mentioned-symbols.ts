import type { Interner } from '../lexer/interner.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import type * as A from '../parser/ast.ts';
import { S_EXTERN, S_STATIC } from '../parser/ast.ts';
import type { ParsedSegment } from '../parser/parsed-segment.ts';
import type { TranslationUnit } from '../parser/translation-unit.ts';
import { D_IF, D_IFDEF, D_IFNDEF, directiveTable } from '../preprocessor/directive-table.ts';
import { M_BUILTIN } from '../preprocessor/macro.ts';
import type { MacroEnvironment } from '../preprocessor/macro-environment.ts';
import { evaluate, NO_KNOWN_NAMES, readFormula, type Assignment } from '../written/condition-formula.ts';
import { SYMBOL_PREFIX } from './set-variables.ts';
import { onceWith } from '../text/worked-out.ts';
import { addTo } from '../collections/multimap.ts';

const PREFIXES = Object.values(SYMBOL_PREFIX);

/**
 * Names that a part declares with the prefix of a set, by the name without it; computed once for all units that share
 * the part.
 */
function setMembers(part: ParsedSegment, interner: Interner): readonly (readonly [name: number, member: number])[] {
  return part.entities.flatMap(({ kind, name }) => {
    if (kind !== 'variable') return [];
    const spelling = interner.spelling(name);
    const prefix = PREFIXES.find((one) => spelling.startsWith(one));
    return prefix === undefined ? [] : [[interner.intern(spelling.slice(prefix.length)), name] as const];
  });
}

/**
 * Interned names of what other objects must define, as far as anything in a unit can lead to them: more than its code
 * really needs, found without expanding a body. Leads are the words of its source (also those that #if leaves out),
 * what macros stand for, and the bodies of the header functions among them. Asked for right after the translation,
 * while the macros are still those of the unit. Names that macros put together with ## are found for V_x and DPCPU
 * alone.
 */
export function mentionedSymbols(unit: TranslationUnit, environment: MacroEnvironment): ReadonlySet<number> {
  return new MentionedSymbols(unit, environment).run();
}

class MentionedSymbols {
  private readonly unit: TranslationUnit;
  private readonly environment: MacroEnvironment;
  private readonly found = new Set<number>();
  private readonly seen: Uint8Array;
  private readonly waiting: number[] = [];
  private readonly members = new Map<number, number[]>();
  private readonly read = new Set<A.FunctionDefinition>();

  constructor(unit: TranslationUnit, environment: MacroEnvironment) {
    this.unit = unit;
    this.environment = environment;
    this.seen = new Uint8Array(unit.interner.size);
  }

  run(): ReadonlySet<number> {
    const { unit } = this;
    const { mainFile } = unit.translation;
    for (const part of unit.parts) {
      for (const [name, member] of onceWith(part, setMembers, unit.interner)) addTo(this.members, name, member);
    }
    this.source(mainFile);
    for (const part of unit.parts) {
      if (part.segments.some(({ file }) => file === mainFile))
        this.words(part.source.tokens.kind, part.source.tokens.value, 0, part.source.tokens.count);
      else
        for (const declaration of part.declarations)
          if (isForced(declaration))
            this.words(
              declaration.source.tokens.kind,
              declaration.source.tokens.value,
              declaration.from,
              declaration.to,
            );
    }
    for (let name = this.waiting.pop(); name !== undefined; name = this.waiting.pop()) this.follow(name);
    return this.found;
  }

  /** The words of a file that its #if do not surely leave out. */
  private source(file: TokenFile): void {
    const table = directiveTable(file);
    const isDefined: Assignment = (name, isText) =>
      isText ? undefined : this.environment.peek(this.unit.interner.intern(name)) !== 0;
    let from = 0;
    for (let d = 0; d < file.directives.length; d++) {
      const hash = file.directives[d] as number;
      if (hash < from) continue;
      const code = table.code[d] as number;
      if (code !== D_IF && code !== D_IFDEF && code !== D_IFNDEF) continue;
      for (let group = d; group >= 0;) {
        const next = table.next[group] as number;
        if (next < 0 || group === table.endif[d]) break;

        const start = file.directives[group] as number;
        if (evaluate(readFormula(file, group, 0, NO_KNOWN_NAMES), isDefined) !== false) break;
        // This group is left out.
        const stop = file.directives[next] as number;
        this.words(file.kind, file.value, from, start);
        from = stop;
        group = next;
      }
    }
    this.words(file.kind, file.value, from, file.count);
  }

  private words(kind: Uint8Array, value: Int32Array, from: number, to: number): void {
    for (let i = from; i < to; i++) if (kind[i] === T_IDENT) this.meet(value[i] as number);
  }

  private meet(name: number): void {
    if (this.seen[name] !== 0) return;
    this.seen[name] = 1;
    this.waiting.push(name);
  }

  private follow(name: number): void {
    const macro = this.environment.macros[this.environment.peek(name)];
    if (macro !== undefined && macro.kind !== M_BUILTIN) {
      const { file, from, to } = macro;
      this.words(file.kind, file.value, from, to);
      // `#define htons(x) __htons(x)` leaves nothing of the function of that name.
      if (!file.value.subarray(from, to).includes(name)) return;
    }
    this.declared(name);
    for (const member of this.members.get(name) ?? []) this.declared(member);
  }

  private declared(name: number): void {
    let isElsewhere = false;
    for (const entity of this.unit.entities(name)) {
      if (entity.kind === 'enumerator' || entity.kind === 'typedef') return;
      if (entity.kind === 'definition') {
        const { definition } = entity;
        if (this.read.has(definition)) return;
        this.read.add(definition);
        const { tokens } = definition.source;
        return this.words(tokens.kind, tokens.value, definition.body.from, definition.body.to);
      }
      const { storage } = entity.declaration.specifiers;
      if ((storage & S_STATIC) !== 0) return;
      if (entity.kind === 'variable' && ((storage & S_EXTERN) === 0 || entity.declarator.initializer !== undefined))
        return;
      isElsewhere = true;
    }
    if (isElsewhere) this.found.add(name);
  }
}

/** What an included file brings to the object by itself: functions that are not static, objects. */
function isForced(declaration: A.ExternalDeclaration): boolean {
  if (declaration.kind === 'function') return (declaration.specifiers.storage & S_STATIC) === 0;
  return (
    declaration.kind === 'declaration' && declaration.declarators.some(({ initializer }) => initializer !== undefined)
  );
}
