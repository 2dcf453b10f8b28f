import { readKernconf } from '../../../kernel/read-kernconf.ts';
import { folderOf } from '../../../kernel/tree-path.ts';
import type { Spot } from '../../../text/spot.ts';
import type { Session } from '../../session/session.ts';

/** A name with the place where a file of sys/conf says it. */
export interface ConfSpot extends Spot {
  readonly path: string;
}

/** An option as sys/conf/options and options.MACHINE have it. */
interface KnownOption extends ConfSpot {
  readonly name: string;
  /** "opt_inet.h" */
  readonly header: string;
}

/** A source that sys/conf/files and files.MACHINE take for a device or an option. */
interface SelectedFile extends ConfSpot {
  readonly source: string;
}

/** What config(8) knows of options and devices in one tree, for one machine. */
export interface ConfNames {
  /** The MACHINE that the KERNCONF is for. */
  readonly machine: string;
  readonly options: ReadonlyMap<string, KnownOption>;
  /** By the word on the line, in lower case: a device, or an option without a value. */
  readonly selections: ReadonlyMap<string, readonly SelectedFile[]>;
}

/** Words of a line of sys/conf/files that are no device (usr.sbin/config, read_file()). */
const WORDS = new Set([
  'standard',
  'optional',
  'profiling-routine',
  'no-obj',
  'no-implicit-rule',
  'no-ctfconvert',
  'before-depend',
  'local',
  'nowerror',
  'warning',
]);
/** Words that a string or another word belongs to. */
const WITH_ARGUMENT = new Set(['compile-with', 'dependency', 'clean', 'obj-prefix', 'warning']);

/** A KERNCONF as it is in the editor. */
export interface KernconfFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Reads the lists of the tree as they are now: those of the KERNCONF's own machine, what these include (files.amd64
 * includes files.x86), and those that it names itself.
 */
export function readConfNames(session: Session, kernconf: KernconfFile): ConfNames {
  const { workspace } = session;
  const { fileLists, machine } = settingsOf(session, kernconf);
  const options = new Map<string, KnownOption>();
  const selections = new Map<string, SelectedFile[]>();
  for (const list of ['conf/options', `conf/options.${machine}`]) {
    const path = workspace.inSys(list);
    const text = workspace.files.read(path) ?? '';
    for (const match of text.matchAll(/^[ \t]*([A-Za-z_]\w*)[ \t]*([\w.-]+)?/gm)) {
      const [whole, name = '', header] = match;
      const start = match.index + whole.indexOf(name);
      if (!options.has(name))
        options.set(name, {
          name,
          header: header ?? `opt_${name.toLowerCase()}.h`,
          path,
          start,
          end: start + name.length,
        });
    }
  }
  const lists = new Set<string>();
  const readList = (path: string): void => {
    if (lists.has(path)) return;
    lists.add(path);
    const text = workspace.files.read(path) ?? '';
    for (const match of text.matchAll(/^([\w./$-]+)[ \t]((?:[^\n\\]|\\\n)*)/gm)) {
      const [, source = '', rest = ''] = match;
      const included = source === 'include' ? nameOf(rest) : undefined;
      if (included !== undefined) readList(workspace.inSys(included));
      const spot = { path, start: match.index, end: match.index + source.length };
      for (const word of source === 'include' ? [] : selectingWords(rest)) {
        const known = selections.get(word) ?? [];
        if (known.at(-1)?.start !== spot.start) known.push({ ...spot, source });
        selections.set(word, known);
      }
    }
  };
  for (const list of ['conf/files', `conf/files.${machine}`]) readList(workspace.inSys(list));
  for (const list of fileLists) readList(list);
  return { machine, options, selections };
}

/** Its machine is the folder's where neither it nor DEFAULTS says one: a part that others include. */
function settingsOf(
  { workspace }: Session,
  kernconf: KernconfFile,
): { readonly machine: string; readonly fileLists: readonly string[] } {
  const { machine, fileLists } = readKernconf(workspace.files, workspace.tree, folderOf(kernconf.path), kernconf);
  const folder = workspace.belowSys(kernconf.path).split('/')[0] ?? '';
  return { machine: machine === '' ? folder : machine, fileLists };
}

/** `"conf/files.x86"` or the same without quotes. */
function nameOf(rest: string): string | undefined {
  const [, quoted, plain] = /^[ \t]*(?:"([^"\n]+)"|([^\s"#]+))/.exec(rest) ?? [];
  return quoted ?? plain;
}

function selectingWords(rest: string): readonly string[] {
  const words = rest.replace(/#.*/, '').match(/"[^"]*"|[^\s"\\]+/g) ?? [];
  const found: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (WITH_ARGUMENT.has(word)) i++;
    else if (!WORDS.has(word) && /^!?\w[\w-]*$/.test(word)) found.push(word.replace(/^!/, '').toLowerCase());
  }
  return found;
}

/** Devices: words that select files and are no option's name. */
export function deviceNames({ options, selections }: ConfNames): readonly string[] {
  const ofOptions = new Set([...options.keys()].map((name) => name.toLowerCase()));
  return [...selections.keys()].filter((name) => !ofOptions.has(name)).sort();
}

/** What a file of the tree's configuration is; undefined for sources and everything else. */
export function confFileKind({ workspace }: Session, path: string): 'kernconf' | 'files' | 'options' | undefined {
  const below = workspace.belowSys(path);
  if (/^\w+\/conf\/[A-Z][\w-]*$/.test(below)) return 'kernconf';
  if (/^conf\/files(\.\w+)?$/.test(below)) return 'files';
  return /^conf\/options(\.\w+)?$/.test(below) ? 'options' : undefined;
}
