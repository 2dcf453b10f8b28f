/** An object that keeps with itself what has been worked out about it. */
export interface Subject {
  workedOut?: Map<unknown, unknown> | undefined;
}

/** What `work` says about an object that never changes: worked out once, and gone with the object. */
export function once<Of extends Subject, Answer>(subject: Of, work: (subject: Of) => Answer): Answer {
  const answers = (subject.workedOut ??= new Map());
  const answer = answers.get(work) as Answer | undefined;
  if (answer !== undefined) return answer;
  const made = work(subject);
  answers.set(work, made);
  return made;
}

/** The same with something beside the object that is the same each time: the interner of its tokens. */
export function onceWith<Of extends Subject, Beside, Answer>(
  subject: Of,
  work: (subject: Of, beside: Beside) => Answer,
  beside: Beside,
): Answer {
  const answers = (subject.workedOut ??= new Map());
  const answer = answers.get(work) as Answer | undefined;
  if (answer !== undefined) return answer;
  const made = work(subject, beside);
  answers.set(work, made);
  return made;
}
