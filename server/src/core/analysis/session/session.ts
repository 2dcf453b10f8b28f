import type { TreeFlow } from '../../flow/tree-flow.ts';
import { isFailure, type Failure } from '../../kernel/failure.ts';
import { readKernelTree } from '../../kernel/kernel-tree.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import type { FileSource } from '../../text/file-source.ts';
import type { FileFacts } from '../../vnet/file-facts.ts';
import type { SettingsAt } from './check-settings.ts';
import { checkedFiles, fileFindings, type FileFindings } from './findings.ts';
import type { Finding } from '../../rules/rule.ts';
import { CachedUnits } from '../region/cached-units.ts';
import { LiveMachine } from '../image/live-machine.ts';
import { HeaderReaders } from '../layouts/header-readers.ts';
import { finished } from '../../collections/finished.ts';
import { unitReading } from '../layouts/record-report.ts';
import { LiveCompat, type ComparedBaseline } from '../layouts/live-compat.ts';
import { LiveFlow } from './live-flow.ts';
import type { Keepers } from '../workspace/keepers.ts';
import { LiveKept } from '../layouts/live-kept.ts';
import { LiveModules } from '../workspace/live-modules.ts';
import { LiveDefinitions } from '../region/live-definitions.ts';
import { LiveRegion } from '../region/live-region.ts';
import { OpenModules } from '../region/open-modules.ts';
import { OverlayFiles } from '../workspace/overlay-files.ts';
import type { MachineSizes } from '../region/surroundings.ts';
import { SeenTokens } from './seen-tokens.ts';
import { StoredFindings } from './stored-findings.ts';
import { headersRead, TreeAnswers } from './tree-answers.ts';
import { TwinArrivals, TwinWork } from './vimage-twin.ts';
import { decidesBuild, TreeChange } from '../workspace/tree-change.ts';
import type { TreeIndex } from '../workspace/tree-index.ts';
import { TreeReading } from '../workspace/tree-reading.ts';
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

/** How a session answers. */
interface SessionWay {
  readonly settingsAt: SettingsAt | undefined;
  /** Answers are computed when asked for, not in steps: for a single check of a tree. */
  readonly isAtOnce: boolean;
  /** If the tree is opened with VIMAGE only for its findings: what the session without VIMAGE has for both. */
  readonly shared?: SharedKeepers;
}

/** What depends on the sources alone, not on the configuration, and how layouts are compared. */
interface SharedKeepers {
  readonly reading: TreeReading;
  readonly liveFlow: LiveFlow;
  readonly compat: LiveCompat;
}

/** The interface itself, and the header that states the release. */
const DECIDING_HEADER = /(^|\/)(net\/vnet|sys\/pcpu|sys\/param)\.h$/;

/**
 * One kernel tree under one configuration while it is being edited. Open documents replace the files. The region and
 * the index are computed in small steps that the caller drives; after an edit only what it affects is computed again.
 */
export class Session {
  readonly workspace: Workspace;
  readonly files: OverlayFiles;
  readonly units: CachedUnits;
  readonly regions: LiveRegion;
  readonly modules: LiveModules;
  /** Layouts against a baseline, once there is one. */
  readonly compat: LiveCompat;
  private readonly kept: LiveKept;
  private readonly reading: TreeReading;
  private readonly definitions: LiveDefinitions;
  private readonly liveMachine: LiveMachine;
  private readonly liveFlow: LiveFlow;
  private readonly answers: TreeAnswers;
  private readonly seenTokens: SeenTokens;
  private readonly settingsAt: SettingsAt | undefined;
  private readonly isAtOnce: boolean;
  private knownFindings: StoredFindings | undefined;

  /** The same tree with VIMAGE, if the configuration lacks it: its findings are the ones reported. */
  private readonly withVimage: Session | undefined;

