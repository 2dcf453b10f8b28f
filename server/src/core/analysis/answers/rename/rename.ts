import { P_LPAREN } from '../../../lexer/punctuators.ts';
import type { TokenFile } from '../../../lexer/token-file.ts';
import { T_IDENT } from '../../../lexer/token-kinds.ts';
import { holdsAny } from '../../../text/file-source.ts';
import type { Spot } from '../../../text/spot.ts';
import type { MacroRoles } from '../../../vnet/macro-roles.ts';
import { SYMBOL_PREFIX } from '../../../vnet/set-variables.ts';
import { askedInTable, askedNames } from '../../../written/name-lists.ts';
import { nameListFiles } from '../../layouts/userland-names.ts';
import type { Session } from '../../session/session.ts';
import { EditCount } from '../../workspace/edit-count.ts';
import { sourceFiles } from '../../workspace/tree-index.ts';
import { locationOf, type Location } from '../answer-terms.ts';
import { mentions } from '../references.ts';
import { isSameVariable, variableFacts } from '../variable-facts.ts';
import { clashIn, pastedIn, pastesIn, type Paste } from './rename-clashes.ts';
import { accessorName, variableNameOf, type Refusal, type RenameSubject } from './rename-subject.ts';

/** One name of a file in another's place. */
interface RenameEdit extends Spot {
  readonly path: string;
  readonly text: string;
}

/** Everything that a rename changes, and what it leaves to people. */
export interface Renaming {
  readonly from: string;
  readonly to: string;
  readonly edits: readonly RenameEdit[];
  /** Comments and strings that name it. */
  readonly left: readonly Location[];
}

/**
 * Renames a variable over the whole tree as its texts are now, those of open documents too: definition, declarations,
 * accessor, uses, what sysctls are given, names of the reference copy, symbol lists of programs beside the kernel; also
 * what #if leaves out. All of it or, with a reason, nothing. The caller drives it: between two steps nothing is held.
 */
export function* renameEdits(
  session: Session,
  path: string,
  subject: RenameSubject,
  typed: string,
): Generator<undefined, Renaming | Refusal> {
  const to = variableNameOf(session, typed);
  if (typeof to !== 'string') return to;
  const { set, name } = subject;
  if (to === name) return { refusal: `${name} has that name already.` };
  const known = knownAlready(session, path, subject, to);
  if (known !== undefined) return known;
  const editsBefore = session.workspace.keeper(EditCount).count;
  const isMeant = isSameVariable(session, path, set, name);
  const names = new Map([
    [name, to],
    [accessorName(name), accessorName(to)],
  ]);
  const symbol = `${SYMBOL_PREFIX[set]}${name}`;
  const edits: RenameEdit[] = [];
  const left: Location[] = [];
  const pastes: (Paste & { readonly path: string })[] = [];
  const files = [...session.index.files.keys()].sort();
  for (const file of files) {
    yield undefined;
    const facts = session.index.files.get(file);
    const tokens = session.tokens(file);
    if (facts === undefined || tokens === undefined) continue;
    for (const paste of pastesIn(tokens, accessorName(name))) pastes.push({ ...paste, path: file });
    const own = isMeant(file)
      ? [
          ...mentions(
            facts,
            { ...subject, kind: 'variable', as: 'access', isPointer: false },
            new Set(names.keys()),
            true,
          ),
          ...symbolsIn(tokens, symbol, name),
          ...registeredIn(tokens, session.workspace.roles, name),
        ]
      : [];
    if (own.length > 0 && file.startsWith('/') && !session.workspace.outside.holds(file))
      return { refusal: `${file} names it and lies outside the tree.` };
    const isSeen = own.length > 0 || file.endsWith('.h');
    const clash = isSeen ? clashIn(tokens, to, accessorName(to), own) : undefined;
    if (clash !== undefined) return { refusal: `${to} clashes in ${file}:${clash.line}: ${clash.why}.` };
    const starts = new Set<number>();
    for (const spot of own) {
      if (starts.has(spot.start)) continue;
      starts.add(spot.start);
      const text = names.get(tokens.text.slice(spot.start, spot.end));
      if (text !== undefined) edits.push({ path: file, start: spot.start, end: spot.end, text });
    }
    if (isMeant(file))
      left.push(
        ...otherPlaces(tokens, [accessorName(name), symbol], starts).map((spot) => locationOf(session, file, spot)),
      );
  }
  const pasted = yield* findPasted(session, accessorName(name), pastes);
  if (pasted !== undefined) return pasted;
  for (const file of nameListFiles(session.workspace)) {
    yield undefined;
    edits.push(...listedIn(session, file, name, to));
  }
  // Some places would be those of another text.
  if (session.workspace.keeper(EditCount).count !== editsBefore)
    return { refusal: 'A file changed while its uses were looked for. Rename again.' };
  return { from: name, to, edits, left };
}

