import type { FileSource } from '../text/file-source.ts';
import type { Problem } from '../text/problem.ts';
import type { Architecture } from './architectures.ts';
import { BORROWED_TREES, type BorrowedTree } from './borrowed-trees.ts';
import type { CompileSettings, KernelConfiguration, KernelTree } from './configuration.ts';
import { DEFAULT_DEFINES, DEFAULT_INCLUDE_FOLDERS, DEFAULT_OPTIONS } from './default-options.ts';
import { headerGenerator } from './generated-headers.ts';
import { BUILD_FOLDER, joinPath } from './tree-path.ts';

interface Options {
  readonly headers: Map<string, string>;
  readonly values: Map<string, string>;
}

const DEFINE = /^[ \t]*#[ \t]*define[ \t]+(\w+)(?:[ \t]+(.*))?$/gm;

/** The option headers that the tree contains, and what they define. */
function readOwnOptions(files: FileSource, borrowed: BorrowedTree | undefined): Options {
  const headers = new Map<string, string>();
  const values = new Map<string, string>();
  if (borrowed === undefined) return { headers, values };
  for (const name of files.list(borrowed.optionFolder)) {
    const text = /^opt_\w+\.h$/.test(name) ? files.read(joinPath(borrowed.optionFolder, name)) : undefined;
    if (text === undefined) continue;
    headers.set(name, text);
    for (const match of text.matchAll(DEFINE)) values.set(match[1] ?? '', (match[2] ?? '').trim() || '1');
  }
  return { headers, values };
}

function define({ headers, values }: Options, header: string, name: string, value: string): void {
  const others = (headers.get(header) ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !new RegExp(`^[ \\t]*#[ \\t]*define[ \\t]+${name}\\b`).test(line));
  headers.set(header, [...others, `#define ${name} ${value}`, ''].join('\n'));
  values.set(name, value);
}

/** "VIMAGE", "MAXCPU=4", or a line "options FOO", "nooptions VIMAGE". */
function applyExtraOption(options: Options, extra: string): void {
  const [, negative, spelled = ''] = /^(?:(no)?options?[ \t]+)?(.*)$/.exec(extra.trim()) ?? [];
  const [name = '', value = '1'] = spelled.split('=', 2);
  if (!/^\w+$/.test(name)) return;
  if (negative === 'no') {
    options.values.delete(name);
    for (const [header, text] of [...options.headers]) {
      options.headers.set(
        header,
        text
          .split('\n')
          .filter((line) => !new RegExp(`^[ \\t]*#[ \\t]*define[ \\t]+${name}\\b`).test(line))
          .join('\n'),
      );
    }
    return;
  }
  define(options, DEFAULT_OPTIONS.find((option) => option.name === name)?.header ?? 'opt_global.h', name, value);
}

function defaultCompile(files: FileSource, sysDir: string, borrowed: BorrowedTree | undefined): CompileSettings {
  const folders = DEFAULT_INCLUDE_FOLDERS.map((folder) => joinPath(sysDir, folder)).filter(
    (folder) => files.list(folder).length > 0,
  );
  return {
    includeFolders: [BUILD_FOLDER, ...(borrowed?.overlayFolders ?? []), sysDir, ...folders],
    defines: DEFAULT_DEFINES,
    forcedIncludes: ['opt_global.h'],
  };
}

/** The links of a build folder: machine, and x86 and i386 where the machine has them (kern.post.mk, _ILINKS). */
function defaultLinks(files: FileSource, sysDir: string, architecture: Architecture): Map<string, string> {
  const links = new Map([['machine', joinPath(sysDir, `${architecture.machine}/include`)]]);
  for (const name of architecture.machine === 'amd64'
    ? ['x86', 'i386']
    : architecture.machine === 'i386'
      ? ['x86']
      : []) {
    const folder = joinPath(sysDir, `${name}/include`);
    if (files.list(folder).length > 0) links.set(name, folder);
  }
  return links;
}

/**
 * The configuration of a tree without config(8)'s files (sys/conf/files, sys/<machine>/conf): the option headers that
 * the tree contains, the options of DEFAULT_OPTIONS (VIMAGE among them), every other opt_*.h empty, and no list of
 * objects, because it is unknown which files are compiled.
 */
export function configureByDefault(
  files: FileSource,
  tree: KernelTree,
  architecture: Architecture,
  kernconf: string,
  extraOptions: readonly string[],
): KernelConfiguration {
  const { sysDir } = tree;
  const borrowed = BORROWED_TREES.find((each) => files.isFile(each.mark));
  const options = readOwnOptions(files, borrowed);
  for (const { name, header } of DEFAULT_OPTIONS) if (!options.values.has(name)) define(options, header, name, '1');
  for (const extra of extraOptions) applyExtraOption(options, extra);
  const problems: Problem[] = [
    {
      file: joinPath(sysDir, 'conf/files'),
      line: 0,
      message: `no kernel configurations ${borrowed === undefined ? '' : `in ${borrowed.name} `}here: default options are assumed, and which files are compiled is unknown`,
    },
  ];
  return {
    arch: architecture.name,
    machine: architecture.machine,
    machineArch: architecture.machineArchs[0] ?? architecture.machine,
    kernconf,
    ident: kernconf,
    options: new Map([...options.values].sort(([a], [b]) => (a < b ? -1 : 1))),
    devices: new Set(),
    vimage: options.values.has('VIMAGE'),
    build: {
      headers: options.headers,
      links: defaultLinks(files, sysDir, architecture),
      ...headerGenerator({ files, sysDir, kernelFiles: [], isOptionHeaderEmpty: (name) => /^opt_\w+\.h$/.test(name) }),
    },
    compile: defaultCompile(files, sysDir, borrowed),
    objects: [],
    makeVariables: new Map(),
    problems,
  };
}
