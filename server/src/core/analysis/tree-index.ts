import { holdsAny, type FileSource, type Mark } from '../text/file-source.ts';
import type { AccessorFact, FileFacts, SysctlFact, SysinitFact, VariableFact } from '../vnet/file-facts.ts';
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
  /** All that hold a mark, whether they have facts or only functions of interest: what the rules look at. */
  readonly sources: ReadonlySet<string>;
  readonly definitions: ReadonlyMap<string, readonly Located<VariableFact>[]>;
  readonly declarations: ReadonlyMap<string, readonly Located<VariableFact>[]>;
  /** By accessor name. */
  readonly accessors: ReadonlyMap<string, readonly Located<AccessorFact>[]>;
  /** By the variable that they reach. */
  readonly accessorsOf: ReadonlyMap<string, readonly Located<AccessorFact>[]>;
  readonly sysctlsOf: ReadonlyMap<string, readonly Located<SysctlFact>[]>;
  readonly sysinits: readonly Located<SysinitFact>[];
  /** Number of uses by the name used: `V_x` or `x` (through VNET(x) and its kin). */
  readonly useCounts: ReadonlyMap<string, number>;
}

/** Words without which a file holds nothing of interest: one look at its bytes decides. */
export const INDEX_MARKS: readonly Mark[] = [{ word: 'VNET' }, { word: 'DPCPU_' }, { word: 'V_', startsName: true }];

const SOURCE = /\.[ch]$/;
/** Folders that hold no kernel C of interest, or other people's generated tables. */
const SKIPPED = new Set(['.git/', 'compile/', 'obj/']);

/** Every C source and header below the tree's sys, sorted. */
export function sourceFiles(workspace: Workspace): string[] {
  return [...sourceFolders(workspace.files, workspace.tree.sysDir)].flat().sort();
}

/** The C sources and headers of a folder and of each folder below it, one folder at a time. */
export function* sourceFolders(files: FileSource, folder: string): Generator<readonly string[]> {
  const found: string[] = [];
  const below: string[] = [];
  for (const name of files.list(folder)) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (!name.endsWith('/')) {
      if (SOURCE.test(name)) found.push(path);
    } else if (!SKIPPED.has(name)) below.push(path.slice(0, -1));
  }
  yield found;
  for (const inner of below) yield* sourceFolders(files, inner);
}

/** Facts of the files that hold a mark, those that have none included. */
export function readTreeFacts(workspace: Workspace, paths: readonly string[]): Map<string, FileFacts> {
  const facts = new Map<string, FileFacts>();
  for (const path of paths) {
    if (!holdsAny(workspace.files, path, INDEX_MARKS)) continue;
    const found = workspace.factsOf(path);
    if (found !== undefined) facts.set(path, found);
  }
  return facts;
}

/** Joins the facts of all files into one index. */
export function assembleIndex(marked: ReadonlyMap<string, FileFacts>): TreeIndex {
  const files = new Map([...marked].filter(([, facts]) => !isEmpty(facts)));
  const definitions = new Map<string, Located<VariableFact>[]>();
  const declarations = new Map<string, Located<VariableFact>[]>();
  const accessors = new Map<string, Located<AccessorFact>[]>();
  const accessorsOf = new Map<string, Located<AccessorFact>[]>();
  const sysctlsOf = new Map<string, Located<SysctlFact>[]>();
  const sysinits: Located<SysinitFact>[] = [];
  const useCounts = new Map<string, number>();
  for (const [path, facts] of files) {
    for (const fact of facts.definitions) push(definitions, fact.name, { path, fact });
    for (const fact of facts.declarations) push(declarations, fact.name, { path, fact });
    for (const fact of facts.accessors) {
      push(accessors, fact.name, { path, fact });
      push(accessorsOf, fact.variable, { path, fact });
    }
    for (const fact of facts.sysctls) if (fact.variable !== undefined) push(sysctlsOf, fact.variable, { path, fact });
    for (const fact of facts.sysinits) sysinits.push({ path, fact });
    for (const [name, offsets] of facts.uses) useCounts.set(name, (useCounts.get(name) ?? 0) + offsets.length);
  }
  return { files, sources: new Set(marked.keys()), definitions, declarations, accessors, accessorsOf, sysctlsOf, sysinits, useCounts };
}

export function buildTreeIndex(workspace: Workspace): TreeIndex {
  return assembleIndex(readTreeFacts(workspace, sourceFiles(workspace)));
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

function isEmpty(facts: FileFacts): boolean {
  return facts.definitions.length + facts.declarations.length + facts.accessors.length + facts.sysctls.length + facts.sysinits.length + facts.uses.size === 0;
}
