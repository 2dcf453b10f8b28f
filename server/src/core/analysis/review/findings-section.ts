import type { CheckFinding } from '../session/check.ts';

/** Findings that a change adds and removes. A finding that only stands elsewhere now is neither. */
export interface FindingsSection {
  readonly added: readonly CheckFinding[];
  readonly removed: readonly CheckFinding[];
}

/**
 * Compares the findings of two trees: first by fingerprint, then by what they say in the same file (its line was
 * edited), then by what they say anywhere (the code was moved to another file).
 * @param renamed paths of the older tree as the newer has them
 */
export function compareFindings(
  before: readonly CheckFinding[],
  after: readonly CheckFinding[],
  renamed: (path: string) => string,
): FindingsSection {
  let left = { before, after };
  left = unmatched(
    left,
    ({ fingerprint }) => fingerprint,
    ({ fingerprint }) => fingerprint,
  );
  left = unmatched(
    left,
    (one) => `${one.rule}\n${renamed(one.file)}\n${saying(one)}`,
    (one) => `${one.rule}\n${one.file}\n${saying(one)}`,
  );
  const moved = (one: CheckFinding): string => `${one.rule}\n${saying(one)}`;
  left = unmatched(left, moved, moved);
  return { added: left.after, removed: left.before };
}

/** What a finding says, whatever lines and sizes it names. */
function saying({ message }: CheckFinding): string {
  return message.replace(/\d[\d,]*/g, '#');
}

function unmatched(
  { before, after }: { readonly before: readonly CheckFinding[]; readonly after: readonly CheckFinding[] },
  keyBefore: (one: CheckFinding) => string,
  keyAfter: (one: CheckFinding) => string,
): { readonly before: readonly CheckFinding[]; readonly after: readonly CheckFinding[] } {
  const waiting = new Map<string, CheckFinding[]>();
  for (const one of before) {
    const known = waiting.get(keyBefore(one));
    if (known === undefined) waiting.set(keyBefore(one), [one]);
    else known.push(one);
  }
  const fresh = after.filter((one) => waiting.get(keyAfter(one))?.shift() === undefined);
  return { before: [...waiting.values()].flat(), after: fresh };
}
