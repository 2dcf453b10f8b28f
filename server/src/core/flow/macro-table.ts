import type { MacroRoles } from '../vnet/macro-roles.ts';
import { isKnownFlag } from '../vnet/sysctl-macros.ts';
import { expandedWords } from './expanded-words.ts';
import { ASSERTS_CURVNET } from './handler-calls.ts';
import { assignedHandler, handlersOf, mapped, type MacroHandler } from './macro-handlers.ts';
import { isKnownCall, type MacroFlow, type SourceHead } from './source-head.ts';
import { calledInWords } from './method-calls.ts';
import { RESOURCE_CALLS, type ResourceCall } from './resource-calls.ts';
import { WAIT_FLAGS } from './sleeping-calls.ts';
import { assignedWords, substituted, wordArguments } from './word-arguments.ts';
import { addTo, groupBy } from '../collections/multimap.ts';
import { getOrMake } from '../collections/get-or-make.ts';

/** The effect of a macro's invocation, including the macros in it. */
export interface MacroEffect {
  /** Virtualized globals that it reaches through curvnet; '' for one that an argument names. */
  readonly uses: readonly string[];
  /** Functions, and macros that aren't known, that it calls. */
  readonly calls: readonly MacroCall[];
  readonly resources: readonly MacroResource[];
  /** Functions that it hands over to be called later. */
  readonly handlers: readonly MacroHandler[];
  /** It is a loop's or a condition's head: a statement follows. */
  readonly isHead: boolean;
  readonly setsCurvnet: boolean;
  readonly restoresCurvnet: boolean;
  readonly parameters: readonly string[] | undefined;
}

interface MacroCall {
  readonly name: string;
  /** It is given M_WAITOK, by the macro itself. */
  readonly waits: boolean;
}

interface MacroResource {
  readonly call: ResourceCall;
  readonly by: string;
  /** The words of the resource that is created or released; may include parameters of the macro. */
  readonly target: readonly string[];
}

/** Macros nest a dozen levels at most; the limit stops one that mentions itself. */
const MAX_LEVELS = 16;

/** Words before a parenthesis that are not a call. */
const NO_CALL = new Set(
  'if while for switch return sizeof defined __attribute__ __attribute __typeof __typeof__ typeof offsetof __offsetof do else case void int char long short unsigned struct union const asm __asm __asm__ __volatile volatile _Alignof __alignof _Static_assert CTASSERT'.split(
    ' ',
  ),
);

/** The macros of net/vnet.h that set and restore, by name: what they expand to depends on VIMAGE and VNET_DEBUG. */
export const SET_MACROS: ReadonlySet<string> = new Set(['CURVNET_SET', 'CURVNET_SET_QUIET', 'CURVNET_SET_VERBOSE']);
export const RESTORE_MACRO = 'CURVNET_RESTORE';

/**
 * The tree's macros by name. A header's macro may be meant in any file, a source's only in that source. If headers
 * define a name differently, only the effects that all have in common count.
 */
export class MacroTable {
  private readonly roles: MacroRoles;
  private readonly shared = new Map<string, Map<string, MacroFlow[]>>();
  private readonly own = new Map<string, Map<string, MacroFlow[]>>();
  private readonly effects = new Map<string, MacroEffect | undefined>();
  private readonly heads: ReadonlyMap<string, SourceHead>;
  private readonly seen = new Map<string, ReadonlySet<string>>();

  /** `heads` by path. */
  constructor(roles: MacroRoles, heads: ReadonlyMap<string, SourceHead>) {
    this.roles = roles;
    this.heads = heads;
    for (const [path, { macros }] of heads) {
      if (!path.endsWith('.h')) {
        if (macros.length > 0)
          this.own.set(
            path,
            groupBy(macros, ({ name }) => name),
          );
        continue;
      }
      for (const macro of macros) {
        const files = getOrMake(this.shared, macro.name, () => new Map<string, MacroFlow[]>());
        addTo(files, path, macro);
      }
    }
  }

  /**
   * Whether the shared macro `name` can be the one that `path` means: the file, or a header that it includes and that
   * is known, includes something of the folder that the macro's header is in. Two drivers' DPRINTF are not one.
   */
  isVisible(name: string, path: string): boolean {
    if (name.startsWith('V_')) return true;
    const folders = this.visibleFolders(path);
    for (const header of this.shared.get(name)?.keys() ?? []) if (folders.has(lastFolders(header))) return true;
    return false;
  }

  /** Updates the macros of a source, not a header, whose head is in this table. */
  replaceSource(path: string): void {
    this.own.set(
      path,
      groupBy(this.heads.get(path)?.macros ?? [], ({ name }) => name),
    );
    // A source may be included by another.
    this.seen.clear();
  }

  /** All that headers define, by name: which macros each header has of it, in the order of the headers. */
  sharedDefinitions(): ReadonlyMap<string, ReadonlyMap<string, readonly MacroFlow[]>> {
    return this.shared;
  }

