import type { TokenFile } from '../lexer/token-file.ts';
import type { Interner } from '../lexer/interner.ts';
import { parseMacroDefinition, sameDefinition, type Macro } from './macro.ts';
import { getOrMake } from '../collections/get-or-make.ts';

/**
 * Which identifiers are macros now. Every question is recorded, so that results can be reused wherever the answers are
 * the same (see segment.ts).
 */
export class MacroEnvironment {
  private readonly interner: Interner;
  /** Macro id by identifier id; 0 = not a macro. */
  private current: Int32Array;
  private stamp: Int32Array;
  private serial = 0;
  private touched: number[] = [];
  private reads: number[] = [];
  private writes: number[] = [];
  /** Macro by id; the list is shared by all units of a session. */
  readonly macros: (Macro | undefined)[] = [undefined];
  private readonly byLine = new WeakMap<TokenFile, Map<number, Macro>>();
  private readonly byName = new Map<number, Macro[]>();

  constructor(interner: Interner) {
    this.interner = interner;
    this.current = new Int32Array(interner.size + 4096);
    this.stamp = new Int32Array(interner.size + 4096);
  }

  /** Forgets every definition: a new translation unit starts. */
  reset(): void {
    for (const id of this.touched) this.current[id] = 0;
    this.touched = [];
  }

  /** Starts to record reads and writes. */
  startRecording(): void {
    this.serial++;
    this.reads = [];
    this.writes = [];
  }

  /** Macros asked for since startRecording and not defined before: pairs of identifier and macro id. */
  recordedReads(): Int32Array {
    return Int32Array.from(this.reads);
  }

  /** Definitions (macro id) and undefinitions (0) since startRecording, in order. */
  recordedWrites(): Int32Array {
    return Int32Array.from(this.writes);
  }

  /** Macro id of an identifier, 0 for none. Recorded. */
  lookup(identifier: number): number {
    if (identifier >= this.stamp.length) this.grow();
    if (this.stamp[identifier] !== this.serial) {
      this.stamp[identifier] = this.serial;
      this.reads.push(identifier, this.current[identifier] as number);
    }
    return this.current[identifier] as number;
  }

  /** The same question, not recorded. */
  peek(identifier: number): number {
    return this.current[identifier] ?? 0;
  }

  /** True if every recorded answer is still the same. */
  answersAgain(reads: Int32Array): boolean {
    const current = this.current;
    for (let i = 0; i < reads.length; i += 2) {
      if ((current[reads[i] as number] ?? 0) !== reads[i + 1]) return false;
    }
    return true;
  }

  set(identifier: number, macroId: number): void {
    if (identifier >= this.stamp.length) this.grow();
    this.stamp[identifier] = this.serial;
    this.current[identifier] = macroId;
    this.touched.push(identifier);
    this.writes.push(identifier, macroId);
  }

  replay(writes: Int32Array): void {
    for (let i = 0; i < writes.length; i += 2) {
      const identifier = writes[i] as number;
      if (identifier >= this.stamp.length) this.grow();
      this.current[identifier] = writes[i + 1] as number;
      this.touched.push(identifier);
    }
  }

  /** The macro of a #define line, created once per line, or a string that says what is wrong with it. */
  definitionAt(file: TokenFile, nameToken: number, end: number, vaArgs: number): Macro | string {
    const lines = getOrMake(this.byLine, file, () => new Map<number, Macro>());
    const known = lines.get(nameToken);
    if (known !== undefined) return known;
    const made = parseMacroDefinition(file, nameToken, end, this.macros.length, vaArgs);
    if (typeof made === 'string') return made;
    const macro = this.keepId(made);
    lines.set(nameToken, macro);
    return macro;
  }

  /** Adds a builtin macro (M_BUILTIN), or another without a #define line. */
  add(make: (id: number) => Macro): Macro {
    const macro = make(this.macros.length);
    this.macros.push(macro);
    return macro;
  }

  /** The same text in the same file keeps its id when the file is lexed again after an edit elsewhere in it. */
  private keepId(fresh: Macro): Macro {
    const namesakes = this.byName.get(fresh.name);
    if (namesakes === undefined) this.byName.set(fresh.name, [fresh]);
    else {
      const twin = namesakes.findIndex(
        (other) => other.file.path === fresh.file.path && other.file !== fresh.file && sameDefinition(other, fresh),
      );
      if (twin >= 0) {
        const renewed = { ...fresh, id: (namesakes[twin] as Macro).id };
        namesakes[twin] = renewed;
        this.macros[renewed.id] = renewed;
        return renewed;
      }
      namesakes.push(fresh);
    }
    this.macros.push(fresh);
    return fresh;
  }

  private grow(): void {
    const size = Math.max(this.interner.size, this.current.length) * 2;
    const current = new Int32Array(size);
    current.set(this.current);
    this.current = current;
    const stamp = new Int32Array(size);
    stamp.set(this.stamp);
    this.stamp = stamp;
  }
}
