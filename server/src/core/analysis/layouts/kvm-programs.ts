import { T_IDENT, T_STRING } from '../../lexer/token-kinds.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A program (or library) that reads the kernel's memory through libkvm, with the names that its sources hold. */
export interface KvmProgram {
  /** "usr.bin/netstat" */
  readonly folder: string;
  /** Tags after `struct` or `union`. */
  readonly tags: ReadonlySet<string>;
  /**
   * Names that it may look up: string literals that are names, without a leading '_' (a.out's, which kvm_nlist strips).
   */
  readonly symbols: ReadonlySet<string>;
}

/** Folders of the source tree that programs and libraries lie in. */
const USERLAND = ['bin', 'sbin', 'usr.bin', 'usr.sbin', 'libexec', 'lib'];

/** Programs of this tree that are linked with libkvm; null if the tree has none of the folders. */
export function kvmPrograms(workspace: Workspace): readonly KvmProgram[] | null {
  const { files } = workspace;
  const tops = USERLAND.filter((folder) => files.list(folder).length > 0);
  if (tops.length === 0) return null;
  const folders = tops.flatMap((top) =>
    files
      .list(top)
      .filter((name) => name.endsWith('/'))
      .map((name) => `${top}/${name.slice(0, -1)}`),
  );
  files.expect?.(folders.map((folder) => `${folder}/Makefile`));
  return folders
    .filter((folder) => linksKvm(files.read(`${folder}/Makefile`) ?? '', folder))
    .map((folder) => readProgram(workspace, folder))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** LIBADD=kvm, LDADD=-lkvm or LDADD=${LIBKVM}. */
function linksKvm(makefile: string, folder: string): boolean {
  return (
    folder === 'lib/libkvm' ||
    /^\s*(?:LIBADD|LDADD|LDFLAGS|DPADD)[^\n=]*=(?:[^\n]*[\s{(-]l?|\s*)(?:kvm|LIBKVM)\b/m.test(makefile)
  );
}

function readProgram(workspace: Workspace, folder: string): KvmProgram {
  const tags = new Set<string>();
  const symbols = new Set<string>();
  for (const name of workspace.files.list(folder)) {
    if (!/\.[ch]$/.test(name)) continue;
    const path = `${folder}/${name}`;
    const text = workspace.files.read(path);
    if (text === undefined) continue;
    const tokens = workspace.frontEnd.preprocessor.tokensOf(path, text);
    for (let i = 0; i < tokens.count; i++) {
      const spelling = tokens.kind[i] === T_IDENT || tokens.kind[i] === T_STRING ? tokens.spelling(i) : '';
      if (spelling === 'struct' || spelling === 'union') tags.add(`${spelling} ${tokens.spelling(i + 1)}`);
      const symbol = /^"_?(\w+)"$/.exec(spelling)?.[1];
      if (symbol !== undefined) symbols.add(symbol);
    }
  }
  // netstat's Makefile makes its name list from this file.
  for (const [, symbol] of (workspace.files.read(`${folder}/nlist_symbols`) ?? '').matchAll(/^[^#\n]*\s_?(\w+)\s*$/gm))
    symbols.add(symbol ?? '');
  return { folder, tags, symbols };
}
