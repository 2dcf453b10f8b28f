import type { TreeFlow } from '../../flow/tree-flow.ts';
import { isFailure, type Failure } from '../../kernel/failure.ts';
import { readKernelTree } from '../../kernel/kernel-tree.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import { exampleAddressSpace } from '../../simulator/address-space.ts';
import { holdsAny, type FileSource } from '../../text/file-source.ts';
import type { FileFacts } from '../../vnet/file-facts.ts';
import type { SettingsAt } from './check-settings.ts';
import { checkedFiles, fileFindings, type FileFindings, type Finding } from './findings.ts';
import { KeptUnits } from '../region/kept-units.ts';
import { readKernelConstants } from '../image/kernel-constants.ts';
import { LiveCompat } from '../layouts/live-compat.ts';
import { LiveFlow } from './live-flow.ts';
import { LiveIndex } from '../workspace/live-index.ts';
import { LiveKept } from '../layouts/live-kept.ts';
import { LiveModules } from '../workspace/live-modules.ts';
import { LiveRegion } from '../region/live-region.ts';
import { OverlayFiles } from '../workspace/overlay-files.ts';
import type { MachineSizes } from '../region/surroundings.ts';
import { TreeAnswers } from './tree-answers.ts';
import { sourceFolders } from '../workspace/source-folders.ts';
import { INDEX_MARKS, isFlowSource, type TreeIndex } from '../workspace/tree-index.ts';
import { ViewPool } from '../workspace/type-view.ts';
import { Workspace, type MeasuredUnit, type WorkspaceRequest } from '../workspace/workspace.ts';

export interface SessionProgress {
  readonly phase: 'region' | 'index' | 'definitions' | 'modules' | 'done';
  readonly done: number;
  /** 0 while it is not known. */
  readonly total: number;
}

export interface SessionRequest extends WorkspaceRequest {
  readonly settingsAt?: SettingsAt | undefined;
}

/** The interface itself, and the header that states the release. */
const DECIDING_HEADER = /(^|\/)(net\/vnet|sys\/pcpu|sys\/param)\.h$/;

/** More sources than this in the folders outside the tree are left alone: then a home folder was opened, no module. */
const MOST_OUTSIDE_FILES = 5000;

/**
 * One kernel tree under one configuration while it is being edited. Open documents lie over the files; the region and
 * the index are worked out in small steps that the caller drives, and after an edit only what it touched is done again.
 */
export class Session {
  readonly workspace: Workspace;
  readonly files: OverlayFiles;
  readonly units: KeptUnits;
  readonly regions: LiveRegion;
  readonly modules: LiveModules;
  /** Layouts against a baseline, once there is one. */
  readonly compat: LiveCompat;
  private readonly kept: LiveKept;
  private readonly liveIndex = new LiveIndex();
  private readonly liveFlow: LiveFlow;
  private readonly answers: TreeAnswers;
  private readonly settingsAt: SettingsAt | undefined;
  private knownMachine: MachineSizes | null | undefined;
  /** Files whose facts in the index are older than their text. */
  private readonly stale = new Set<string>();
  private readonly folders: Iterator<readonly string[]>;
  private paths: string[] = [];
  private nextPath = -1;
  /** Sources with definitions that the kernel may not compile; undefined until the index is whole. */
  private definitionSources: string[] | undefined;

