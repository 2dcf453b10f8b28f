import type { Edit, Finding, Fix } from '../../rules/rule.ts';
import { applyEdits, overlap } from '../../text/text-edit.ts';
import type { Session } from './session.ts';

/** After this many rounds of fixing and checking, the fixes are circular. */
const MOST_ROUNDS = 10;

export interface FixedTree {
  /** New texts of the files that changed, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** How many findings were fixed, by rule. */
  readonly fixed: ReadonlyMap<string, number>;
}

/**
 * Applies the fixes of all findings of `paths`, checks again, and repeats until nothing is left to fix. Of overlapping
 * fixes one is applied, and the other if the next check still reports it. Changes the session's texts, not files.
 */
export function fixTree(
  session: Session,
  paths: readonly string[],
  wants: (finding: Finding) => boolean = () => true,
): FixedTree {
  const texts = new Map<string, string>();
  const fixed = new Map<string, number>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const taken = new Map<string, Edit[]>();
    for (const path of paths) {
      for (const finding of session.findings(path) ?? []) {
        if (finding.fix === undefined || !wants(finding) || !take(taken, finding.fix)) continue;
        fixed.set(finding.rule, (fixed.get(finding.rule) ?? 0) + 1);
      }
    }
    if (taken.size === 0) break;
    for (const [path, edits] of taken) {
      const text = session.files.read(path);
      if (text === undefined) continue;
      const made = applyEdits(text, edits);
      texts.set(path, made);
      session.setText(path, made);
    }
  }
  return { texts, fixed };
}

/** Fixes for one edit of the editor: those of `findings` that do not overlap, in order. */
export function joinFixes(findings: readonly Finding[]): readonly Edit[] {
  const taken = new Map<string, Edit[]>();
  for (const { fix } of findings) if (fix !== undefined) take(taken, fix);
  return [...taken.values()].flat();
}

/** Adds all edits of a fix, or none when one overlaps what is taken. An edit that is there already counts as made. */
function take(taken: Map<string, Edit[]>, { edits }: Fix): boolean {
  const fresh = edits.filter(
    (edit) =>
      !(taken.get(edit.path) ?? []).some(
        (known) => known.start === edit.start && known.end === edit.end && known.text === edit.text,
      ),
  );
  if (fresh.some((edit) => (taken.get(edit.path) ?? []).some((known) => overlap(known, edit)))) return false;
  for (const edit of fresh) {
    const known = taken.get(edit.path);
    if (known === undefined) taken.set(edit.path, [edit]);
    else known.push(edit);
  }
  return true;
}
