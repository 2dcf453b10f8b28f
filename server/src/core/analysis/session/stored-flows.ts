import type { FileFlow } from '../../flow/file-flow.ts';
import type { MacroTable } from '../../flow/macro-table.ts';
import { VNET_DOMAIN_SET } from '../../flow/read-file-flow.ts';
import type { SourceHead } from '../../flow/source-head.ts';
import type { TreeShards } from '../workspace/tree-shards.ts';

/** States of the headers' macros that are remembered: branches that are visited in turn. */
const MOST_STATES = 4;

/** More changed macros than this, and every file is read again. */
const MOST_CHANGED_MACROS = 40;

/** A flow that holds in a state of the headers: its content, the state that it was computed in, visible folders. */
type Row = readonly [path: string, id: string, state: string, folders: string];

interface State {
  /** Identifies the macros of all headers, and what headers include. */
  readonly state: string;
  /** What files include, by which it is decided whose macros they see. */
  readonly includes: string;
  readonly rows: readonly Row[];
}

/**
 * Flows of files from earlier runs. A flow depends on the file's content and on the headers' macros whose names the
 * file mentions, or that those are made of; and on the folders whose macros it sees. It is stored under the state of
 * all macros in which it was computed. In another state it holds if none of the names that differ stands in the file.
 */
export class StoredFlows {
  private readonly tree: TreeShards;
  private readonly question: string;
  private readonly textOf: (path: string) => string | undefined;
  private states: readonly State[] | undefined;
  private macros: MacroTable | undefined;
  private state = '';
  private includes = '';
  private rows = new Map<string, Row>();
  /** The latest state of another kind, and the names that differ from it; undefined if too many do. */
  private earlier: { readonly rows: ReadonlyMap<string, Row>; readonly isSeenAlike: boolean } | undefined;
  private differing: readonly string[] | undefined;

  /** `textOf` reads a file. */
  constructor(tree: TreeShards, osreldate: number, textOf: (path: string) => string | undefined) {
    this.tree = tree;
    this.question = `${osreldate} ${tree.rolesId}`;
    this.textOf = textOf;
  }

  /** A file's directives, from an earlier run over the same content, else from `read`. */
  head(path: string, read: () => SourceHead | undefined): SourceHead | undefined {
    const { shards } = this.tree;
    const id = shards.idOf(path);
    if (id === undefined) return read();
    // The reader treats a source otherwise than a header.
    const key = `head ${path.endsWith('.c') ? 'c' : 'h'} ${id} ${this.question}`;
    const stored = shards.find(key);
    if (stored !== undefined) return stored as SourceHead;
    const head = read();
    if (head !== undefined) shards.keep(key, head);
    return head;
  }

  /** Flows are asked for with these macros from now on. */
  begin(macros: MacroTable, heads: ReadonlyMap<string, SourceHead>): void {
    const { tree } = this;
    this.macros = macros;
    this.includes = includesId(tree, heads);
    const digests = macroDigests(tree, macros);
    this.state = tree.shortId([[...digests], this.includes]);
    this.states ??= statesOf(tree.shards.find(this.statesKey));
    this.rows = new Map();
    this.earlier = undefined;
    this.differing = undefined;
    const same = this.states.find(({ state }) => state === this.state);
    for (const row of same?.rows ?? []) this.rows.set(row[0], row);
    const earlier = this.states.find(({ state }) => state !== this.state);
    if (same === undefined) tree.shards.keep(`macros ${this.state}`, [...digests]);
    const before = earlier === undefined ? undefined : tree.shards.find(`macros ${earlier.state}`);
    if (earlier === undefined || !Array.isArray(before)) return;
    this.differing = differingNames(new Map(before as [string, string][]), digests, macros);
    this.earlier = {
      rows: new Map(earlier.rows.map((row) => [row[0], row])),
      isSeenAlike: earlier.includes === this.includes,
    };
  }

