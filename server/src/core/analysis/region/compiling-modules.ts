import { isFailure } from '../../kernel/failure.ts';
import { makefileOf } from '../../kernel/outside-folder.ts';
import { holdsAny } from '../../text/file-source.ts';
import type { InstanceSet } from '../../vnet/set-variables.ts';
import { definingMarks } from './region.ts';
import { sourceFiles } from '../workspace/tree-index.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A source whose name make composes; without SRCS it is ${KMOD}.c. */
const VARIABLE_SOURCE = /\$[{(]\w+[^})]*[})][\w.]*\.c\b/;

/** Modules by the source files that they compile, for the files of interest. */
export function moduleSources(
  workspace: Workspace,
  files: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const modulesBySource = new Map<string, string[]>();
  const baseNames = [...files].map((path) => path.slice(path.lastIndexOf('/') + 1));
  for (const { name, folder } of workspace.moduleList()) {
    // Evaluating a Makefile is expensive: first test whether its text can name one of the files.
    const makefile = workspace.files.read(makefileOf(workspace.files, folder)) ?? '';
    const mayName =
      folder.startsWith('/') ||
      baseNames.some((base) => makefile.includes(base)) ||
      VARIABLE_SOURCE.test(makefile) ||
      !/\bSRCS\b/.test(makefile);
    if (name === '' || !mayName) continue;
    const module = workspace.module(name);
    if (isFailure(module)) continue;
    for (const { source } of module.objects) {
      if (!files.has(source)) continue;
      const known = modulesBySource.get(source);
      if (known === undefined) modulesBySource.set(source, [name]);
      else if (!known.includes(name)) known.push(name);
    }
  }
  return modulesBySource;
}

/** Names of the modules with such a set of their own: those that compile a file that can define a member. Sorted. */
export function modulesWithSet(workspace: Workspace, set: InstanceSet = 'set_vnet'): readonly string[] {
  const marks = definingMarks(workspace, set);
  const files = sourceFiles(workspace).filter((path) => path.endsWith('.c') && holdsAny(workspace.files, path, marks));
  return [...new Set([...moduleSources(workspace, new Set(files)).values()].flat())].sort();
}
