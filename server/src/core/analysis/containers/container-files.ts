import { getOrMake } from '../../collections/get-or-make.ts';
import { holdsAny, type Mark } from '../../text/file-source.ts';
import { containerFacts, type ContainerFacts } from './container-facts.ts';
import { fileScopeNames, type FileScopeName } from '../../written/file-scope.ts';
import { modesAt, type ModeSet } from './vimage-modes.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import { sourceFiles } from '../workspace/tree-index.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A plain global of a container's member, or a declaration of one, with the modes in which it is compiled. */
export interface PlainGlobal {
  readonly path: string;
  readonly name: FileScopeName;
  readonly modes: ModeSet;
}

/** Words of which a relevant file has at least one; the plain globals' files may have none. */
const MARKS: readonly Mark[] = [
  { word: 'V_', startsName: true },
  { word: 'VIMAGE' },
  { word: 'INIT_VNET' },
  { word: 'vnet_modinfo' },
  { word: 'vnet_symmap' },
];

/** The files of a tree of the container era, read once and again when they change. */
export class ContainerFiles {
  private readonly workspace: Workspace;
  private paths: readonly string[] | undefined;
  private readonly byPath = new Map<string, ContainerFacts | undefined>();
  private readonly globals = new Map<string, readonly PlainGlobal[]>();
  private wanted = '';

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  forget({ paths }: TreeChange): void {
    for (const path of paths) {
      this.byPath.delete(path);
      this.globals.delete(path);
      if (this.paths !== undefined && /\.[ch]$/.test(path) && !this.paths.includes(path)) this.paths = undefined;
    }
  }

  get all(): readonly string[] {
    return (this.paths ??= sourceFiles(this.workspace));
  }

  /** Facts of every file that has some, in the order of the paths. */
  *facts(): Generator<ContainerFacts> {
    for (const path of this.all) {
      const facts = this.factsOf(path);
      if (facts !== undefined) yield facts;
    }
  }

  factsOf(path: string): ContainerFacts | undefined {
    if (!this.byPath.has(path)) this.byPath.set(path, this.read(path));
    return this.byPath.get(path);
  }

  /** Objects at file scope whose names are among `names`, in every file, as far as this release compiles them. */
  *plainGlobals(names: ReadonlySet<string>): Generator<PlainGlobal> {
    const words = [...names].sort().join('|');
    if (words !== this.wanted) this.globals.clear();
    this.wanted = words;
    if (words === '') return;
    const any = new RegExp(`\\b(?:${words})\\b`);
    for (const path of this.all) {
      const found = getOrMake(this.globals, path, () => this.readGlobals(path, names, any));
      yield* found;
    }
  }

  private read(path: string): ContainerFacts | undefined {
    const { workspace } = this;
    if (holdsAny(workspace.files, path, MARKS) !== true) return undefined;
    const text = workspace.files.read(path);
    return text === undefined ? undefined : containerFacts(workspace.frontEnd.preprocessor.tokensOf(path, text));
  }

  private readGlobals(path: string, names: ReadonlySet<string>, any: RegExp): readonly PlainGlobal[] {
    const text = this.workspace.files.read(path);
    if (text === undefined || !any.test(text)) return [];
    const file = this.workspace.frontEnd.preprocessor.tokensOf(path, text);
    return fileScopeNames(file)
      .filter(({ name, kind }) => kind === 'object' && names.has(name))
      .map((name) => ({ path, name, modes: modesAt(file, name.token, this.workspace.tree.release.osreldate) }))
      .filter(({ modes }) => modes !== 0);
  }
}
