import type { FileSource } from '../text/file-source.ts';
import type { Problem } from '../text/problem.ts';
import type { Architecture } from './architectures.ts';
import type { CompileSettings, KernelConfiguration, KernelTree } from './configuration.ts';
import { DEFAULT_DEFINES, DEFAULT_INCLUDE_FOLDERS, DEFAULT_OPTIONS, defaultOptionHeaders } from './default-options.ts';
import { headerGenerator } from './generated-headers.ts';
import { BUILD_FOLDER, joinPath } from './tree-path.ts';

function defaultCompile(files: FileSource, sysDir: string): CompileSettings {
  const folders = DEFAULT_INCLUDE_FOLDERS.map((folder) => joinPath(sysDir, folder)).filter((folder) => files.list(folder).length > 0);
  return { includeFolders: [BUILD_FOLDER, sysDir, ...folders], defines: DEFAULT_DEFINES, forcedIncludes: ['opt_global.h'] };
}

/** The links of a build folder: machine, and x86 where the machine has it (kern.post.mk, _ILINKS). */
function defaultLinks(files: FileSource, sysDir: string, architecture: Architecture): Map<string, string> {
  const links = new Map([['machine', joinPath(sysDir, `${architecture.machine}/include`)]]);
  for (const name of architecture.machine === 'amd64' ? ['x86', 'i386'] : architecture.machine === 'i386' ? ['x86'] : []) {
    const folder = joinPath(sysDir, `${name}/include`);
    if (files.list(folder).length > 0) links.set(name, folder);
  }
  return links;
}

/**
 * The configuration of a tree that has no sys/<machine>/conf: the options of DEFAULT_OPTIONS, every other
 * opt_*.h empty, no list of objects (what is compiled is not known).
 */
export function configureByDefault(
  files: FileSource, tree: KernelTree, architecture: Architecture, kernconf: string, extraOptions: readonly string[],
): KernelConfiguration {
  const headers = defaultOptionHeaders();
  const options = new Map(DEFAULT_OPTIONS.map((option) => [option.name, '1']));
  for (const extra of extraOptions) {
    const [name = '', value = '1'] = extra.split('=', 2);
    options.set(name, value);
    const header = DEFAULT_OPTIONS.find((option) => option.name === name)?.header ?? 'opt_global.h';
    const others = (headers.get(header) ?? '').split('\n').filter((line) => line !== '' && !line.startsWith(`#define ${name} `));
    headers.set(header, [...others, `#define ${name} ${value}`, ''].join('\n'));
  }
  const problems: Problem[] = [{
    file: joinPath(tree.sysDir, `${architecture.machine}/conf`), line: 0,
    message: 'no kernel configurations here: default options are taken, and what is compiled is not known',
  }];
  return {
    arch: architecture.name,
    machine: architecture.machine,
    machineArch: architecture.machineArchs[0] ?? architecture.machine,
    kernconf,
    ident: kernconf,
    options,
    devices: new Set(),
    vimage: options.has('VIMAGE'),
    build: {
      headers,
      links: defaultLinks(files, tree.sysDir, architecture),
      generate: headerGenerator({ files, sysDir: tree.sysDir, kernelFiles: [], isOptionHeaderEmpty: (name) => /^opt_\w+\.h$/.test(name) }),
    },
    compile: defaultCompile(files, tree.sysDir),
    objects: [],
    makeVariables: new Map(),
    problems,
  };
}