  /** Folders whose headers' macros `path` can mean. */
  visibleFolders(path: string): ReadonlySet<string> {
    return getOrMake(this.seen, path, () => this.foldersOf(path));
  }

  private foldersOf(path: string): ReadonlySet<string> {
    const folders = new Set([lastFolders(path)]);
    const known = new Set([path]);
    for (const file of known) {
      const head = this.heads.get(file);
      for (const folder of head?.folders ?? []) folders.add(folder);
      const root = path.startsWith('sys/') ? 'sys/' : '';
      for (const include of head?.includes ?? []) {
        for (const header of [`${root}${include}`, `${file.slice(0, file.lastIndexOf('/') + 1)}${include}`])
          if (this.heads.has(header)) known.add(header);
      }
    }
    return folders;
  }

  /** What a name is defined as in `path`: by itself, else by headers. */
  definitions(name: string, path: string): readonly MacroFlow[] {
    return this.own.get(path)?.get(name) ?? [...(this.shared.get(name)?.values() ?? [])].flat();
  }

  /** Headers that define `name` and that `path` may mean. */
  headersOf(name: string, path: string): readonly string[] {
    const folders = this.visibleFolders(path);
    return [...(this.shared.get(name)?.keys() ?? [])].filter((header) => folders.has(lastFolders(header)));
  }

  /** Names that headers define. */
  sharedNames(): Iterable<string> {
    return this.shared.keys();
  }

  /** Names that `path` defines itself. */
  ownNames(path: string): Iterable<string> {
    return this.own.get(path)?.keys() ?? [];
  }

  /** True if `path` defines `name` itself. */
  isOwn(name: string, path: string): boolean {
    return this.own.get(path)?.has(name) === true;
  }

  /** What `name` does where `path` invokes it; undefined if it is no macro that is known. */
  effect(name: string, path: string): MacroEffect | undefined {
    if (this.isOwn(name, path)) return this.work(name, path, 0);
    if (this.effects.has(name)) return this.effects.get(name);
    const found = this.work(name, '', 0);
    this.effects.set(name, found);
    return found;
  }

  /** `#define FX_TIMER_STOP callout_stop`: the one known name that a macro stands for. */
  otherNameOf(name: string, path: string): string | undefined {
    const [first, ...others] = this.definitions(name, path);
    const [word] = first?.words ?? [];
    if (word === undefined || word === name || first?.words.length !== 1 || !isKnownCall(word)) return undefined;
    return first.parameters === undefined && others.every(({ words }) => words.join() === word) ? word : undefined;
  }

  /** Words as `path` means them, macros replaced as far as they have one meaning; what accesses a variable stays. */
  expanded(words: readonly string[], path: string): readonly string[] {
    return expandedWords(
      words,
      (name) =>
        this.own.get(path)?.has(name) === true || this.isVisible(name, path) ? this.definitions(name, path) : [],
      (word) => this.roles.has(word) || word.startsWith('V_') || isKnownFlag(word),
    );
  }

  /** True for V_x and VNET: what follows is reached through curvnet. */
  isAccessor(word: string, path: string): boolean {
    if (this.roles.get(word)?.usesCurvnet === true) return true;
    return word.startsWith('V_') && (this.effect(word, path)?.uses.length ?? 0) > 0;
  }

  private work(name: string, path: string, level: number): MacroEffect | undefined {
    if (level > MAX_LEVELS) return undefined;
    const own = path === '' ? undefined : this.own.get(path)?.get(name);
    if (own !== undefined)
      return joined(
        own.map((macro) => this.one(macro, path, level)),
        'any',
      );
    const files = this.shared.get(name);
    if (files === undefined) return undefined;
    return joined(
      [...files.values()].map((macros) =>
        joined(
          macros.map((macro) => this.one(macro, path, level)),
          'any',
        ),
      ),
      'all',
    );
  }

