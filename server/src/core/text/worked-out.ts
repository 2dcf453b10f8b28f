/** An object that keeps with itself what has been worked out about it. */
export interface Subject {
  workedOut?: Map<unknown, unknown> | undefined;
}

/** What `work` says about an object that never changes: worked out once, and gone with the object. */
export function once<Of extends Subject, Answer>(subject: Of, work: (subject: Of) => Answer): Answer {
  return onceWith(subject, work, undefined);
}

/** The same with something beside the object that is the same each time: the interner of its tokens. */
export function onceWith<Of extends Subject, Beside, Answer>(
  subject: Of,
  work: (subject: Of, beside: Beside) => Answer,
  beside: Beside,
): Answer {
  const answers = (subject.workedOut ??= new Map());
  const known = answers.get(work) as Answer | undefined;
  // Asked for at each bracket of each file: no closure is made for what is known.
  if (known !== undefined) return known;
  const answer = work(subject, beside);
  answers.set(work, answer);
  return answer;
}
