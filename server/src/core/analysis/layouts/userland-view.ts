import type { BuildFolder, CompileSettings } from '../../kernel/configuration.ts';
import type { UnitText } from './layout-parts.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Headers that programs include before all others, and that others count on. */
const USUAL = [
  'sys/param.h',
  'sys/types.h',
  'sys/queue.h',
  'sys/time.h',
  'sys/socket.h',
  'sys/socketvar.h',
  'sys/sysctl.h',
  'net/if.h',
  'net/if_var.h',
  'net/pfvar.h',
  'net/route.h',
  'netinet/in.h',
  'netinet/in_systm.h',
  'netinet/ip.h',
  'netinet/tcp.h',
  'netinet/in_pcb.h',
];

/** #include lines for headers named by their paths, the usual ones first. */
export function includesOf(workspace: Workspace, headers: readonly string[]): string {
  const { sysDir } = workspace.tree;
  const names = headers.map((path) =>
    sysDir !== '' && path.startsWith(`${sysDir}/`) ? path.slice(sysDir.length + 1) : path,
  );
  const usual = USUAL.filter((name) => workspace.files.isFile(workspace.inSys(name)));
  return [...new Set([...usual, ...names])].map((name) => `#include <${name}>\n`).join('');
}

/**
 * How programs of the base system are compiled: without _KERNEL, with the headers that make installincludes would
 * install.
 */
export class UserlandView {
  private readonly workspace: Workspace;
  private readonly compile: CompileSettings;
  private readonly build: BuildFolder;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    const { tree, kernel, files } = workspace;
    // sys itself holds what goes to /usr/include; "machine" and "x86" are links there too.
    this.compile = {
      includeFolders: ['<build>', tree.sysDir, ...(files.list('include').length > 0 ? ['include'] : [])],
      defines: [],
      forcedIncludes: [],
    };
    this.build = { headers: new Map(), links: kernel.build.links, generate: () => undefined };
  }

  /** A program that includes the headers, with some macros defined before; `tail` stands at its end. */
  program(name: string, headers: readonly string[], defines: readonly string[], tail = ''): UnitText {
    const text = `${defines.map((macro) => `#define ${macro}\n`).join('')}${includesOf(this.workspace, headers)}${tail}`;
    return { source: name, text, compile: this.compile, build: this.build };
  }
}
