import { makefileOf } from '../../../kernel/outside-folder.ts';
import { folderOf, tailOf } from '../../../kernel/tree-path.ts';
import { isFailure } from '../../../kernel/failure.ts';
import { holdsAny } from '../../../text/file-source.ts';
import type { Spot } from '../../../text/spot.ts';
import { nameListFiles } from '../../layouts/userland-names.ts';
import type { Session } from '../../session/session.ts';
import { sourceFiles } from '../../workspace/tree-index.ts';
import { locationOf, type Location } from '../answer-terms.ts';

/** A file under a new name; both as the session names files. */
export interface FileMove {
  readonly from: string;
  readonly to: string;
}

interface MoveEdit extends Spot {
  readonly path: string;
  readonly text: string;
}

/** What the tree says of files that get new names. */
export interface MoveEdits {
  readonly edits: readonly MoveEdit[];
  /** Lines that name a moved file, or where make looks for it, in a way that only people can change. */
  readonly left: readonly Location[];
}

/** #include "x" and <x>; Makefiles and lists are matched by name. */
const INCLUDE = /^([ \t]*#[ \t]*include[ \t]*)(<[^>\n]+>|"[^"\n]+")/gm;

/**
 * The edits that let a tree stay whole when sources and headers are renamed or moved: lines of sys/conf/files* and
 * SRCS of the Makefiles that compile a source, #includes of a header. The caller drives it.
 */
export function* moveEdits(session: Session, moves: readonly FileMove[]): Generator<undefined, MoveEdits> {
  const edits: MoveEdit[] = [];
  const left: Location[] = [];
  for (const move of moves) {
    listEdits(session, move, edits);
    yield undefined;
    if (move.from.endsWith('.h')) yield* includeEdits(session, move, edits, left);
    else yield* makefileEdits(session, move, edits, left);
    ownIncludes(session, move, edits);
  }
  return { edits, left };
}

/** Lines of sys/conf/files*: the source is their first word, and may be what another is made from. */
function listEdits({ workspace, files }: Session, { from, to }: FileMove, edits: MoveEdit[]): void {
  const conf = workspace.inSys('conf');
  const [before, after] = [workspace.belowSys(from), workspace.belowSys(to)];
  for (const name of files.list(conf).filter((one) => /^files(\.[\w.]+)?$/.test(one))) {
    const path = `${conf}/${name}`;
    const text = files.read(path) ?? '';
    for (const { start, end } of wordsIn(text, before)) edits.push({ path, start, end, text: after });
  }
}

function* makefileEdits(
  session: Session,
  { from, to }: FileMove,
  edits: MoveEdit[],
  left: Location[],
): Generator<undefined, void> {
  const { workspace, files } = session;
  const [base, newBase] = [tailOf(from), tailOf(to)];
  const [below, newBelow] = [workspace.belowSys(from), workspace.belowSys(to)];
  const isOtherFolder = folderOf(from) !== folderOf(to);
  for (const { name, folder } of workspace.moduleList()) {
    const path = makefileOf(files, folder);
    const text = files.read(path);
    if (name === '' || text?.includes(base) !== true) continue;
    yield undefined;
    const module = workspace.module(name);
    if (isFailure(module) || !module.objects.some(({ source }) => source === from)) continue;
    const whole = [...text.matchAll(new RegExp(`(?<=/)${escaped(below)}(?![\\w./-])`, 'g'))];
    for (const { index } of whole) edits.push({ path, start: index, end: index + below.length, text: newBelow });
    for (const { start, end } of wordsIn(text, base)) {
      edits.push({ path, start, end, text: newBase });
      // make finds it through .PATH.
      if (isOtherFolder) left.push(locationOf(session, path, { start, end }));
    }
  }
}

function* includeEdits(
  session: Session,
  { from, to }: FileMove,
  edits: MoveEdit[],
  left: Location[],
): Generator<undefined, void> {
  const { workspace, files } = session;
  const base = tailOf(from);
  const [below, newBelow] = [workspace.belowSys(from), workspace.belowSys(to)];
  for (const path of new Set([...sourceFiles(workspace), ...nameListFiles(workspace)])) {
    yield undefined;
    if (path === from || holdsAny(files, path, [{ word: base }]) !== true) continue;
    for (const { spot, name, isQuoted } of includesOf(files.read(path) ?? '')) {
      if (tailOf(name) !== base) continue;
      if (name === below) edits.push({ path, ...spot, text: newBelow });
      else if (isQuoted && resolved(folderOf(path), name) === from)
        edits.push({ path, ...spot, text: relative(folderOf(path), to) });
      // An -I of its Makefile may lead to the header.
      else if (!name.includes('/') && !files.isFile(resolved(folderOf(path), name)))
        left.push(locationOf(session, path, spot));
    }
  }
}

/** What a moved file includes from beside it stays there. */
function ownIncludes({ files }: Session, { from, to }: FileMove, edits: MoveEdit[]): void {
  if (folderOf(from) === folderOf(to)) return;
  for (const { spot, name, isQuoted } of includesOf(files.read(from) ?? '')) {
    const target = resolved(folderOf(from), name);
    if (isQuoted && files.isFile(target)) edits.push({ path: from, ...spot, text: relative(folderOf(to), target) });
  }
}

function includesOf(
  text: string,
): readonly { readonly spot: Spot; readonly name: string; readonly isQuoted: boolean }[] {
  return Array.from(text.matchAll(INCLUDE), ({ 1: head = '', 2: quoted = '', index }) => {
    const start = index + head.length + 1;
    const name = quoted.slice(1, -1);
    return { spot: { start, end: start + name.length }, name, isQuoted: quoted.startsWith('"') };
  });
}

/** Where a word stands that ends with blanks, a backslash or the line, outside of comments. */
function wordsIn(text: string, word: string): readonly Spot[] {
  return Array.from(
    text.matchAll(new RegExp(`^([^#\\n]*?(?:[\\s=]|^))${escaped(word)}(?=[\\s\\\\]|$)`, 'gm')),
    ({ 1: before = '', index }) => ({ start: index + before.length, end: index + before.length + word.length }),
  );
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function resolved(folder: string, name: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function relative(folder: string, target: string): string {
  const [from, to] = [folder === '' ? [] : folder.split('/'), target.split('/')];
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/');
}
