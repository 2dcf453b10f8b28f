import { getOrMake } from '../core/collections/get-or-make.ts';
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver/node';
import { isScenario } from '../core/analysis/answers/read-as-c.ts';
import type { Keeper } from '../core/analysis/workspace/keepers.ts';
import type { TreeChange } from '../core/analysis/workspace/tree-change.ts';
import type { Finding } from '../core/rules/rule.ts';
import { Debounce } from './debounce.ts';
import { diagnosticOf } from './diagnostic.ts';
import { kernconfDiagnostics } from './kernconf-language.ts';
import type { Feature, Server, TreeFile } from './server.ts';

/** A change in one file may change findings in other open files. They are checked again after this pause. */
const OTHERS_AFTER_MS = 250;

export const diagnostics: Feature = {
  register(server) {
    if (server.client.pullsDiagnostics) return;
    const publisher = new Publisher(server);
    server.documents.onDidOpen(({ document }) => {
      publisher.schedule(document.uri, 0);
    });
    server.documents.onDidChangeContent(({ document }) => {
      publisher.schedule(document.uri);
    });
    server.documents.onDidClose(({ document }) => {
      publisher.close(document.uri);
    });
    server.onProgress(() => {
      publisher.publishWhenReady();
    });
    server.onTreeOpened(({ session }) => {
      session.keepers.add(publisher);
    });
    server.onFilesChanged(() => {
      for (const uri of server.documents.keys()) publisher.schedule(uri, 0);
    });
  },
};

/** A slice of the work on one document. */
const SLICE_MS = 4;

/** A document whose findings are being worked out. */
interface Look {
  readonly uri: string;
  readonly treeFile: TreeFile;
  readonly version: number;
  readonly steps: Generator<undefined, readonly Finding[] | undefined>;
  /** How long it has taken so far. */
  ms: number;
}

/** Checks open documents after they change and publishes the findings with the version that they are for. */
class Publisher implements Keeper {
  private readonly server: Server;
  private readonly timers = new Map<string, unknown>();
  private readonly debounces = new Map<string, Debounce>();
  /** What was last published for a document, as text. */
  private readonly published = new Map<string, string>();
  /** What was last found in it. */
  private readonly found = new Map<string, readonly Diagnostic[]>();
  /** Documents whose findings are incomplete: a rule asked for something that is not known yet. */
  private readonly unready = new Set<string>();
  /** Documents to be checked, one per turn of the event loop: requests are answered in between. */
  private readonly due = new Set<string>();
  private looking: Look | undefined;
  private others: unknown;

  constructor(server: Server) {
    this.server = server;
  }

  /** Checks the document after the debounce, or after `waitMs`. */
  schedule(uri: string, waitMs = this.debounce(uri).waitMs): void {
    if (isScenario(uri)) return;
    if (this.looking?.uri === uri) this.looking = undefined;
    const { timers } = this.server.options;
    timers.stop(this.timers.get(uri));
    this.timers.set(
      uri,
      timers.after(waitMs, () => {
        this.timers.delete(uri);
        this.lookSoon(uri);
      }),
    );
  }