/** A macro of a source serves that source, one of a header any file that names it. */
function* findPasted(
  session: Session,
  accessor: string,
  pastes: readonly (Paste & { readonly path: string })[],
): Generator<undefined, Refusal | undefined> {
  const fromHeaders = pastes.filter(({ path }) => path.endsWith('.h'));
  const marks = fromHeaders.map(({ macro }) => ({ word: macro }));
  const files = fromHeaders.length === 0 ? [] : sourceFiles(session.workspace);
  const users: string[] = [];
  for (const file of files) {
    yield undefined;
    if (holdsAny(session.files, file, marks) === true) users.push(file);
  }
  for (const paste of pastes) {
    for (const file of paste.path.endsWith('.h') ? users : [paste.path]) {
      yield undefined;
      const tokens = session.tokens(file);
      const line = tokens === undefined ? undefined : pastedIn(tokens, accessor, paste);
      if (line !== undefined)
        return {
          refusal: `${accessor} is pasted together by ${paste.macro} (${paste.path}:${paste.line}) in ${file}:${line}: such a name cannot be followed.`,
        };
    }
  }
  return undefined;
}

/** Why a name is taken: another virtualized global, an accessor, or something that the definition's file sees. */
function knownAlready(session: Session, path: string, { set, name }: RenameSubject, to: string): Refusal | undefined {
  const { index } = session;
  const taken = (one: { readonly path: string; readonly fact: Spot } | undefined, what: string): Refusal | undefined =>
    one === undefined
      ? undefined
      : { refusal: `${what} is taken: ${one.path}:${session.lineOf(one.path, one.fact.start)}.` };
  const isMeant = isSameVariable(session, path, set, name);
  const seen = (file: string): boolean => isMeant(file);
  const [definition] = variableFacts(session, path, set, name).definitions;
  return (
    taken(
      (index.definitions.get(to) ?? []).find(({ path: file, fact }) => !fact.isStatic || file === definition?.path),
      to,
    ) ??
    taken(index.declarations.get(to)?.[0], to) ??
    taken(
      [...(index.accessors.get(accessorName(to)) ?? []), ...(index.macros.get(accessorName(to)) ?? [])].find(
        ({ path: file }) => file === definition?.path || (file.endsWith('.h') && seen(file)),
      ),
      accessorName(to),
    ) ??
    declaredAlready(session, definition?.path, to)
  );
}

/** An ordinary global or function of that name: without VIMAGE the two are one. */
function declaredAlready(session: Session, source: string | undefined, to: string): Refusal | undefined {
  const measured = source === undefined ? undefined : session.unitFor(source);
  if (measured === undefined || source === undefined) return undefined;
  const [entity] = measured.unit.entities(measured.unit.interner.intern(to));
  return entity === undefined
    ? undefined
    : { refusal: `${to} is declared already where ${source} sees it: without VIMAGE the two would be one.` };
}

/** The name inside `vnet_entry_x` where it is written out. */
function symbolsIn(file: TokenFile, symbol: string, name: string): readonly Spot[] {
  if (!file.text.includes(symbol)) return [];
  const wanted = file.interner.intern(symbol);
  const found: Spot[] = [];
  for (let token = 0; token < file.count; token++) {
    const end = file.end[token] as number;
    if (file.kind[token] === T_IDENT && file.value[token] === wanted) found.push({ start: end - name.length, end });
  }
  return found;
}

/** Statistics as VNET_PCPUSTAT_SYSINIT(x) and its counterpart name them. */
function registeredIn(file: TokenFile, roles: MacroRoles, name: string): readonly Spot[] {
  if (!file.text.includes(name)) return [];
  const wanted = file.interner.intern(name);
  const found: Spot[] = [];
  for (let token = 2; token < file.count; token++) {
    if (file.kind[token] !== T_IDENT || file.value[token] !== wanted || !file.isPunct(token - 1, P_LPAREN)) continue;
    const role = roles.get(file.spelling(token - 2));
    if ((role?.role === 'sysinit' || role?.role === 'sysuninit') && role.parameterCount < CONSTRUCTOR_ARGUMENTS)
      found.push({ start: file.start[token] as number, end: file.end[token] as number });
  }
  return found;
}

/** VNET_SYSINIT(identifier, subsystem, order, handler, argument): its first argument is no variable. */
const CONSTRUCTOR_ARGUMENTS = 5;

/** Where one of the words stands and nothing is changed: in comments and strings. */
function otherPlaces(file: TokenFile, words: readonly string[], changed: ReadonlySet<number>): readonly Spot[] {
  const found: Spot[] = [];
  for (const word of words) {
    if (!file.text.includes(word)) continue;
    for (const { index } of file.text.matchAll(new RegExp(`\\b${word}\\b`, 'g'))) {
      const end = index + word.length;
      const isChanged = changed.has(index) || [...changed].some((start) => start > index && start < end);
      if (!isChanged) found.push({ start: index, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** The symbol in a list that a program gives nlist(3) or kvm_nlist(3): `"_tcpstat"`, netstat's table. */
function listedIn(session: Session, path: string, name: string, to: string): readonly RenameEdit[] {
  const tokens = session.tokens(path);
  if (tokens?.text.includes(name) !== true) return [];
  const asked = path.endsWith('.c') ? askedNames(tokens, () => undefined) : askedInTable(tokens.text);
  return asked.flatMap((one) => {
    if (one.name.replace(/^_/, '').replace(/^vnet_entry_/, '') !== name) return [];
    const at = tokens.text.slice(one.start, one.end).lastIndexOf(name);
    const start = one.start + at;
    return at < 0 ? [] : [{ path, start, end: start + name.length, text: to }];
  });
}