  private constructor(workspace: Workspace, files: OverlayFiles, { outside, settingsAt }: SessionRequest) {
    this.workspace = workspace;
    this.files = files;
    this.modules = new LiveModules(workspace);
    this.units = new KeptUnits(workspace, files, this.modules);
    this.regions = new LiveRegion(workspace, files, this.units);
    this.liveFlow = new LiveFlow(workspace, () => this.liveIndex.checked);
    const sources = {
      tokens: (path: string) => this.tokens(path),
      readerOf: (header: string) => this.readerOf(header),
      unit: (source: string) => this.units.unit(source),
    };
    this.compat = new LiveCompat(workspace, sources);
    this.kept = new LiveKept(files, sources.tokens, (path) => this.compat.unitOf(path));
    this.answers = new TreeAnswers(
      workspace,
      this.liveIndex,
      {
        unit: sources.unit,
        modulesOf: (source) => this.modules.of(source),
        partOf: (source) => this.regions.part(source),
        region: (set) => this.regions.region(set),
      },
      this.liveFlow,
      { changes: (path) => this.compat.changes(path), unused: (path) => this.kept.of(path) },
    );
    this.settingsAt = settingsAt;
    this.folders = allFolders(workspace, outside?.folders ?? []);
  }

  /** Recognizes the tree and reads its configuration; a Failure is one clear line. */
  static open(files: FileSource, request: SessionRequest): Session | Failure {
    const overlay = new OverlayFiles(files);
    const workspace = Workspace.open(overlay, request);
    return isFailure(workspace) ? workspace : new Session(workspace, overlay, request);
  }

  /** True when a kernel tree lies in these files, whatever its configurations. */
  static recognizes(files: FileSource): boolean {
    return !isFailure(readKernelTree(files));
  }

  /** A document was opened or has changed. */
  setText(path: string, text: string): void {
    const isOpen = this.files.isOpen(path);
    if (isOpen && this.files.read(path) === text) return;
    if (!isOpen && !this.files.isFile(path)) this.comeOrGo(path);
    this.files.set(path, text);
    this.forget([path]);
  }

  /** A document was closed: the file on disk counts again. */
  close(path: string): void {
    if (!this.files.isOpen(path)) return;
    const text = this.files.read(path);
    this.files.drop(path);
    if (!this.files.isFile(path)) this.comeOrGo(path);
    if (this.files.read(path) !== text) this.forget([path]);
  }

  /** Files changed on disk. Open documents stand before their files. */
  filesChanged(paths: readonly string[]): void {
    const changed = paths.filter((path) => !this.files.isOpen(path));
    if (changed.length > 0) this.forget(changed);
  }

  /** Files appeared on disk or went from it. */
  filesCameOrWent(paths: readonly string[]): void {
    for (const path of paths) this.comeOrGo(path);
    this.filesChanged(paths);
  }

  /** True when a change of the file may change what is compiled and how: then the session has to be opened anew. */
  decidesConfiguration(path: string): boolean {
    return !/\.[ch]$/.test(path) || DECIDING_HEADER.test(path);
  }

  /** Does a little of the background work, a few milliseconds at most of the time; false when nothing is left. */
  step(): boolean {
    return (
      this.regions.step() ||
      this.machineStep() ||
      this.indexStep() ||
      this.liveFlow.step() ||
      this.modules.step() ||
      this.definitionsStep() ||
      this.kept.step() ||
      this.compat.settle()
    );
  }

  get progress(): SessionProgress {
    if (!this.isRegionReady) return { phase: 'region', ...this.regions.progress };
    if (!this.isIndexed)
      return { phase: 'index', done: Math.max(0, this.nextPath), total: this.nextPath < 0 ? 0 : this.paths.length };
    if (this.definitionSources === undefined || this.definitionSources.length > 0)
      return { phase: 'definitions', done: 0, total: 0 };
    return { phase: 'done', done: 0, total: 0 };
  }

  get isRegionReady(): boolean {
    return this.regions.region('set_vnet') !== undefined;
  }

  /** True when every file of the tree has been looked at. */
  get isIndexed(): boolean {
    return this.nextPath >= 0 && this.nextPath >= this.paths.length;
  }

  /** The functions of the whole tree as it is now; undefined until they have been read once. */
  get flow(): TreeFlow | undefined {
    return this.liveFlow.isReady ? this.liveFlow.tree : undefined;
  }