  private one(macro: MacroFlow, path: string, level: number): MacroEffect {
    const { words, parameters } = macro;
    const uses: string[] = [];
    const calls: MacroCall[] = [];
    const resources: MacroResource[] = [];
    const handlers: MacroHandler[] = [];
    let setsCurvnet = false;
    let restoresCurvnet = false;
    let isHead = false;
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as string;
      if (!/^[A-Za-z_]/.test(word) || word === macro.name) continue;
      const before = words[i - 1];
      const assigned = before === '.' || before === '->' ? assignedHandler(words, i) : undefined;
      if (assigned !== undefined) handlers.push(assigned);
      const through = calledInWords(words, i);
      if (through !== undefined) calls.push({ name: through, waits: false });
      if (before === '.' || before === '->' || before === '#' || before === '##' || words[i + 1] === '##') continue;
      if (SET_MACROS.has(word)) setsCurvnet = true;
      else if (word === RESTORE_MACRO) restoresCurvnet = true;
      const isCall = words[i + 1] === '(';
      const args = isCall ? wordArguments(words, i + 1) : undefined;
      const role = this.roles.get(word);
      if (role !== undefined) {
        const named = args?.arguments[role.nameArgument]?.[0] ?? '';
        if (role.usesCurvnet) uses.push(parameters?.includes(named) === true ? '' : named);
        const made = RESOURCE_CALLS.get(word);
        if (made !== undefined && args !== undefined) resources.push({ call: made, by: word, target: [`V_${named}`] });
        continue;
      }
      if (parameters?.includes(word) === true) continue;
      // What a source's own macro is made of has to be something that the source sees.
      const isSeen = path === '' || this.own.get(path)?.has(word) === true || this.isVisible(word, path);
      if (args !== undefined) handlers.push(...handlersOf(word, args.arguments));
      if (word === ASSERTS_CURVNET) {
        calls.push({ name: word, waits: false });
        continue;
      }
      // What is known by its name says more than what it is made of.
      const isKnown = isKnownCall(word) && !this.isOwn(word, path);
      const inner = isSeen && !isKnown ? this.work(word, path, level + 1) : undefined;
      if (inner !== undefined && (inner.parameters === undefined || isCall)) {
        uses.push(...inner.uses);
        calls.push(...inner.calls);
        if (args !== undefined) {
          resources.push(
            ...inner.resources.map((resource) => ({
              ...resource,
              target: substituted(resource.target, inner.parameters, args.arguments),
            })),
          );
          for (const handler of inner.handlers)
            handlers.push(mapped(handler, (one) => substituted(one, inner.parameters, args.arguments)));
        }
        setsCurvnet ||= inner.setsCurvnet;
        restoresCurvnet ||= inner.restoresCurvnet;
        isHead ||= inner.isHead && args?.close === words.length - 1;
        continue;
      }
      if (args === undefined) continue;
      if ((word === 'for' || word === 'while' || word === 'if') && args.close === words.length - 1) isHead = true;
      if (/FOREACH/.test(word) && args.close === words.length - 1) isHead = true;
      if (NO_CALL.has(word)) continue;
      calls.push({ name: word, waits: words.slice(i + 1, args.close).some((argument) => WAIT_FLAGS.has(argument)) });
      const made = RESOURCE_CALLS.get(word);
      if (made !== undefined)
        resources.push({
          call: made,
          by: word,
          target: this.expanded(targetWords(words, i, made, args.arguments), path),
        });
    }
    return {
      uses: [...new Set(uses)],
      calls: distinct(calls),
      resources,
      handlers,
      isHead,
      setsCurvnet,
      restoresCurvnet,
      parameters,
    };
  }
}

/** The words that tell what a resource call is about. */
export function targetWords(
  words: readonly string[],
  call: number,
  { target }: ResourceCall,
  args: readonly (readonly string[])[],
): readonly string[] {
  return target === 'result'
    ? assignedWords(words, call)
    : target === 'last'
      ? (args[args.length - 1] ?? [])
      : (args[target] ?? []);
}

/** "netinet" of "sys/netinet/in.h", as an #include writes it. */
function lastFolders(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))).replace(/^sys\//, '');
}

function distinct(calls: readonly MacroCall[]): readonly MacroCall[] {
  const found = new Map<string, MacroCall>();
  for (const call of calls) if (found.get(call.name)?.waits !== true) found.set(call.name, call);
  return [...found.values()];
}

/**
 * Two definitions in one file are both meant, each in its configuration; of several files' definitions only the common
 * effects count.
 */
function joined(effects: readonly (MacroEffect | undefined)[], mode: 'any' | 'all'): MacroEffect | undefined {
  const present = effects.filter((effect) => effect !== undefined);
  const [first, ...others] = present;
  if (first === undefined || others.length === 0) return first;
  if (mode === 'all') {
    return {
      uses: others.every((other) => other.uses.length > 0) ? first.uses : [],
      calls: first.calls.filter(({ name }) => others.every((other) => other.calls.some((call) => call.name === name))),
      resources: first.resources,
      handlers: others.every((other) => other.handlers.length > 0) ? first.handlers : [],
      isHead: present.every((effect) => effect.isHead),
      parameters: first.parameters,
      setsCurvnet: present.every((effect) => effect.setsCurvnet),
      restoresCurvnet: present.every((effect) => effect.restoresCurvnet),
    };
  }
  return {
    uses: [...new Set(present.flatMap((effect) => effect.uses))],
    calls: distinct(present.flatMap((effect) => effect.calls)),
    resources: present.flatMap((effect) => effect.resources),
    handlers: present.flatMap((effect) => effect.handlers),
    isHead: present.some((effect) => effect.isHead),
    parameters: first.parameters,
    setsCurvnet: present.some((effect) => effect.setsCurvnet),
    restoresCurvnet: present.some((effect) => effect.restoresCurvnet),
  };
}