  /** A file's flow, from an earlier run in which it would be the same, else from `read`. */
  flow(path: string, read: () => FileFlow | undefined): FileFlow | undefined {
    const { shards } = this.tree;
    const id = shards.idOf(path);
    if (id === undefined || this.macros === undefined) return read();
    const known = this.row(path, id);
    const stored = known === undefined ? undefined : shards.find(this.key(known));
    if (known !== undefined && stored !== undefined) {
      this.rows.set(path, known);
      return stored as FileFlow;
    }
    const flow = read();
    if (flow === undefined) return undefined;
    const row: Row = [path, id, this.state, this.foldersOf(path)];
    this.rows.set(path, row);
    shards.keep(this.key(row), flow);
    return flow;
  }

  /** Stores which flows hold with the macros as they are. */
  end(): void {
    const { shards } = this.tree;
    const now: State = { state: this.state, includes: this.includes, rows: [...this.rows.values()] };
    const others = (this.states ?? []).filter(({ state }) => state !== this.state);
    const before = this.states?.[0];
    this.states = [now, ...others].slice(0, MOST_STATES);
    if (before?.state !== now.state || JSON.stringify(before.rows) !== JSON.stringify(now.rows))
      shards.keep(this.statesKey, this.states);
  }

  private get statesKey(): string {
    return `flow states ${this.question}`;
  }

  private key([path, id, state]: Row): string {
    return `flow ${path} ${id} ${this.question} ${state}`;
  }

  /** What is stored of a file with this content, if it holds. */
  private row(path: string, id: string): Row | undefined {
    const same = this.rows.get(path);
    if (same?.[1] === id) return same;
    const row = this.earlier?.rows.get(path);
    if (row?.[1] === id && this.holds(row)) return [path, id, row[2], row[3]];
    // The same content in the same state, before another content was there.
    return [path, id, this.state, this.foldersOf(path)];
  }

  private holds([path, , , folders]: Row): boolean {
    if (this.differing === undefined) return false;
    if (this.earlier?.isSeenAlike !== true && folders !== this.foldersOf(path)) return false;
    if (this.differing.length === 0) return true;
    const text = this.textOf(path);
    return text !== undefined && !this.differing.some((name) => text.includes(name));
  }

  private foldersOf(path: string): string {
    return this.tree.shortId([...(this.macros?.visibleFolders(path) ?? [])].sort());
  }
}

/** Identifies what headers include, and sources that another file includes. */
function includesId(tree: TreeShards, heads: ReadonlyMap<string, SourceHead>): string {
  const sources = new Set(
    [...heads.values()].flatMap(({ includes }) => includes.filter((name) => name.endsWith('.c'))),
  );
  const tails = [...sources].map((name) => name.slice(name.lastIndexOf('/') + 1));
  return tree.shortId(
    [...heads]
      .filter(([path]) => !path.endsWith('.c') || tails.some((tail) => path.endsWith(tail)))
      .map(([path, { includes, folders }]) => [path, includes, folders]),
  );
}

function macroDigests(tree: TreeShards, macros: MacroTable): ReadonlyMap<string, string> {
  return new Map([...macros.sharedDefinitions()].map(([name, files]) => [name, tree.shortId([...files])]));
}

/** Names of macros that differ, with those that are made of them; undefined if all files may differ. */
function differingNames(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
  macros: MacroTable,
): readonly string[] | undefined {
  const names = new Set([...before.keys(), ...now.keys()].filter((name) => before.get(name) !== now.get(name)));
  for (const name of names) {
    if (names.size > MOST_CHANGED_MACROS || name === VNET_DOMAIN_SET) return undefined;
    for (const [other, files] of macros.sharedDefinitions())
      if ([...files.values()].some((list) => list.some(({ words }) => words.includes(name)))) names.add(other);
  }
  return [...names];
}

function statesOf(stored: unknown): readonly State[] {
  return Array.isArray(stored) ? (stored as readonly State[]) : [];
}