  private constructor(workspace: Workspace, files: OverlayFiles, way: SessionWay) {
    const { isAtOnce } = way;
    this.workspace = workspace;
    this.files = files;
    this.modules = new LiveModules(workspace, isAtOnce);
    this.units = new CachedUnits(workspace, files, this.modules);
    this.regions = new LiveRegion(workspace, files, this.units, isAtOnce);
    this.liveMachine = new LiveMachine(workspace);
    this.reading = way.shared?.reading ?? new TreeReading(workspace, files);
    this.definitions = new LiveDefinitions(workspace, this.reading, this.modules, this.units, this.regions);
    this.liveFlow = way.shared?.liveFlow ?? new LiveFlow(workspace, () => this.reading.indexSoFar.checked);
    const unit = (source: string): MeasuredUnit | undefined => this.units.unit(source);
    this.compat = new LiveCompat(workspace, { readerOf: (header) => this.readerOf(header), unit });
    const compat = way.shared?.compat ?? this.compat;
    const readers = workspace.keeper(HeaderReaders);
    this.kept = new LiveKept(files, (path) => unitReading(workspace, path, readers));
    this.answers = new TreeAnswers(
      workspace,
      this.reading.indexSoFar,
      {
        unit,
        answer: (question, source, work) => this.units.answer(question, source, work),
        modulesOf: (source) => this.modules.of(source),
        partOf: (source) => this.regions.part(source),
        region: (set) => this.regions.region(set),
      },
      this.liveFlow,
      { changes: (path) => compat.changes(path), unused: (path) => this.kept.of(path) },
    );
    this.seenTokens = new SeenTokens(workspace, files);
    ({ settingsAt: this.settingsAt, isAtOnce: this.isAtOnce } = way);
    // In this order they work in the background, behind what the workspace keeps itself.
    this.keepers.add(this.seenTokens, this.units, this.regions, this.liveMachine);
    this.keepers.add(new OpenModules(workspace, files, this.modules, this.definitions));
    if (way.shared === undefined) this.keepers.add(this.reading, this.liveFlow);
    const isItself = isAtOnce || way.shared !== undefined || workspace.kernel.vimage;
    const vimage = isItself ? workspace : workspace.withVimage();
    const shared = { reading: this.reading, liveFlow: this.liveFlow, compat };
    this.withVimage = vimage === workspace ? undefined : new Session(vimage, files, { ...way, shared });
    // Findings come from there: before what only answers about this configuration wait for.
    if (this.withVimage !== undefined) {
      this.keepers.add(new TwinWork(this.withVimage));
      this.withVimage.keepers.add(new TwinArrivals(this.keepers));
    }
    this.keepers.add(this.modules, this.definitions, this.kept, this.compat, this.answers);
  }

  /** Everything that stores answers about this tree, in order; further keepers add themselves. */
  get keepers(): Keepers {
    return this.workspace.keepers;
  }

  /** Recognizes the tree and reads its configuration. */
  static open(files: FileSource, request: SessionRequest): Session | Failure {
    const overlay = new OverlayFiles(files);
    const workspace = Workspace.open(overlay, request);
    return isFailure(workspace)
      ? workspace
      : new Session(workspace, overlay, { settingsAt: request.settingsAt, isAtOnce: false });
  }

  /**
   * The same for a single check of a tree, compiled with VIMAGE: the checks are about code that is absent without it.
   * Finds what the editor finds; computes it when asked for.
   */
  static openAtOnce(files: FileSource, request: SessionRequest): Session | Failure {
    const overlay = new OverlayFiles(files);
    const workspace = Workspace.open(overlay, request);
    return isFailure(workspace)
      ? workspace
      : new Session(workspace.withVimage(), overlay, { settingsAt: request.settingsAt, isAtOnce: true });
  }

  /** The same over a workspace that nobody edits. */
  static atOnce(workspace: Workspace, settingsAt?: SettingsAt): Session {
    return new Session(workspace.withVimage(), new OverlayFiles(workspace.files), { settingsAt, isAtOnce: true });
  }

  /** True if these files contain a kernel tree. */
  static recognizes(files: FileSource): boolean {
    return !isFailure(readKernelTree(files));
  }

