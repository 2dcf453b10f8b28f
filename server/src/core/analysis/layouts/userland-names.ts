import { ARCHITECTURES } from '../../kernel/architectures.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import { holdsAny } from '../../text/file-source.ts';
import { lineColumn } from '../../vnet/file-facts.ts';
import { askedInTable, askedNames, stringsOf, type AskedName } from '../../written/name-lists.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A symbol that a program of the tree asks the kernel for, with the place where it does. */
export interface LocatedName {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where FreeBSD's own programs and libraries lie beside sys. */
const FOLDERS = ['bin', 'sbin', 'usr.bin', 'usr.sbin', 'lib', 'libexec'] as const;
/** Tests ask for what is not there on purpose. */
const SKIPPED = new Set(['tests/', 'test/']);
const TABLE = 'nlist_symbols';
const MACHINES: ReadonlySet<string> = new Set([
  ...ARCHITECTURES.flatMap(({ name, machine, machineArchs }) => [name, machine, ...machineArchs]),
  'mips',
  'sparc64',
  'ia64',
  'alpha',
  'pc98',
  'riscv',
]);

/**
 * Every name that programs beside the kernel ask for, in the order of the files; empty when the tree has none of them.
 */
export function userlandNames(workspace: Workspace): readonly LocatedName[] {
  const kernelStrings = new Map<string, string>();
  for (const header of ['net/vnet.h', 'sys/pcpu.h'])
    for (const [name, value] of stringsOf(tokens(workspace, workspace.inSys(header)))) kernelStrings.set(name, value);
  const found: LocatedName[] = [];
  for (const path of nameListFiles(workspace)) {
    const file = tokens(workspace, path);
    const names: readonly AskedName[] = path.endsWith('.c')
      ? askedNames(file, (name) => headerString(workspace, path, name) ?? kernelStrings.get(name))
      : askedInTable(file.text);
    found.push(...names.map(({ name, start }) => ({ name, file: path, ...lineColumn(file, start) })));
  }
  return found;
}

/** Files beside the kernel that can hold a list of names. */
export function* nameListFiles(workspace: Workspace): Generator<string> {
  const { sysDir } = workspace.tree;
  if (sysDir === '') return;
  const base = sysDir.includes('/') ? sysDir.slice(0, sysDir.lastIndexOf('/') + 1) : '';
  for (const folder of FOLDERS) yield* filesBelow(workspace, `${base}${folder}`);
}

function tokens(workspace: Workspace, path: string): TokenFile {
  return workspace.frontEnd.preprocessor.tokensOf(path, workspace.files.read(path) ?? '');
}

/** Sources that can hold a list of names, and the tables of netstat's kind. */
function* filesBelow(workspace: Workspace, folder: string): Generator<string> {
  for (const name of workspace.files.list(folder)) {
    const path = `${folder}/${name}`;
    if (name.endsWith('/')) {
      if (!SKIPPED.has(name)) yield* filesBelow(workspace, path.slice(0, -1));
    } else if (
      name === TABLE ||
      (name.endsWith('.c') &&
        !isForOtherMachine(workspace, name) &&
        holdsAny(workspace.files, path, [{ word: 'n_name' }, { word: 'nlist' }]) === true)
    )
      yield path;
  }
}

/** kvm_i386.c and kvm_minidump_aarch64.c read that machine's dumps alone. */
function isForOtherMachine({ kernel }: Workspace, name: string): boolean {
  const words = name.replace(/\.c$/, '').split(/[_-]/);
  const own = new Set([kernel.arch, kernel.machine, kernel.machineArch]);
  return words.some((word) => MACHINES.has(word) && !own.has(word));
}

/** A string that a header in the program's own folder defines. */
function headerString(workspace: Workspace, path: string, name: string): string | undefined {
  const folder = path.slice(0, path.lastIndexOf('/'));
  for (const header of workspace.files.list(folder)) {
    if (!header.endsWith('.h') || holdsAny(workspace.files, `${folder}/${header}`, [{ word: name }]) !== true) continue;
    const value = stringsOf(tokens(workspace, `${folder}/${header}`)).get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}
