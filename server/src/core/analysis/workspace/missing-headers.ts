import { addTo } from '../../collections/multimap.ts';
import type { TranslationUnit } from '../../parser/translation-unit.ts';
import type { Problem } from '../../text/problem.ts';
import type { Workspace } from './workspace.ts';

/** An #include of one object whose file does not exist. */
export interface MissingInclude {
  readonly header: string;
  /** The file that includes it, and the 1-based line; 0 for -include. */
  readonly file: string;
  readonly line: number;
  /** The object's source. */
  readonly object: string;
  /** Members of the object whose size is not known. */
  readonly unknown: readonly string[];
}

const NAMES_SHOWN = 3;

/** The #includes of a unit that lead nowhere. */
export function missingIncludes(unit: TranslationUnit, unknown: readonly string[]): readonly MissingInclude[] {
  return unit.translation.includes.flatMap(({ from, token, name, path }) =>
    path === undefined
      ? [{ header: name, file: from?.path ?? unit.path, line: from?.lineOf(token) ?? 0, object: unit.path, unknown }]
      : [],
  );
}

/** A unit's problems other than missing headers, which missingHeaderProblems() reports. */
export function problemsBesideMissingHeaders(
  unit: TranslationUnit,
  missing: readonly MissingInclude[],
): readonly Problem[] {
  const told = new Set(missing.map(({ file, line }) => `${line} ${file}`));
  return unit.translation.problems.filter(
    ({ file, line, message }) => !(message.startsWith('cannot find ') && told.has(`${line} ${file}`)),
  );
}

/** One problem for each missing header, at its first #include: which objects lack it, and the consequence. */
export function missingHeaderProblems(workspace: Workspace, missing: readonly MissingInclude[]): readonly Problem[] {
  const byHeader = new Map<string, MissingInclude[]>();
  for (const include of missing) {
    addTo(byHeader, include.header, include);
  }
  return [...byHeader].flatMap(([header, includes]) => {
    const [first] = includes;
    if (first === undefined) return [];
    const more = new Set(includes.map(({ file, line }) => `${line} ${file}`)).size - 1;
    const places =
      more === 0 ? '' : more === 1 ? ', and 1 more place includes it' : `, and ${more} more places include it`;
    return [
      {
        file: first.file,
        line: first.line,
        message: `cannot find "${header}"${places}: ${consequence(workspace, header, includes)}`,
      },
    ];
  });
}

function consequence(workspace: Workspace, header: string, includes: readonly MissingInclude[]): string {
  const objects = [...new Set(includes.map(({ object }) => object))];
  const unknown = [...new Set(includes.flatMap((include) => include.unknown))];
  const sizes =
    unknown.length === 0
      ? 'no size is unknown because of it'
      : `sizes that may be unknown because of it: ${someOf(unknown)}`;
  return `assumed empty in ${someOf(objects)}; ${optionsPhrase(workspace, header)}${sizes}`;
}

/** "a, b, c and 4 more" */
function someOf(names: readonly string[]): string {
  const rest = names.length - NAMES_SHOWN;
  return `${names.slice(0, NAMES_SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** The options of an opt_*.h, from any machine's options file. */
function optionsPhrase(workspace: Workspace, header: string): string {
  if (!/^opt_\w+\.h$/.test(header)) return '';
  const folder = workspace.inSys('conf');
  const found = workspace.files
    .list(folder)
    .filter((name) => name.startsWith('options'))
    .flatMap((name) => {
      const options = optionsThatGoTo(workspace.files.read(`${folder}/${name}`) ?? '', header);
      return options.length === 0 ? [] : [`${someOf(options)} (which ${folder}/${name} puts there)`];
    });
  return found.length === 0 ? 'no options file names it; ' : `so ${found.join(', ')} counts as unset; `;
}

function optionsThatGoTo(text: string, header: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const [option = '', target] = line.trim().split(/\s+/);
    return /^\w+$/.test(option) && (target ?? `opt_${option.toLowerCase()}.h`) === header ? [option] : [];
  });
}
