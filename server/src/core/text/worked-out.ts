import { getOrMake } from '../collections/get-or-make.ts';

/** An object that keeps with itself what has been worked out about it. */
export interface Subject {
  workedOut?: Map<unknown, unknown> | undefined;
}

/** What `work` says about an object that never changes: worked out once, and gone with the object. */
export function once<Of extends Subject, Answer>(subject: Of, work: (subject: Of) => Answer): Answer {
  return getOrMake((subject.workedOut ??= new Map()), work, () => work(subject)) as Answer;
}

/** The same with something beside the object that is the same each time: the interner of its tokens. */
export function onceWith<Of extends Subject, Beside, Answer>(
  subject: Of,
  work: (subject: Of, beside: Beside) => Answer,
  beside: Beside,
): Answer {
  return getOrMake((subject.workedOut ??= new Map()), work, () => work(subject, beside)) as Answer;
}
