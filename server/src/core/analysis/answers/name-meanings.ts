import { T_IDENT } from '../../lexer/token-kinds.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import { D_DEFINE, directiveTable } from '../../preprocessor/directive-table.ts';
import type { AccessorFact } from '../../vnet/file-facts.ts';
import type { AccessorMeaning, NameMeanings } from './cursor-subject.ts';
import type { Session } from '../session/session.ts';
import type { Located, TreeIndex } from '../workspace/tree-index.ts';

/**
 * What names mean in a file: its own accessors first, then the tree's. Until the index is complete, the accessors of
 * its headers stand for the tree's.
 * @param before edits of the last moment may be missing: the answer does not wait for them to be read
 */
export function nameMeanings(session: Session, path: string, before = false): NameMeanings {
  const { roles } = session.workspace;
  return {
    roles,
    accessor(name) {
      const found = accessorFact(session, path, name, before ? session.indexBefore(path) : session.index);
      return found === undefined
        ? undefined
        : ({
            set: found.set,
            variable: found.variable,
            isPointer: roles.get(found.macro)?.role === 'pointer',
          } satisfies AccessorMeaning);
    },
  };
}

function accessorFact(session: Session, path: string, name: string, index: TreeIndex): AccessorFact | undefined {
  const known = index.accessors.get(name) ?? [];
  const own = known.find((one) => one.path === path);
  if (own !== undefined) return own.fact;
  const [first, ...others] = known;
  if (first === undefined) return session.isIndexed ? undefined : includedAccessor(session, path, name);
  if (others.every(({ fact }) => fact.variable === first.fact.variable && fact.set === first.fact.set))
    return first.fact;
  return included(session, path, known) ?? first.fact;
}

/** If several accessors have one name, the one in a header that the file includes. */
function included(session: Session, path: string, known: readonly Located<AccessorFact>[]): AccessorFact | undefined {
  const reads = new Set(session.headersOf(path));
  return known.find((one) => reads.has(one.path))?.fact;
}

/** The accessor as one of the file's headers defines it, found by the headers' #define lines. */
function includedAccessor(session: Session, path: string, name: string): AccessorFact | undefined {
  if (!name.startsWith('V_')) return undefined;
  const { frontEnd } = session.workspace;
  const id = frontEnd.interner.intern(name);
  const seen = new Set<string>();
  for (const header of session.headersOf(path)) {
    if (seen.has(header)) continue;
    seen.add(header);
    // A header that an earlier run read has facts, but no tokens.
    const tokens = frontEnd.preprocessor.lastTokensOf(header);
    if (tokens !== undefined && !definesMacro(tokens, id)) continue;
    const found = session.facts(header)?.accessors.find((fact) => fact.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function definesMacro(tokens: TokenFile, name: number): boolean {
  const { code } = directiveTable(tokens);
  for (let d = 0; d < tokens.directives.length; d++) {
    const word = (tokens.directives[d] as number) + 2;
    if (code[d] === D_DEFINE && tokens.kind[word] === T_IDENT && tokens.value[word] === name) return true;
  }
  return false;
}
