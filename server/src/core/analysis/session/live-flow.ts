import type { FileFlow } from '../../flow/file-flow.ts';
import { FlowWords } from '../../flow/flow-words.ts';
import { MacroTable } from '../../flow/macro-table.ts';
import { readFileFlow, VNET_DOMAIN_SET } from '../../flow/read-file-flow.ts';
import { readSourceHead, type SourceHead } from '../../flow/source-head.ts';
import { SysinitLevels } from '../../flow/sysinit-levels.ts';
import { TreeFlow, type TreeNames } from '../../flow/tree-flow.ts';
import { finished } from '../../collections/finished.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import type { Keeper, Step } from '../workspace/keepers.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { StoredFlows } from './stored-flows.ts';

/** Where the levels of SYSINIT are. */
const LEVELS_HEADER = 'sys/kernel.h';

/** The flow of these files, in the order of their paths. */
interface Joined {
  readonly tree: TreeFlow;
  readonly paths: readonly string[];
}

/** More changed macros than this, and every file is read again. */
const MOST_CHANGED_MACROS = 40;

/**
 * The flow of the whole tree while files change. A file's own flow is cached until its text changes, or a macro of a
 * header that it mentions; the calls between files are patched when they are asked for.
 */
export class LiveFlow implements Keeper {
  private readonly workspace: Workspace;
  private readonly sources: () => readonly string[];
  private readonly heads = new Map<string, SourceHead>();
  private readonly flows = new Map<string, FileFlow>();
  private readonly changed = new Set<string>();
  private words: FlowWords | undefined;
  private joined: Joined | undefined;
  /** What `joined` becomes, being worked out in steps. */
  private joining: { readonly paths: readonly string[]; readonly steps: Generator<undefined, Joined> } | undefined;
  /** Files whose flow is to be replaced. */
  private readonly outdated = new Set<string>();
  private names: TreeNames | undefined;
  private waiting: Iterator<string> | undefined;
  /** Files whose reading failed with an internal error: reported once, and not tried again until they change. */
  private readonly broken = new Set<string>();
  private knownStored: StoredFlows | undefined;

  /** `sources` returns the files to read, sorted; the same list object while they are the same. */
  constructor(workspace: Workspace, sources: () => readonly string[]) {
    this.workspace = workspace;
    this.sources = sources;
  }

  /** Reads one file. */
  step(): Step {
    if (this.joined !== undefined) return 'nothing';
    if (this.joining !== undefined) return this.stepJoining();
    this.waiting ??= this.sources()[Symbol.iterator]();
    for (let next = this.waiting.next(); next.done !== true; next = this.waiting.next()) {
      if (this.words === undefined ? this.readHead(next.value) : this.readFlow(next.value)) return 'worked';
    }
    this.waiting = undefined;
    if (this.words !== undefined) return this.stepJoining();
    this.makeWords();
    return 'worked';
  }

  private stepJoining(): Step {
    this.takeChanges();
    const { done, value } = this.joiningOf(this.sources()).next();
    if (done === true) this.joined = value;
    return 'worked';
  }

  private joiningOf(paths: readonly string[]): Generator<undefined, Joined> {
    if (this.joining?.paths !== paths) this.joining = { paths, steps: this.join(paths) };
    return this.joining.steps;
  }

  /** The first source for which `fits` that includes a header by itself, `name` as written: "net/if.h". */
  sourceIncluding(name: string, fits: (source: string) => boolean): string | undefined {
    for (const [path, { includes }] of this.heads)
      if (path.endsWith('.c') && includes.includes(name) && fits(path)) return path;
    return undefined;
  }

  get isReady(): boolean {
    return this.joined !== undefined;
  }

  /** The flow of all files as they are now: after an edit the same object, with what has changed in it. */
  get tree(): TreeFlow {
    return this.settle();
  }

  private settle(): TreeFlow {
    this.takeChanges();
    const paths = this.sources();
    const { joined } = this;
    if (joined?.paths !== paths) return (this.joined = finished(this.joiningOf(paths))).tree;
    if (this.outdated.size > 0) this.update(joined.tree);
    return joined.tree;
  }

  private *join(paths: readonly string[]): Generator<undefined, Joined> {
    try {
      const tree = yield* TreeFlow.joining(this.allFlows(paths), this.treeNames());
      this.stored?.end();
      return { tree, paths };
    } finally {
      this.joining = undefined;
    }
  }

  /** The flow of each file, in the order of the paths, whichever was read last. */
  private allFlows(paths: readonly string[]): ReadonlyMap<string, FileFlow> {
    const fresh = paths.filter((path) => this.readHead(path));
    const isFirst = this.words === undefined;
    if (isFirst || fresh.length > 0) {
      this.makeWords();
      this.names = undefined;
    }
    // A file may have mentioned a macro before the header that defines it came.
    const came = fresh.flatMap((path) => (path.endsWith('.h') ? (this.heads.get(path)?.macros ?? []) : []));
    if (!isFirst && came.length > 0) this.forgetUsers(new Set(came.map(({ name }) => name)));
    for (const path of paths) this.readFlow(path);
    this.outdated.clear();
    return new Map(
      paths.flatMap((path) => {
        const flow = this.flows.get(path);
        return flow === undefined ? [] : [[path, flow] as const];
      }),
    );
  }

  private update(tree: TreeFlow): void {
    for (const path of this.outdated) this.readFlow(path);
    const flows = [...this.outdated].flatMap((path) =>
      tree.file(path) === undefined ? [] : [this.flows.get(path) ?? emptyFlow(path)],
    );
    this.outdated.clear();
    tree.update(flows, this.treeNames());
  }

