import { K_NONE } from '../../../parser/keywords.ts';
import type { Spot } from '../../../text/spot.ts';
import type { InstanceSet } from '../../../vnet/set-variables.ts';
import type { Session } from '../../session/session.ts';
import { variableAt } from '../references.ts';
import { variableFacts } from '../variable-facts.ts';

/** Why something is not renamed: one sentence for people. */
export interface Refusal {
  readonly refusal: string;
}

/** The variable that a rename is about. */
export interface RenameSubject {
  readonly set: InstanceSet;
  readonly name: string;
  /** What stands at the place, and what it says: `V_x`, or `x`. */
  readonly span: Spot;
  readonly placeholder: string;
}

/** What would be renamed at an offset; undefined when that is no virtualized global. */
export function renameSubject(session: Session, path: string, offset: number): RenameSubject | Refusal | undefined {
  const subject = variableAt(session, path, offset);
  if (subject === undefined) return undefined;
  const { set, name } = subject;
  if (!session.isIndexed)
    return { refusal: 'The tree is still being read: not every use is known yet. Try again when it has been read.' };
  const tokens = session.tokens(path);
  const word = tokens?.text.slice(subject.span.start, subject.span.end) ?? name;
  const facts = variableFacts(session, path, set, name);
  if (facts.definitions.length + facts.declarations.length === 0)
    return { refusal: `No file of the tree defines or declares ${name}.` };
  if (subject.as === 'accessor' && word !== accessorName(name))
    return { refusal: `${word} is another name for ${name}. Rename ${name} where it is defined; ${word} stays.` };
  const placeholder = subject.as === 'accessor' ? word : name;
  const start = subject.as === 'symbol' ? subject.span.end - name.length : subject.span.start;
  return { set, name, span: { start, end: subject.span.end }, placeholder };
}

/** `V_x` of `x` (net/vnet.h's own convention; DPCPU variables have none). */
export function accessorName(name: string): string {
  return `V_${name}`;
}

/** The variable's name that somebody means who typed `V_y` or `y`. */
export function variableNameOf({ workspace: { frontEnd } }: Session, typed: string): string | Refusal {
  const name = typed.startsWith('V_') ? typed.slice(2) : typed;
  if (!/^[A-Za-z_]\w*$/.test(name)) return { refusal: `${typed} is no identifier of C.` };
  const isKeyword = frontEnd.keywords.code(frontEnd.interner.intern(name)) !== K_NONE;
  return isKeyword ? { refusal: `${name} is a keyword of C.` } : name;
}
