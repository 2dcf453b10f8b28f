import { memberType } from '../../types/members.ts';
import { plain, type EnumType, type RecordType, type Type } from '../../types/type.ts';
import { isUnknown } from '../../types/unknown.ts';
import type { Session } from '../session/session.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';
import { locationOf, type Location } from './answer-terms.ts';
import { subjectAt, type Subject } from './cursor-subject.ts';
import type { Target } from './definition.ts';
import { nameMeanings } from './name-meanings.ts';
import { recordAt, rootType, unitsFor } from './root-type.ts';

/**
 * Where the struct, union or enum of the virtualized global at an offset, or of a member of one, is written; behind
 * pointers and arrays. Undefined for numbers, and where no unit that declares the variable has the braces.
 */
export function typeDefinitionAt(session: Session, path: string, offset: number): Target | undefined {
  const tokens = session.tokens(path);
  const subject = tokens === undefined ? undefined : subjectAt(tokens, offset, nameMeanings(session, path));
  if (subject?.kind !== 'variable' && subject?.kind !== 'member') return undefined;
  for (const measured of unitsFor(session, path, subject.kind === 'member' ? subject.root : subject)) {
    const type = typeOf(session, measured, subject);
    const tagged = type === undefined ? undefined : behind(type);
    const place = tagged === undefined ? undefined : placeOf(session, measured, tagged);
    if (place !== undefined) return { origin: subject.span, places: [place] };
  }
  return undefined;
}

function typeOf(
  session: Session,
  measured: MeasuredUnit,
  subject: Extract<Subject, { readonly kind: 'variable' | 'member' }>,
): Type | undefined {
  if (subject.kind === 'variable') return rootType(session, measured, subject);
  const { root, steps } = subject;
  const start = rootType(session, measured, root);
  const record = start === undefined ? undefined : recordAt(measured, start, steps, root.isPointer);
  const last = steps[steps.length - 1];
  if (record === undefined || last?.kind !== 'member') return undefined;
  const type = memberType(measured.resolver, record, measured.unit.interner.intern(last.name));
  return isUnknown(type) ? undefined : type;
}

function behind(type: Type): RecordType | EnumType | undefined {
  for (let inner = plain(type); ;) {
    if (inner.kind === 'record' || inner.kind === 'enum') return inner;
    if (inner.kind === 'pointer') inner = plain(inner.target);
    else if (inner.kind === 'array') inner = plain(inner.element);
    else return undefined;
  }
}

/** The tag as it is written; in the arguments of LIST_HEAD( ) too. */
function placeOf(session: Session, { unit }: MeasuredUnit, { specifier }: RecordType | EnumType): Location | undefined {
  if ((specifier.kind === 'enum' ? specifier.enumerators : specifier.members) === undefined) return undefined;
  const { source, nameToken } = specifier;
  const at = unit.spelledAt(source, nameToken) ?? unit.place(source, nameToken);
  if (at === undefined) return undefined;
  const { file, token } = at;
  return locationOf(session, file.path, { start: file.start[token] as number, end: file.end[token] as number });
}
