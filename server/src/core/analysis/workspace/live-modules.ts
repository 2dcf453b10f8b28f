import { addTo } from '../../collections/multimap.ts';
import type { BuildFolder, CompileSettings } from '../../kernel/configuration.ts';
import { isFailure } from '../../kernel/failure.ts';
import type { ModuleEntry } from '../../kernel/module-list.ts';
import { makefileOf } from '../../kernel/outside-folder.ts';
import type { Keeper, Step } from './keepers.ts';
import { decidesBuild, type TreeChange } from './tree-change.ts';
import type { Workspace } from './workspace.ts';

/** A module that compiles a source, and how. */
export interface CompilingModule {
  readonly name: string;
  readonly compile: CompileSettings;
  readonly build: BuildFolder;
}

const MAKEFILES_PER_STEP = 40;
/** A source whose name make puts together. */
const VARIABLE_SOURCE = /\$[{(]\w+[^})]*[})][\w.]*\.c\b/;

/** A file's name as a makefile writes it. */
const FILE_NAME = /[\w.+-]+\.\w+/g;

/** The modules, and which sources the makefiles read so far may name. */
interface Makefiles {
  readonly entries: readonly ModuleEntry[];
  readonly naming: Map<string, number[]>;
  /** Those that may name any source. */
  readonly vague: number[];
  read: number;
}

/**
 * Which modules compile a source, for the sources that were asked for. Makefiles are read a few at a time; only those
 * whose text may name the source are evaluated.
 */
export class LiveModules implements Keeper {
  private readonly workspace: Workspace;
  private readonly isAtOnce: boolean;
  private makefiles: Makefiles | undefined;
  private readonly answers = new Map<string, readonly CompilingModule[]>();
  /** Sources that were asked for and not answered yet. */
  private readonly wanted = new Set<string>();

  /** @param isAtOnce answers are computed when asked for, not in steps */
  constructor(workspace: Workspace, isAtOnce = false) {
    this.workspace = workspace;
    this.isAtOnce = isAtOnce;
  }

  /** The modules that compile `source`, by name; undefined while that is being determined. */
  of(source: string): readonly CompilingModule[] | undefined {
    const answer = this.answers.get(source);
    if (answer !== undefined) return answer;
    this.wanted.add(source);
    if (this.isAtOnce) while (this.step() !== 'nothing') continue;
    return this.answers.get(source);
  }

  forget(change: TreeChange): void {
    if (!change.putsBack('text') || !change.paths.some(decidesBuild)) return;
    this.makefiles = undefined;
    this.answers.clear();
  }

  /** Does a little of what was asked for. */
  step(): Step {
    if (this.wanted.size === 0) return 'nothing';
    const { makefiles } = this;
    if (makefiles === undefined) {
      // Set first, so that it is not tried again if it fails.
      this.makefiles = readNone([]);
      this.makefiles = readNone(this.workspace.moduleList());
      return 'worked';
    }
    const { entries, read } = makefiles;
    if (read < entries.length) {
      for (const entry of entries.slice(read, read + MAKEFILES_PER_STEP)) this.note(makefiles, entry, makefiles.read++);
      return 'worked';
    }
    const [source] = this.wanted;
    if (source === undefined) return 'nothing';
    this.wanted.delete(source);
    this.answers.set(source, []);
    this.answers.set(source, this.find(makefiles, source));
    return 'worked';
  }

  /** Notes which sources a module's makefile may name. */
  private note({ naming, vague }: Makefiles, entry: ModuleEntry, index: number): void {
    const { files } = this.workspace;
    const text = files.read(makefileOf(files, entry.folder)) ?? '';
    if (VARIABLE_SOURCE.test(text) || entry.folder.startsWith('/')) vague.push(index);
    else for (const base of new Set([`${entry.name}.c`, ...(text.match(FILE_NAME) ?? [])])) addTo(naming, base, index);
  }

  private find({ entries, naming, vague }: Makefiles, source: string): readonly CompilingModule[] {
    const base = source.slice(source.lastIndexOf('/') + 1);
    const found: CompilingModule[] = [];
    const mayName = [...(naming.get(base) ?? []), ...vague].sort((a, b) => a - b);
    for (const entry of mayName.flatMap((index) => entries[index] ?? [])) {
      if (entry.name === '' || found.some(({ name }) => name === entry.name)) continue;
      const module = this.workspace.module(entry.name);
      const object = isFailure(module) ? undefined : module.objects.find((one) => one.source === source);
      if (!isFailure(module) && object !== undefined)
        found.push({
          name: entry.name.includes('/') ? entry.name : module.name,
          compile: object.compile,
          build: module.build,
        });
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

function readNone(entries: readonly ModuleEntry[]): Makefiles {
  return { entries, naming: new Map(), vague: [], read: 0 };
}
