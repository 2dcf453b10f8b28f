import { holdsAny, type FileSource, type Mark } from '../../text/file-source.ts';
import type {
  AccessorFact,
  FileFacts,
  MacroFact,
  SysctlFact,
  SysinitFact,
  VariableFact,
} from '../../vnet/file-facts.ts';
import { sourceFolders } from './source-folders.ts';
import type { Workspace } from './workspace.ts';

/** A fact with the file that it stands in. */
export interface Located<T> {
  readonly path: string;
  readonly fact: T;
}

/**
 * Everything about virtualized globals in the whole tree, whatever the configuration. By name where names are asked
 * for: a variable by `x`, an accessor by `V_x`.
 */
export interface TreeIndex {
  readonly files: ReadonlyMap<string, FileFacts>;
  /**
   * The files that rules check, sorted: files with a mark, even without facts, and sources that the flow of the tree
   * may lead through.
   */
  readonly checked: readonly string[];
  readonly definitions: ReadonlyMap<string, readonly Located<VariableFact>[]>;
  readonly declarations: ReadonlyMap<string, readonly Located<VariableFact>[]>;
  /** By accessor name. */
  readonly accessors: ReadonlyMap<string, readonly Located<AccessorFact>[]>;
  /** By the variable that they reach. */
  readonly accessorsOf: ReadonlyMap<string, readonly Located<AccessorFact>[]>;
  /** Macros called V_... that are no accessors. */
  readonly macros: ReadonlyMap<string, readonly Located<MacroFact>[]>;
  readonly sysctlsOf: ReadonlyMap<string, readonly Located<SysctlFact>[]>;
  readonly sysinits: readonly Located<SysinitFact>[];
  /** Number of uses by the name used: `V_x` or `x` (through VNET(x) and its kin). */
  readonly useCounts: ReadonlyMap<string, number>;
}

/** Words of which a relevant file has at least one; a search of its bytes decides. */
export const INDEX_MARKS: readonly Mark[] = [{ word: 'VNET' }, { word: 'DPCPU_' }, { word: 'V_', startsName: true }];

/**
 * What makes a file without these marks of interest to the flow of the tree: code of the network, whose macros may
 * reach virtualized globals, and drivers that hand functions over which call into the network.
 */
const NETWORK: Mark = { word: '<net' };
const HANDS_OVER: readonly Mark[] = [
  'callout_',
  'setup_intr',
  'TASK_INIT',
  'usb_config',
  'EVENTHANDLER_',
  'cdevsw',
  'kproc_',
  'kthread_',
  'swi_add',
  'bus_intr',
  'timeout(',
  'INIT_WORK',
  'INIT_DELAYED_WORK',
  'epoch_call',
  'crp_callback',
  'ttyhook',
  'osd_jail',
].map((word) => ({ word }));
/** Headers with macros of their own for handing functions over: `#define usb_callout_reset(...)`. */
const HANDS_OVER_IN_HEADER: readonly Mark[] = ['TASK_INIT', 'callout_reset', 'bus_setup_intr', 'kproc_create'].map(
  (word) => ({ word }),
);
const NETWORK_FOLDER = /(^|\/)(net\w*|kern)\//;

/** True for a file without a mark of INDEX_MARKS that the flow of the tree may lead through. */
export function isFlowSource(files: FileSource, path: string): boolean {
  if (path.endsWith('.h')) return holdsAny(files, path, HANDS_OVER_IN_HEADER) === true;
  if (!path.endsWith('.c')) return false;
  return holdsAny(files, path, [NETWORK_FOLDER.test(path) ? NETWORK : { ...NETWORK, with: HANDS_OVER }]) === true;
}

/** Folders of the tree with kernel C: sys, and what a fork keeps beside it where its #includes look. */
export function treeFolders({ kernel: { compile }, tree: { sysDir } }: Workspace): readonly string[] {
  const beside = compile.includeFolders.filter(
    (folder) => folder !== '' && !/^[</]/.test(folder) && folder !== sysDir && !folder.startsWith(`${sysDir}/`),
  );
  return sysDir === '' ? [sysDir] : [sysDir, ...beside];
}

/** Every C source and header in the folders of the tree and of the modules outside it, sorted. */
export function sourceFiles(workspace: Workspace): string[] {
  const own = treeFolders(workspace).flatMap((folder) => [...sourceFolders(workspace.files, folder)].flat());
  const outside = workspace.outside.allFiles();
  return outside.length === 0 ? own.sort() : [...new Set([...own, ...outside])].sort();
}
