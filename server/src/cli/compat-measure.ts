import { getOrMake } from '../core/collections/get-or-make.ts';
import { DEFAULT_SCOPE } from '../core/compat/default-scope.ts';
import { measureLayouts } from '../core/analysis/layouts/measure-layouts.ts';
import type { MachineLayouts, Scope } from '../core/compat/baseline.ts';
import { openWorkspace } from '../core/analysis/open.ts';
import type { Workspace } from '../core/analysis/workspace/workspace.ts';
import { AnswerCache } from '../host/answer-cache.ts';
import { NamedContents } from '../host/contents.ts';
import { GitFiles } from '../host/git-files.ts';
import { NodeFiles } from '../host/node-files.ts';
import { PartCache } from '../host/part-cache.ts';
import type { CompatSide, FilesSide } from './compat-side.ts';
import { UsageError, type CommonOptions, type Terminal } from './command.ts';
import { withKernconf } from './open-workspace.ts';
import { buildName } from './version.ts';

/** A machine that is asked about. */
export interface MachineRequest {
  readonly arch: string;
  readonly kernconf: string | undefined;
  readonly options: readonly string[];
}

/** Measures trees and revisions. Parts measured for one side are reused for the other and by the next run. */
export class CompatMeasurer {
  private readonly options: CommonOptions;
  private readonly terminal: Terminal;
  private readonly caches = new Map<string, PartCache>();
  translated = 0;
  reused = 0;

  constructor(options: CommonOptions, terminal: Terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  /** Layouts of a side under one configuration, with the workspace they come from; a UsageError when there is none. */
  measure(
    side: FilesSide,
    request: MachineRequest,
    scope: Scope,
    also: readonly string[] = [],
  ): { readonly layouts: MachineLayouts; readonly workspace: Workspace } {
    const workspace = openSide(side, request, this.options);
    const known = this.knownAnswer(side, request, scope, also);
    if (known !== undefined) return { layouts: known, workspace };
    const store = this.cache(request);
    const { layouts, problems, translated, reused } = measureLayouts(
      workspace,
      scope,
      { contents: new NamedContents(side.files), store },
      also,
    );
    this.translated += translated;
    this.reused += reused;
    const lost = side.files instanceof GitFiles ? [...side.files.missing] : [];
    if (lost.length > 0)
      throw new UsageError(
        `${side.name}: the repository lacks ${lost.length === 1 ? 'a file' : `${lost.length} files`} of this revision (${lost.slice(0, 3).join(', ')}): the clone may be partial; run git fetch, or git fsck`,
      );
    if (!this.options.isQuiet)
      for (const { file, line, message } of problems)
        this.terminal.err(`vnetscope: ${side.name}: ${file === '' ? '' : `${file}:${line}: `}${message}\n`);
    if (this.options.usesCache && side.files instanceof GitFiles && problems.length === 0)
      new AnswerCache().keep(question(side, request, scope, also), {}, layouts);
    return { layouts, workspace };
  }

  /** A revision never changes: its measurements stay valid. */
  private knownAnswer(
    side: CompatSide,
    request: MachineRequest,
    scope: Scope,
    also: readonly string[],
  ): MachineLayouts | undefined {
    if (!this.options.usesCache || side.kind === 'baseline' || !(side.files instanceof GitFiles)) return undefined;
    return new AnswerCache().find(question(side, request, scope, also)) as MachineLayouts | undefined;
  }

  /** Keeps on disk what was measured. */
  save(): void {
    if (this.options.usesCache) for (const cache of this.caches.values()) cache.save();
  }

  /** Without --no-cache the results of earlier runs are read; the results of this run serve both sides in any case. */
  private cache({ arch, kernconf, options }: MachineRequest): PartCache {
    const question = JSON.stringify([buildName(), arch, kernconf, options]);
    return getOrMake(this.caches, question, () => new PartCache(question, this.options.usesCache));
  }
}

function question(side: CompatSide, request: MachineRequest, scope: Scope, also: readonly string[]): string {
  const tree = side.kind === 'files' && side.files instanceof GitFiles ? side.files.id : '';
  return JSON.stringify(['compat', buildName(), tree, request, scope, also]);
}

/** The workspace of a side under one configuration; a UsageError when there is none. */
export function openSide({ name, files }: FilesSide, request: MachineRequest, { folder }: CommonOptions): Workspace {
  const workspace = openWorkspace(files, files instanceof NodeFiles ? withKernconf(files, request, folder) : request);
  if ('failure' in workspace) throw new UsageError(`${name}: ${workspace.failure.message}`);
  return workspace;
}

/** The machines that --arch and --kernconf name. */
export function requests(options: CommonOptions): readonly MachineRequest[] {
  const kernconfs = list(options, 'kernconf');
  return (list(options, 'arch').length === 0 ? [options.arch] : list(options, 'arch')).flatMap((arch) =>
    (kernconfs.length === 0 ? [undefined] : kernconfs).map((kernconf) => ({
      arch,
      kernconf,
      options: options.options,
    })),
  );
}

/** What --record, --constant and --module add to the usual scope. */
export function scopeOf(options: CommonOptions): Scope {
  const records = list(options, 'record').map((name) => (/^(?:struct|union) /.test(name) ? name : `struct ${name}`));
  return {
    records: records.sort(),
    constants: [...new Set([...DEFAULT_SCOPE.constants, ...list(options, 'constant')])].sort(),
    modules: [...options.modules].sort(),
  };
}

/** The values of an option that may be repeated. */
export function list(options: CommonOptions, name: string): readonly string[] {
  const value = options.own[name];
  return Array.isArray(value) ? value.map(String) : [];
}