  /** Pages and cache lines of the machine, as the tree's headers have them; undefined until the region is known. */
  get machine(): MachineSizes | undefined {
    return this.knownMachine ?? undefined;
  }

  /** True when all that the rules ask about is known. */
  get isWhole(): boolean {
    return this.isIndexed && this.liveFlow.isReady;
  }

  /** What is known of the tree so far, open documents as they are now. */
  get index(): TreeIndex {
    this.refreshIndex();
    return this.liveIndex;
  }

  private refreshIndex(): void {
    for (const path of [...this.stale]) {
      // Taken out first: should it fail, the others are not held up by it for good.
      this.stale.delete(path);
      this.liveIndex.replace(path, this.workspace.factsOf(path));
    }
  }

  /** Tokens of a file as it is now. */
  tokens(path: string): TokenFile | undefined {
    const text = this.files.read(path);
    return text === undefined ? undefined : this.workspace.frontEnd.preprocessor.tokensOf(path, text);
  }

  /** Text of a file as it was when it was last read; an open document's as it is now. */
  textOf(path: string): string | undefined {
    return this.files.isOpen(path)
      ? this.files.read(path)
      : (this.workspace.frontEnd.preprocessor.lastTokensOf(path)?.text ?? this.files.read(path));
  }

  /** 1-based line of an offset in a file. */
  lineOf(path: string, offset: number): number {
    const tokens = this.workspace.frontEnd.preprocessor.lastTokensOf(path) ?? this.tokens(path);
    return tokens === undefined ? 0 : tokens.lines.lineOf(offset) + 1;
  }

  facts(path: string): FileFacts | undefined {
    return this.workspace.factsOf(path);
  }

  /** The unit that answers for a file: its own, or for a header that of a source known to read it. */
  unitFor(path: string): MeasuredUnit | undefined {
    if (!path.endsWith('.h')) return this.units.unit(path);
    return this.units.unit(this.readerOf(path) ?? path);
  }

  private readerOf(header: string): string | undefined {
    const known =
      this.files.openPaths.find((open) => this.regions.reads(open, header)) ?? this.regions.readerOf(header);
    if (known !== undefined) return known;
    // A source without virtualized globals of its own is not measured until somebody asks.
    return this.liveFlow.sourceIncluding(
      this.workspace.belowSys(header),
      (source) => this.workspace.isCompiled(source) || (this.modules.of(source) ?? []).length > 0,
    );
  }

  /** Members of a header that nothing names, when the tree has been searched for them: a hover does not start that. */
  knownUnused(path: string): ReturnType<LiveKept['of']> {
    return this.kept.searches === 0 ? undefined : this.kept.of(path);
  }

  /**
   * Rises when something becomes known that findings of any file may depend on: a baseline, who reads a header, the end
   * of a search.
   */
  get lateAnswers(): number {
    return this.compat.changesOfBaseline + this.compat.lateUnits + this.kept.searches;
  }

  /** What the rules say about a file; undefined before the tree is read, when they could not know. */
  findings(path: string): readonly Finding[] | undefined {
    return this.verdict(path)?.findings;
  }

  /** Every file that some rule has something to say about, sorted. */
  get checkedFiles(): readonly string[] {
    return checkedFiles(this.answers, this.index);
  }

  /** How a source with definitions is compiled has to be known before its layout can be judged. */
  private isBuildKnown(path: string): boolean {
    if (
      !path.endsWith('.c') ||
      this.workspace.isCompiled(path) ||
      (this.workspace.factsOf(path)?.definitions.length ?? 0) === 0
    )
      return true;
    return this.modules.of(path) !== undefined;
  }

  /** True when all is known that the rules ask about a file; what is not will be worked out by steps. */
  isReadyFor(path: string): boolean {
    return this.isWhole && this.isBuildKnown(path);
  }

