import { addTo } from '../../collections/multimap.ts';
import { S_EXTERN } from '../../parser/ast.ts';
import { fileScopeNames } from '../../written/file-scope.ts';
import { lineColumn } from '../../vnet/file-facts.ts';
import { sourceFiles } from '../workspace/tree-index.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A variable or function of the kernel outside the sets, by its plain name. */
export interface PlainSymbol {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly isStatic: boolean;
  /** True if this configuration's kernel holds it. */
  readonly isInKernel: boolean;
}

const LABEL =
  /^[ \t]*(?:(?:ENTRY|ALTENTRY|NON_GPROF_ENTRY|GLOBAL|LEAF|NESTED)\((\w+)\)|\.(?:globl|global|set)[ \t]+(\w+))/gm;

/**
 * Finds the definitions of these names outside the sets: in the files that the kernel compiles, then in the whole tree.
 * Reads tokens; the unit of a compiled file decides its #if.
 */
export function plainSymbols(
  workspace: Workspace,
  names: ReadonlySet<string>,
): ReadonlyMap<string, readonly PlainSymbol[]> {
  const byName = new Map<string, PlainSymbol[]>();
  const wanted = anyOf(names);
  const compiled = workspace.kernel.objects
    .map(({ source }) => source)
    .filter((source) => !source.startsWith('<build>/'));
  for (const path of compiled) collect(workspace, path, names, wanted, byName);
  const missing = new Set([...names].filter((name) => byName.get(name)?.some(({ isInKernel }) => isInKernel) !== true));
  if (missing.size > 0) {
    const seen = new Set(compiled);
    const stillWanted = anyOf(missing);
    for (const path of sourceFiles(workspace))
      if (path.endsWith('.c') && !seen.has(path)) collect(workspace, path, missing, stillWanted, byName);
  }
  return byName;
}

/** Matches a text that holds one of the names at all. */
function anyOf(names: ReadonlySet<string>): RegExp {
  return new RegExp(`\\b(?:${[...names].filter((name) => /^\w+$/.test(name)).join('|')})\\b`);
}

function collect(
  workspace: Workspace,
  path: string,
  names: ReadonlySet<string>,
  any: RegExp,
  found: Map<string, PlainSymbol[]>,
): void {
  const text = workspace.files.read(path);
  if (text === undefined || !any.test(text)) return;
  const wanted = new Set((text.match(/[A-Za-z_]\w*/g) ?? []).filter((word) => names.has(word)));
  const add = (symbol: PlainSymbol): void => {
    addTo(found, symbol.name, symbol);
  };
  if (!path.endsWith('.c')) {
    for (const match of text.matchAll(LABEL)) {
      const name = match[1] ?? match[2] ?? '';
      if (wanted.has(name))
        add({
          name,
          file: path,
          line: text.slice(0, match.index).split('\n').length,
          isStatic: false,
          isInKernel: true,
        });
    }
    return;
  }
  const tokens = workspace.frontEnd.preprocessor.tokensOf(path, text);
  const defined = fileScopeNames(tokens).filter(({ name, isDefinition }) => isDefinition && wanted.has(name));
  if (defined.length === 0) return;
  const inUnit = workspace.isCompiled(path) ? unitDefines(workspace, path, text) : (): boolean => false;
  const seen = new Set<string>();
  for (const { name, start, isStatic } of defined) {
    if (seen.has(name)) continue;
    seen.add(name);
    add({ name, file: path, line: lineColumn(tokens, start).line, isStatic, isInKernel: inUnit(name) });
  }
}

/** Whether the unit of a compiled source defines a name in this configuration. */
function unitDefines(workspace: Workspace, path: string, text: string): (name: string) => boolean {
  const { unit } = workspace.translate(path, text, workspace.compileOf(path), workspace.kernel.build, () => 0);
  return (name) =>
    unit
      .entities(unit.interner.intern(name))
      .some(
        (entity) =>
          entity.kind === 'definition' ||
          (entity.kind === 'variable' &&
            ((entity.declaration.specifiers.storage & S_EXTERN) === 0 || entity.declarator.initializer !== undefined)),
      );
}