  close(uri: string): void {
    if (isScenario(uri)) return;
    this.server.options.timers.stop(this.timers.get(uri));
    for (const byUri of [this.timers, this.debounces, this.published, this.found]) byUri.delete(uri);
    this.unready.delete(uri);
    this.due.delete(uri);
    if (this.looking?.uri === uri) this.looking = undefined;
    void this.server.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** Edits are looked at as they come from the client; what arrives later is worth a second look at all. */
  forget(change: TreeChange): void {
    this.breakOff(change);
    if (change.isArrival && change.putsBack('findings'))
      for (const uri of this.server.documents.keys()) this.schedule(uri, 0);
  }

  /** Findings of before the change and after it do not go together. */
  private breakOff(change: TreeChange): void {
    const { looking } = this;
    if (looking === undefined || !change.putsBack('findings')) return;
    this.looking = undefined;
    // The edited document is looked at when its writer pauses.
    if (change.isArrival || !change.paths.includes(looking.treeFile.path)) this.due.add(looking.uri);
  }

  publishWhenReady(): void {
    // If no tree has anything new, no document needs to be looked at.
    if (!this.server.trees.open.some(({ session }) => session.isWhole)) return;
    let isAsked = false;
    // Iterates over a copy: a check puts documents back that could not be answered.
    for (const uri of [...this.unready]) {
      const treeFile = this.server.treeFileOf(uri);
      if (treeFile?.tree.session.isWhole !== true) continue;
      if (treeFile.tree.session.isReadyFor(treeFile.path)) this.lookSoon(uri);
      else isAsked = true;
    }
    // The questions asked just now are answered in the background, which may have stopped: it is woken.
    if (isAsked) this.server.background.wake(0);
  }

  private lookSoon(uri: string): void {
    if (!this.hasWork) this.nextTurn();
    this.due.add(uri);
  }

  private get hasWork(): boolean {
    return this.due.size > 0 || this.looking !== undefined;
  }

  private nextTurn(): void {
    const { background, options, isShutDown } = this.server;
    if (isShutDown) return;
    options.timers.soon(() => {
      if (!background.isAwaited) this.slice();
      if (this.hasWork) this.nextTurn();
    });
  }

  /** A little of the look at one document; the one that is worked with goes first. */
  private slice(): void {
    if (this.looking !== undefined) return this.goOn(this.looking);
    const { current } = this.server;
    const [uri] = current !== undefined && this.due.has(current) ? [current] : this.due;
    if (uri === undefined) return;
    this.due.delete(uri);
    this.look(uri);
  }

  private debounce(uri: string): Debounce {
    return getOrMake(this.debounces, uri, () => new Debounce(this.server.options.debounce));
  }

  private look(uri: string): void {
    const { server } = this;
    this.unready.delete(uri);
    const document = server.documents.get(uri);
    if (document === undefined) return;
    const { version } = document;
    const treeFile = server.treeFileOf(uri);
    try {
      const kernconf = treeFile === undefined ? undefined : kernconfDiagnostics(server, treeFile, uri);
      if (kernconf !== undefined) return this.publish(uri, version, kernconf);
    } catch (error) {
      return this.failed(uri, version, error);
    }
    if (treeFile?.tree.settings['diagnostics.enabled'] !== true) return this.tell(uri, version, []);
    const steps = treeFile.tree.session.findingsInSteps(treeFile.path);
    this.looking = { uri, treeFile, version, steps, ms: 0 };
    this.goOn(this.looking);
  }

  private goOn(look: Look): void {
    const { timers } = this.server.options;
    const started = timers.now();
    const { treeFile } = look;
    try {
      treeFile.tree.session.files.working(treeFile.path);
      for (;;) {
        const { done, value } = look.steps.next();
        if (done === true) {
          this.looking = undefined;
          this.ended(look, value);
          break;
        }
        if (timers.now() - started >= SLICE_MS) break;
      }
    } catch (error) {
      this.looking = undefined;
      this.failed(look.uri, look.version, error);
    }
    look.ms += timers.now() - started;
    if (this.looking !== look) this.debounce(look.uri).note(look.ms);
  }

  private ended({ uri, treeFile, version }: Look, found: readonly Finding[] | undefined): void {
    if (found === undefined) {
      this.unready.add(uri);
      this.server.background.wake(0);
      return;
    }
    this.tell(
      uri,
      version,
      found.flatMap((finding) => diagnosticOf(this.server, treeFile, finding) ?? []),
    );
  }

  private tell(uri: string, version: number, diagnostics: Diagnostic[]): void {
    this.found.set(uri, diagnostics);
    this.publish(uri, version, diagnostics);
  }

  private failed(uri: string, version: number, error: unknown): void {
    this.server.logError('diagnostics', error);
    this.publish(uri, version, [...(this.found.get(uri) ?? []), notLookedAt(error)]);
  }

  private publish(uri: string, version: number, found: Diagnostic[]): void {
    const text = JSON.stringify([version, found]);
    if (this.published.get(uri) === text) return;
    this.published.set(uri, text);
    void this.server.connection.sendDiagnostics({ uri, version, diagnostics: found });
    this.scheduleOthers(uri);
  }

  private scheduleOthers(changed: string): void {
    const { timers } = this.server.options;
    if (this.server.documents.keys().length < 2) return;
    timers.stop(this.others);
    this.others = timers.after(OTHERS_AFTER_MS, () => {
      for (const uri of this.server.documents.keys()) if (uri !== changed && !this.timers.has(uri)) this.lookSoon(uri);
    });
  }
}

/**
 * After an internal error, or for code beyond the limits, the earlier findings stay and a diagnostic on the first line
 * says that they are old.
 */
function notLookedAt(error: unknown): Diagnostic {
  const why =
    error instanceof RangeError
      ? 'its code is nested too deeply'
      : `internal error: ${error instanceof Error ? error.message : String(error)}`;
  const start = { line: 0, character: 0 };
  return {
    range: { start, end: start },
    severity: DiagnosticSeverity.Information,
    source: 'vnetscope',
    message: `This version of the file was not analyzed: ${why}. The findings shown are those of an earlier version.`,
  };
}
