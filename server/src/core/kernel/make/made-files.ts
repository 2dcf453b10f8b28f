import type { Problem } from '../../text/problem.ts';
import type { UtilityFiles } from '../shell/utility.ts';
import type { BuildFiles } from './build-files.ts';
import type { MakefileReader, MakeRule } from './makefile-reader.ts';
import { runCommand } from './run-command.ts';

/** A file that a rule makes: its text, or why it is unknown, with the rule's location. */
export type MadeFile = { readonly text: string } | { readonly unknown: Problem };

/** What the lines of a recipe write, or why that is unknown. */
export type RecipeResult = { readonly text: string } | { readonly because: string };

const MOST_SHOWN = 60;

/** Runs the lines of a recipe for `target` in a build folder, as make(1) does: each in a shell of its own. */
export function runRecipe(
  reader: MakefileReader,
  files: UtilityFiles,
  target: string,
  recipe: readonly string[],
  sources: readonly string[] = [],
): RecipeResult {
  const all = sources.join(' ');
  const locals: readonly (readonly [string, string])[] = [
    ['.TARGET', target],
    ['@', target],
    ['.ALLSRC', all],
    ['>', all],
    ['.OODATE', all],
    ['?', all],
    ['.IMPSRC', sources[0] ?? ''],
    ['<', sources[0] ?? ''],
    ['.PREFIX', target.replace(/\.[^.]*$/, '')],
  ];
  for (const line of recipe) {
    for (const [name, value] of locals) reader.variables.set(name, value.replaceAll('$', '$$$$'));
    const spelled = reader.expand(line).trim();
    const flags = /^[-@+\s]*/.exec(spelled)?.[0] ?? '';
    const command = spelled.slice(flags.length);
    if (command === '') continue;
    const result = runCommand(command, files);
    if ('notUnderstood' in result) return { because: `${result.notUnderstood} is not understood` };
    if (result.status !== 0 && !flags.includes('-')) return { because: `"${shortened(command)}" fails` };
  }
  const text = files.read(target);
  return text === undefined ? { because: `"${shortened(recipe.join('; '))}" does not write it` } : { text };
}

/** Runs the rules of a makefile for files of the build folder, each once, after the rules that it needs. */
export class MadeFiles {
  private readonly reader: MakefileReader;
  private readonly files: BuildFiles;
  private readonly made = new Map<string, MadeFile | undefined>();

  constructor(reader: MakefileReader, files: BuildFiles) {
    this.reader = reader;
    this.files = files;
  }

  /** The file `name` as its rule makes it; undefined without a rule with a recipe. */
  file(name: string): MadeFile | undefined {
    if (this.made.has(name)) return this.made.get(name);
    // A rule that needs itself finds nothing.
    this.made.set(name, undefined);
    const rule = this.reader.rules.get(name);
    const result = rule === undefined || rule.recipe.length === 0 ? undefined : this.make(rule);
    this.made.set(name, result);
    return result;
  }

  private make({ target, sources, recipe, file, line }: MakeRule): MadeFile {
    for (const source of sources) this.file(source);
    const made = runRecipe(this.reader, this.files, target, recipe, sources);
    return 'text' in made ? made : { unknown: { file, line, message: contentUnknown(target, made.because) } };
  }
}

export function contentUnknown(name: string, because: string): string {
  return `the content of ${name} is unknown: in its recipe ${because}`;
}

function shortened(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
}