  /** The same as `findings` with what comments hold back. */
  verdict(path: string): FileFindings | undefined {
    if (!this.isReadyFor(path)) return undefined;
    this.refreshIndex();
    return fileFindings(this.workspace, this.answers, path, this.settingsAt);
  }

  /** A header that appears or goes decides which file an #include finds: units that never read it may be others now. */
  private comeOrGo(path: string): void {
    if (!path.endsWith('.c')) this.regions.forgetAll();
  }

  private forget(paths: readonly string[]): void {
    this.compat.forget();
    this.workspace.forget(paths);
    this.units.forget(paths);
    this.regions.forget(paths);
    this.answers.forget(paths);
    if (paths.some((path) => /(^|\/)param\.h$/.test(path))) this.knownMachine = undefined;
    this.kept.forget(paths);
    this.liveFlow.forget(paths);
    for (const path of paths) {
      if (!/\.[ch]$/.test(path)) continue;
      this.stale.add(path);
      if (path.endsWith('.c')) this.definitionSources?.push(path);
    }
  }

  /** null: the headers do not tell. */
  private machineStep(): boolean {
    if (this.knownMachine !== undefined) return false;
    // Set first: should it fail, it is not tried again and again.
    this.knownMachine = null;
    const { pageBytes, cacheLineBytes } = readKernelConstants(this.workspace, new ViewPool());
    const { kernel, target } = this.workspace;
    if (pageBytes === undefined || cacheLineBytes === undefined) return true;
    const firstCopy = exampleAddressSpace(kernel.arch, target.pointerBytes).pages;
    this.knownMachine = { pageBytes, cacheLineBytes, firstCopy };
    return true;
  }

  private indexStep(): boolean {
    if (this.isIndexed) return false;
    if (this.nextPath < 0) {
      const { done, value } = this.folders.next() as IteratorResult<readonly string[], undefined>;
      if (done !== true) this.paths.push(...value);
      else {
        this.paths.sort();
        this.nextPath = 0;
      }
      return true;
    }
    const path = this.paths[this.nextPath++] ?? '';
    if (this.files.isOpen(path) || holdsAny(this.files, path, INDEX_MARKS))
      this.liveIndex.replace(path, this.workspace.factsOf(path));
    else if (isFlowSource(this.files, path)) this.liveIndex.addFlowSource(path);
    return true;
  }

  /** Sizes of what modules and uncompiled files define, so that no hover has to wait for a translation. */
  private definitionsStep(): boolean {
    this.definitionSources ??= [...this.liveIndex.files]
      .filter(([path, { definitions }]) => path.endsWith('.c') && definitions.length > 0)
      .map(([path]) => path);
    for (;;) {
      const source = this.definitionSources.at(-1);
      if (source === undefined) return false;
      // How a module compiles it has to be known first.
      if (!this.workspace.isCompiled(source) && this.modules.of(source) === undefined) return this.modules.step();
      this.definitionSources.pop();
      if ((this.workspace.factsOf(source)?.definitions.length ?? 0) === 0 || this.regions.isMeasuredAsBuilt(source))
        continue;
      this.units.forget([source]);
      this.regions.measureAsBuilt(source);
      return true;
    }
  }
}

function* allFolders(
  { files, tree, outside }: Workspace,
  folders: readonly string[],
): Generator<readonly string[], undefined> {
  yield* sourceFolders(files, tree.sysDir);
  const seen = new Set<string>();
  const fresh = (paths: readonly string[]): readonly string[] => {
    const found = paths.filter((path) => !seen.has(path) && outside.holds(path));
    for (const path of found) seen.add(path);
    return found;
  };
  for (const folder of folders) {
    for (const paths of sourceFolders(files, folder)) {
      if (seen.size + paths.length > MOST_OUTSIDE_FILES) break;
      yield fresh(paths);
    }
  }
  // What Makefiles take from elsewhere, and modules that others depend on.
  if (folders.length > 0) yield fresh(outside.allFiles());
  return undefined;
}
