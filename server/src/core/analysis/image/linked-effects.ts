import { getOrMake } from '../../collections/get-or-make.ts';
import { ACCESS, LinkedCode, PUTS_OFF, type ReachedCode } from './linked-code.ts';
import { BootRoots } from './boot-roots.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Code that writes something; `isPassed`: it hands it to a function, which writes it if it is an array. */
export interface WritingCode extends ReachedCode {
  readonly isPassed: boolean;
}

/** Everything that some functions may do, by name. */
export interface Closure {
  readonly code: readonly ReachedCode[];
  /**
   * Who writes an identifier: a name as it is written in the source, `V_x` or `maxsockets`; the first that was found.
   */
  readonly writers: ReadonlyMap<string, WritingCode>;
}

/** Macros that read what they are handed. */
const READS =
  /^(?:malloc|free|mallocarray|realloc|KASSERT|MPASS|VNET_ASSERT|CURVNET_SET\w*|VNET_FOREACH|(?:CK_)?(?:TAILQ|LIST|STAILQ|SLIST)_(?:FOREACH|FIRST|NEXT|EMPTY)\w*|atomic_load_\w+|SYSCTL_OUT|imin|imax|min|max|MIN|MAX|htons|htonl|ntohs|ntohl|roundup\w*|howmany|nitems|powerof2|__predict_\w+|IF_\w*ASSERT\w*|CTR\d|SDT_PROBE\d|bootverbose|if|while|for|switch|return|sizeof|VNET_PCPUSTAT_(?:ADD|FETCH)|counter_u64_\w+)$/;

/** What the functions of the objects that are linked together could write, from their own tokens. */
export class LinkedEffects {
  readonly boot: BootRoots;
  private readonly code: LinkedCode;
  private readonly closures = new Map<string, Closure>();
  private readonly written = new Map<ReachedCode['effects'], ReadonlyMap<string, WritingCode>>();
  /** What the code was when `written` was found. */
  private writtenAt = 0;

  /**
   * @param sources of the kernel's objects, and of modules that are loaded.
   * @param isModelled tells functions that do nothing but what a model says: they are not followed.
   */
  constructor(workspace: Workspace, sources: readonly string[], isModelled: (name: string) => boolean = () => false) {
    this.code = new LinkedCode(workspace, sources, isModelled);
    this.boot = new BootRoots(this.code);
  }

  /** Links more sources: of a module that is loaded. */
  add(sources: readonly string[]): void {
    this.code.add(sources);
    this.closures.clear();
  }

  /** Everything that `roots` (functions, each with the file that names it) may do. */
  closure(roots: readonly (readonly [path: string, name: string])[]): Closure {
    const key = roots.map((root) => root.join(' ')).join('\n');
    return getOrMake(this.closures, key, () => this.work(roots));
  }

  /** Functions that are called when an event is announced: EVENTHANDLER_REGISTER(event, function, ...). */
  eventHandlers(event: string): readonly (readonly [path: string, name: string])[] {
    this.code.load();
    const id = this.code.workspace.frontEnd.interner.intern(event);
    return (this.code.events.get(id) ?? []).map(
      ([path, name]) => [path, this.code.workspace.frontEnd.interner.spelling(name)] as const,
    );
  }

  /** Functions of a file that name something as a value. */
  mentioning(path: string, name: string): readonly string[] {
    this.code.load();
    const { interner } = this.code.workspace.frontEnd;
    const id = interner.intern(name);
    return (this.code.files?.get(path)?.functions ?? []).flatMap((one) =>
      one.mentions.has(id) ? [interner.spelling(one.name)] : [],
    );
  }

  /** Files that define a global function `name`. */
  definers(name: string): readonly string[] {
    this.code.load();
    return (this.code.globals.get(this.code.workspace.frontEnd.interner.intern(name)) ?? []).map(({ path }) => path);
  }

  /** Sources that may define a global variable `name`. */
  variableDefiners(name: string): readonly string[] {
    this.code.load();
    return this.code.variables.get(this.code.workspace.frontEnd.interner.intern(name)) ?? [];
  }

  /** What a function writes itself, or in what it calls in its own file. */
  inOwnFile(path: string, name: string): Closure['writers'] {
    this.code.load();
    const [first] = this.code.meant(path, this.code.workspace.frontEnd.interner.intern(name));
    if (first === undefined) return new Map();
    const { interner } = this.code.workspace.frontEnd;
    // A timer enqueues a task, a task arms a timer.
    const putOff = (this.code.files?.get(first.path)?.functions ?? []).flatMap(({ hands }) =>
      hands.flatMap(([handed, called]) =>
        PUTS_OFF.test(interner.spelling(called)) ? [[first.path, interner.spelling(handed)] as const] : [],
      ),
    );
    return this.work([[first.path, name], ...putOff], first.path).writers;
  }

  /** What a function writes itself. */
  private writtenBy(found: ReachedCode): ReadonlyMap<string, WritingCode> {
    if (this.writtenAt !== this.code.version) this.written.clear();
    this.writtenAt = this.code.version;
    return getOrMake(this.written, found.effects, () => this.findWritten(found));
  }

  private findWritten(found: ReachedCode): ReadonlyMap<string, WritingCode> {
    const { interner } = this.code.workspace.frontEnd;
    const made = new Map<string, WritingCode>();
    const write = (name: string, isPassed = false): void => {
      addWriter(made, name, { ...found, isPassed });
    };
    for (const written of found.effects.writes) write(interner.spelling(written));
    for (const [passed, to] of found.effects.passes) {
      for (const called of to) {
        const callee = interner.spelling(called);
        if (READS.test(callee)) continue;
        if (ACCESS.has(callee) || this.code.accessing.has(called)) write(`V_${interner.spelling(passed)}`);
        if (this.code.macros.has(called)) write(interner.spelling(passed));
        else if (called !== 0 && interner.spelling(passed).startsWith('V_')) write(interner.spelling(passed), true);
      }
    }
    return made;
  }

  private work(roots: readonly (readonly [string, string])[], only?: string): Closure {
    this.code.load();
    const { interner } = this.code.workspace.frontEnd;
    const seen = new Set<unknown>();
    const code: ReachedCode[] = [];
    const writers = new Map<string, WritingCode>();
    const waiting: (readonly [path: string, id: number])[] = roots.map(([path, name]) => [path, interner.intern(name)]);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [path, id] = next;
      for (const found of this.code.meant(path, id)) {
        if (seen.has(found.effects)) continue;
        seen.add(found.effects);
        // An accessor is no code of its own.
        if (this.code.isModelled(found.name) || found.name.startsWith('V_')) continue;
        if (only !== undefined && found.path !== only && found.macroParameters === undefined) continue;
        code.push(found);
        waiting.push(...this.code.reached(found));
        for (const [name, writing] of this.writtenBy(found)) addWriter(writers, name, writing);
      }
    }
    return { code, writers };
  }
}

/** Adds who writes a variable; who writes it itself replaces who is only handed its address. */
function addWriter(writers: Map<string, WritingCode>, name: string, writer: WritingCode): void {
  const known = writers.get(name);
  if (known === undefined || (known.isPassed && !writer.isPassed)) writers.set(name, writer);
}