  private treeNames(): TreeNames {
    return (this.names ??= {
      emptyWithoutVimage: new Set([...this.heads.values()].flatMap((head) => head.emptyWithoutVimage)),
      levels: new SysinitLevels(
        this.tokens(this.workspace.inSys(LEVELS_HEADER)),
        (name, path) => this.words?.macros.definitions(name, path) ?? [],
      ),
      expanded: (words, path) => this.words?.macros.expanded(words, path) ?? words,
      macroHeaders: (name, path) => this.words?.macros.headersOf(name, path) ?? [],
    });
  }

  forget(change: TreeChange): void {
    if (!change.putsBack('flow')) return;
    this.joining = undefined;
    for (const path of change.paths) {
      // It has no position in the joined tree that could be patched.
      if (this.broken.delete(path)) this.joined = undefined;
      if (/\.[ch]$/.test(path)) this.changed.add(path);
    }
  }

  private tokens(path: string): TokenFile | undefined {
    const text = this.workspace.files.read(path);
    return text === undefined ? undefined : this.workspace.frontEnd.preprocessor.tokensOf(path, text);
  }

  private get osreldate(): number {
    return this.workspace.tree.release.osreldate;
  }

  private readHead(path: string): boolean {
    if (this.heads.has(path)) return false;
    const head = this.attempt(path, () => this.head(path));
    if (head !== undefined) this.heads.set(path, head);
    return head !== undefined;
  }

  /** The result of `read` for a file; undefined for one that failed before. */
  private attempt<T>(path: string, read: () => T): T | undefined {
    if (this.broken.has(path)) return undefined;
    this.workspace.files.working?.(path);
    try {
      return read();
    } catch (error) {
      this.broken.add(path);
      throw error;
    }
  }

  private head(path: string): SourceHead | undefined {
    const read = (): SourceHead | undefined => {
      const tokens = this.tokens(path);
      return tokens === undefined ? undefined : readSourceHead(tokens, this.osreldate);
    };
    return this.stored === undefined ? read() : this.stored.head(path, read);
  }

  private get stored(): StoredFlows | undefined {
    const { shards, files } = this.workspace;
    if (shards === undefined) return (this.knownStored = undefined);
    return (this.knownStored ??= new StoredFlows(shards, this.osreldate, (path) => files.read(path)));
  }

  private readFlow(path: string): boolean {
    const { words } = this;
    if (this.flows.has(path) || words === undefined) return false;
    const read = (): FileFlow | undefined => {
      const tokens = this.tokens(path);
      if (tokens === undefined) return undefined;
      return readFileFlow(tokens, words, this.workspace.frontEnd.keywords, this.osreldate);
    };
    const flow = this.attempt(path, () => (this.stored === undefined ? read() : this.stored.flow(path, read)));
    if (flow !== undefined) this.flows.set(path, flow);
    return flow !== undefined;
  }

  private makeWords(): void {
    const { roles, frontEnd } = this.workspace;
    const macros = new MacroTable(roles, this.heads);
    this.words = new FlowWords(roles, macros, frontEnd.interner);
    this.stored?.begin(macros, this.heads);
  }

  private takeChanges(): void {
    if (this.changed.size === 0) return;
    const macros = new Set<string>();
    let hasNewHeaders = false;
    for (const path of this.changed) {
      const before = this.heads.get(path);
      if (before === undefined) continue;
      this.forgetFlow(path);
      if (path === this.workspace.inSys(LEVELS_HEADER)) this.names = undefined;
      const after = this.attempt(path, () => this.head(path));
      // Its position among the others stays: headers that define a name differently are asked in order.
      if (after === undefined) this.heads.delete(path);
      else this.heads.set(path, after);
      if (this.words === undefined || JSON.stringify(before) === JSON.stringify(after)) continue;
      if (before.emptyWithoutVimage.join() !== after?.emptyWithoutVimage.join()) this.names = undefined;
      if (path.endsWith('.c')) this.words.macros.replaceSource(path);
      else {
        hasNewHeaders = true;
        for (const name of changedNames(before, after)) macros.add(name);
      }
    }
    this.changed.clear();
    if (!hasNewHeaders) return;
    this.makeWords();
    if (macros.size > 0) this.forgetUsers(macros);
  }

  private forgetFlow(path: string): void {
    if (this.flows.delete(path)) this.outdated.add(path);
  }

  /** Flows of files that mention one of the macros, or one that is made of them. */
  private forgetUsers(names: Set<string>): void {
    for (const name of names) {
      if (names.size > MOST_CHANGED_MACROS || name === VNET_DOMAIN_SET) {
        for (const path of [...this.flows.keys()]) this.forgetFlow(path);
        return;
      }
      for (const { macros } of this.heads.values())
        for (const macro of macros) if (macro.words.includes(name)) names.add(macro.name);
    }
    for (const path of [...this.flows.keys()]) {
      // A flow from an earlier run: the file may not have been lexed in this one.
      const text = this.workspace.frontEnd.preprocessor.lastTokensOf(path)?.text ?? this.workspace.files.read(path);
      if (text === undefined || [...names].some((name) => text.includes(name))) this.forgetFlow(path);
    }
  }
}

/** That of a file that can't be read any more. */
function emptyFlow(path: string): FileFlow {
  return {
    path,
    functions: [],
    registrations: [],
    methods: [],
    counterSysinits: [],
    counterSysuninits: [],
    tunables: [],
    pointers: [],
  };
}

function changedNames(before: SourceHead | undefined, after: SourceHead | undefined): readonly string[] {
  const byName = (head: SourceHead | undefined): Map<string, string> => {
    const texts = new Map<string, string>();
    for (const macro of head?.macros ?? [])
      texts.set(macro.name, `${texts.get(macro.name) ?? ''}${JSON.stringify(macro)}`);
    return texts;
  };
  const [old, fresh] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])].filter((name) => old.get(name) !== fresh.get(name));
}
