import type { FileFlow } from '../flow/file-flow.ts';
import { FlowWords } from '../flow/flow-words.ts';
import { MacroTable } from '../flow/macro-table.ts';
import { readFileFlow } from '../flow/read-file-flow.ts';
import { readSourceHead, type SourceHead } from '../flow/source-head.ts';
import { SysinitLevels } from '../flow/sysinit-levels.ts';
import { TreeFlow } from '../flow/tree-flow.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import type { Workspace } from './workspace.ts';

/** More changed macros than this, and every file is read again. */
const MOST_CHANGED_MACROS = 40;

/**
 * The flow of the whole tree while files change. A file's own reading is kept until its text changes, or a macro of a
 * header that it mentions; the calls between files are joined anew when they are asked for.
 */
export class LiveFlow {
  private readonly workspace: Workspace;
  private readonly sources: () => Iterable<string>;
  private readonly heads = new Map<string, SourceHead>();
  private readonly flows = new Map<string, FileFlow>();
  private readonly changed = new Set<string>();
  private words: FlowWords | undefined;
  private joined: TreeFlow | undefined;
  /** What was joined before the one file that has changed since. */
  private former: { readonly before: TreeFlow; readonly path: string } | undefined;
  private waiting: Iterator<string> | undefined;

  /** `sources` gives the files that count, whenever asked. */
  constructor(workspace: Workspace, sources: () => Iterable<string>) {
    this.workspace = workspace;
    this.sources = sources;
  }

  /** Reads one file; false when all are read. */
  step(): boolean {
    if (this.joined !== undefined) return false;
    this.waiting ??= [...this.sources()][Symbol.iterator]();
    for (let next = this.waiting.next(); next.done !== true; next = this.waiting.next()) {
      if (this.words === undefined ? this.readHead(next.value) : this.readFlow(next.value)) return true;
    }
    this.waiting = undefined;
    if (this.words === undefined) this.makeWords();
    else this.joined = this.tree;
    return true;
  }

  get isReady(): boolean {
    return this.joined !== undefined;
  }

  /** The flow of all files as they are now. */
  get tree(): TreeFlow {
    this.takeChanges();
    if (this.joined !== undefined) return this.joined;
    const paths = [...this.sources()];
    const fresh = paths.filter((path) => this.readHead(path));
    if (this.words === undefined || fresh.length > 0) this.makeWords();
    for (const path of paths) this.readFlow(path);
    const emptyWithoutVimage = new Set([...this.heads.values()].flatMap((head) => head.emptyWithoutVimage));
    const macros = this.words?.macros;
    const levels = new SysinitLevels(this.tokens(this.workspace.inSys('sys/kernel.h')), (name, path) => macros?.definitions(name, path) ?? []);
    const edited = this.former;
    this.former = undefined;
    // In the order of the paths, whichever was read last.
    const flows = new Map(paths.flatMap((path) => { const flow = this.flows.get(path); return flow === undefined ? [] : [[path, flow] as const]; }));
    return (this.joined = new TreeFlow(flows, { emptyWithoutVimage, levels }, fresh.length > 0 ? undefined : edited));
  }

  /** Tells that files changed. */
  forget(paths: readonly string[]): void {
    for (const path of paths) if (/\.[ch]$/.test(path)) this.changed.add(path);
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
    const tokens = this.tokens(path);
    if (tokens !== undefined) this.heads.set(path, readSourceHead(tokens, this.osreldate));
    return tokens !== undefined;
  }

  private readFlow(path: string): boolean {
    if (this.flows.has(path) || this.words === undefined) return false;
    const tokens = this.tokens(path);
    if (tokens !== undefined) this.flows.set(path, readFileFlow(tokens, this.words, this.workspace.frontEnd.keywords, this.osreldate));
    return tokens !== undefined;
  }

  private makeWords(): void {
    const { roles, frontEnd } = this.workspace;
    this.words = new FlowWords(roles, new MacroTable(roles, this.heads), frontEnd.interner);
  }

  private takeChanges(): void {
    if (this.changed.size === 0) return;
    const macros = new Set<string>();
    let hasNewHeads = false;
    for (const path of this.changed) {
      const before = this.heads.get(path);
      if (!this.heads.delete(path)) continue;
      this.flows.delete(path);
      this.readHead(path);
      const after = this.heads.get(path);
      if (this.words === undefined || JSON.stringify(before) === JSON.stringify(after)) continue;
      hasNewHeads = true;
      if (path.endsWith('.h')) for (const name of changedNames(before, after)) macros.add(name);
    }
    const [path, ...others] = this.changed;
    this.changed.clear();
    if (this.joined !== undefined) this.former = path === undefined || others.length > 0 ? undefined : { before: this.joined, path };
    else if (path !== this.former?.path || others.length > 0) this.former = undefined;
    this.joined = undefined;
    if (!hasNewHeads) return;
    this.former = undefined;
    this.makeWords();
    if (macros.size > 0) this.forgetUsers(macros);
  }

  /** Flows of files that mention one of the macros, or one that is made of them. */
  private forgetUsers(names: Set<string>): void {
    for (const name of names) {
      if (names.size > MOST_CHANGED_MACROS) return this.flows.clear();
      for (const { macros } of this.heads.values()) for (const macro of macros) if (macro.words.includes(name)) names.add(macro.name);
    }
    for (const path of [...this.flows.keys()]) {
      const text = this.workspace.frontEnd.preprocessor.lastTokensOf(path)?.text;
      if (text === undefined || [...names].some((name) => text.includes(name))) this.flows.delete(path);
    }
  }
}

function changedNames(before: SourceHead | undefined, after: SourceHead | undefined): readonly string[] {
  const byName = (head: SourceHead | undefined): Map<string, string> => {
    const texts = new Map<string, string>();
    for (const macro of head?.macros ?? []) texts.set(macro.name, `${texts.get(macro.name) ?? ''}${JSON.stringify(macro)}`);
    return texts;
  };
  const [old, fresh] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])].filter((name) => old.get(name) !== fresh.get(name));
}