  /** A document was opened or has changed. */
  setText(path: string, text: string): void {
    const isOpen = this.files.isOpen(path);
    if (isOpen && this.files.read(path) === text) return;
    const isNew = !isOpen && !this.files.isFile(path);
    this.files.set(path, text);
    this.keepers.forget(TreeChange.edit([path], isNew ? [path] : []));
  }

  /** A document was closed: the file on disk is used again. */
  close(path: string): void {
    if (!this.files.isOpen(path)) return;
    const text = this.files.read(path);
    this.files.drop(path);
    const isGone = !this.files.isFile(path);
    if (this.files.read(path) !== text || isGone) this.keepers.forget(TreeChange.edit([path], isGone ? [path] : []));
  }

  /** Files changed on disk. Open documents take precedence over their files. */
  filesChanged(paths: readonly string[]): void {
    this.filesAreOther(paths, []);
  }

  /** Files appeared on disk or went from it. */
  filesCameOrWent(paths: readonly string[]): void {
    this.filesAreOther(paths, paths);
  }

  private filesAreOther(paths: readonly string[], cameOrWent: readonly string[]): void {
    const changed = paths.filter((path) => !this.files.isOpen(path));
    if (changed.length + cameOrWent.length > 0) this.keepers.forget(TreeChange.edit(changed, cameOrWent));
  }

  /** Sets what layouts are compared with; undefined for nothing. */
  compareWith(baseline: ComparedBaseline | undefined): void {
    this.compat.setBaseline(baseline);
    this.keepers.forget(TreeChange.arrival('findings'));
  }

  /** Layouts of this tree against another baseline than that of `compareWith`, as they are now. */
  layoutsAgainst(baseline: ComparedBaseline): LiveCompat {
    const compat = new LiveCompat(this.workspace, {
      readerOf: (header) => this.readerOf(header),
      unit: (source) => this.units.unit(source),
    });
    compat.setBaseline(baseline);
    return compat;
  }

  /** True if a change of the file may change what is compiled and how: the session must then be reopened. */
  decidesConfiguration(path: string): boolean {
    return decidesBuild(path) || DECIDING_HEADER.test(path);
  }

  /** Does a little of the background work, usually a few milliseconds; false if nothing can be done. */
  step(): boolean {
    return this.keepers.step();
  }

  get progress(): SessionProgress {
    if (!this.isRegionReady) return { phase: 'region', ...this.regions.progress };
    if (!this.isIndexed) return { phase: 'index', ...this.reading.progress };
    if (!this.definitions.isDone) return { phase: 'definitions', done: 0, total: 0 };
    return { phase: 'done', done: 0, total: 0 };
  }

  get isRegionReady(): boolean {
    return this.regions.region('set_vnet') !== undefined;
  }

  /** True when every file of the tree has been looked at. */
  get isIndexed(): boolean {
    return this.reading.isDone;
  }

  /** The functions of the whole tree as it is now; undefined until they have been read once. */
  get flow(): TreeFlow | undefined {
    return this.liveFlow.isReady ? this.liveFlow.tree : undefined;
  }

  /** Pages and cache lines of the machine, as the tree's headers have them; undefined until the region is known. */
  get machine(): MachineSizes | undefined {
    return this.liveMachine.sizes;
  }

  /** True if everything that the rules ask about is known. */
  get isWhole(): boolean {
    return this.isIndexed && this.liveFlow.isReady && this.withVimage?.isWhole !== false;
  }

  /** What is known about the tree so far, with open documents as they are now. */
  get index(): TreeIndex {
    if (this.isAtOnce) this.reading.finish();
    return this.reading.index;
  }

  /** The same without waiting for edits: what `path` and others held before they were edited last. */
  indexBefore(path: string): TreeIndex {
    return this.isAtOnce ? this.index : this.reading.indexBefore(path);
  }

  /** Tokens of a file as it is now. */
  tokens(path: string): TokenFile | undefined {
    return this.seenTokens.of(path);
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

  /** The unit for questions about a file: its own, or for a header that of a source known to read it. */
  unitFor(path: string): MeasuredUnit | undefined {
    if (!path.endsWith('.h')) return this.units.unit(path);
    return this.units.unit(this.readerOf(path) ?? path);
  }

  /** What the unit for questions about a file reads, in the order of the #includes; some more than once. */
  headersOf(path: string): readonly string[] {
    return headersRead(this.units, path.endsWith('.h') ? (this.readerOf(path) ?? path) : path) ?? [];
  }

  private readerOf(header: string): string | undefined {
    const known =
      this.files.openPaths.find((open) => this.regions.reads(open, header)) ?? this.regions.readerOf(header);
    if (known !== undefined) return known;
    // A source without virtualized globals is not measured until it is asked for.
    return this.liveFlow.sourceIncluding(
      this.workspace.belowSys(header),
      (source) => this.workspace.isCompiled(source) || (this.modules.of(source) ?? []).length > 0,
    );
  }

  /**
   * Members of a header that nothing names, if the tree has been searched for them. A hover does not start the search.
   */
  knownUnused(path: string): ReturnType<LiveKept['of']> {
    if (this.withVimage !== undefined) return this.withVimage.knownUnused(path);
    return this.kept.hasSearched ? this.kept.of(path) : undefined;
  }

  /** The findings of a file; undefined until the tree has been read. */
  findings(path: string): readonly Finding[] | undefined {
    return this.verdict(path)?.findings;
  }

  /** In steps; of no use after an edit between two of them. */
  *findingsInSteps(path: string): Generator<undefined, readonly Finding[] | undefined> {
    return (yield* this.verdictInSteps(path))?.findings;
  }

  /** The layout of a source with definitions depends on how it is compiled. */
  private isBuildKnown(path: string): boolean {
    if (
      !path.endsWith('.c') ||
      this.workspace.isCompiled(path) ||
      (this.workspace.factsOf(path)?.definitions.length ?? 0) === 0
    )
      return true;
    return this.modules.of(path) !== undefined;
  }

  /** Stores no more: what is computed from now on is about edits. */
  releaseShards(): void {
    this.workspace.releaseShards();
    this.withVimage?.releaseShards();
  }

  /** True if everything that the rules ask about a file is known; the rest is computed by steps. */
  isReadyFor(path: string): boolean {
    if (this.withVimage !== undefined) return this.withVimage.isReadyFor(path);
    if (this.isAtOnce) {
      this.reading.finish();
      return true;
    }
    return this.isWhole && this.isBuildKnown(path);
  }

  /** The files that rules check, sorted. */
  get checkedFiles(): readonly string[] {
    if (this.withVimage !== undefined) return this.withVimage.checkedFiles;
    if (this.isAtOnce) this.reading.finish();
    return checkedFiles(this.answers, this.index);
  }

  /** The findings of files once all questions of the rules are answered; runs the steps that are needed. */
  verdicts(paths: readonly string[]): readonly FileFindings[] {
    if (this.withVimage !== undefined) return this.withVimage.verdicts(paths);
    const verdicts = new Map(paths.map((path) => [path, this.verdict(path)] as const));
    for (let late = this.kept.search(); late.length > 0; late = this.kept.search())
      for (const path of late) if (verdicts.has(path)) verdicts.set(path, this.verdict(path));
    return [...verdicts.values()].filter((verdict) => verdict !== undefined);
  }

  /** Of earlier runs, for a single check: in the editor a document's rules are run after each edit. */
  private get storedFindings(): StoredFindings | undefined {
    const { shards } = this.workspace;
    if (!this.isAtOnce || shards?.shards.beforeSave === undefined) return undefined;
    return (this.knownFindings ??= new StoredFindings(shards, this.answers));
  }

  /** The same as `findings`, with the findings that comments suppress. */
  verdict(path: string): FileFindings | undefined {
    return finished(this.verdictInSteps(path));
  }

  private *verdictInSteps(path: string): Generator<undefined, FileFindings | undefined> {
    if (this.withVimage !== undefined) return yield* this.withVimage.verdictInSteps(path);
    if (!this.isReadyFor(path)) return undefined;
    this.reading.refresh();
    this.files.working(path);
    return yield* fileFindings(this.workspace, this.answers, path, this.settingsAt, this.storedFindings);
  }
}
