import { addTo } from '../../collections/multimap.ts';
import { RULES } from '../../rules/registry.ts';
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
  /** Findings whose fix leaves them, or makes another: it was not applied. */
  readonly refused: readonly RefusedFix[];
}

interface RefusedFix {
  readonly finding: Finding;
  readonly why: string;
}

/**
 * Applies the fixes of all findings of `paths`, checks again, and goes on until nothing is left to fix. Of fixes that
 * overlap one is taken, and the other when the next look still wants it. One that leaves its finding, or makes another,
 * is taken back. The session's texts are changed, no file is.
 */
export function fixTree(
  session: Session,
  paths: readonly string[],
  wants: (finding: Finding) => boolean = () => true,
): FixedTree {
  return new TreeFixer(session, paths, wants).run();
}

/** Rules that only tell of older ways. */
const OLD = new Set(RULES.filter(({ tag }) => tag === 'deprecated').map(({ id }) => id));

/** Findings of some files that say the same. */
type Look = ReadonlyMap<string, { readonly count: number; readonly finding: Finding }>;

class TreeFixer {
  private readonly session: Session;
  private readonly paths: readonly string[];
  private readonly wants: (finding: Finding) => boolean;
  private readonly texts = new Map<string, string>();
  private readonly fixed = new Map<string, number>();
  private readonly refused = new Map<string, RefusedFix>();

  constructor(session: Session, paths: readonly string[], wants: (finding: Finding) => boolean) {
    this.session = session;
    this.paths = paths;
    this.wants = wants;
  }

  run(): FixedTree {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const wanted = this.paths.filter((path) => this.open(path).length > 0);
      if (!wanted.map((path) => this.fixFile(path)).some((isChanged) => isChanged)) break;
    }
    return { texts: this.texts, fixed: this.fixed, refused: [...this.refused.values()] };
  }

  /** What is found in a file; modules that compile it are worked out where that has to be known. */
  private findings(path: string): readonly Finding[] {
    for (;;) {
      const found = this.session.findings(path);
      if (found !== undefined || !this.session.step()) return found ?? [];
    }
  }

  private open(path: string): readonly (Finding & { readonly fix: Fix })[] {
    return this.findings(path).filter(
      (finding): finding is Finding & { readonly fix: Fix } =>
        finding.fix !== undefined && this.wants(finding) && !this.refused.has(this.placeOf(finding)),
    );
  }

  /** All fixes of a file at once; one by one when that leaves or makes something. True when some stay. */
  private fixFile(path: string): boolean {
    const taken = new Map<string, Edit[]>();
    const together = this.open(path).filter(({ fix }) => take(taken, fix));
    if (together.length === 0) return false;
    if (this.attempt(together, taken) === undefined) return true;
    if (together.length === 1) return this.refuse(together);
    let isChanged = false;
    for (let next = this.open(path)[0]; next !== undefined; next = this.open(path)[0]) {
      const edits = new Map<string, Edit[]>();
      take(edits, next.fix);
      const why = this.attempt([next], edits);
      if (why !== undefined) this.refused.set(this.placeOf(next), { finding: next, why });
      else isChanged = true;
    }
    return isChanged;
  }

  private refuse(findings: readonly Finding[]): boolean {
    for (const finding of findings) this.refused.set(this.placeOf(finding), { finding, why: this.lastReason });
    return false;
  }

  private lastReason = '';

  /** Makes the edits and looks again; takes them back, and says why, where the look is no better. */
  private attempt(findings: readonly Finding[], edits: ReadonlyMap<string, readonly Edit[]>): string | undefined {
    const looked = [...new Set([...edits.keys(), ...findings.map(({ path }) => path)])];
    const before = this.look(looked);
    const old = new Map<string, string>();
    for (const [path, list] of edits) {
      const text = this.session.textOf(path) ?? this.session.files.read(path);
      if (text === undefined) continue;
      old.set(path, text);
      this.session.setText(path, applyEdits(text, list));
    }
    const why = this.worse(findings, before, this.look(looked));
    if (why !== undefined) {
      for (const [path, text] of old) this.session.setText(path, text);
      this.lastReason = why;
      return why;
    }
    for (const path of old.keys()) this.texts.set(path, this.session.files.read(path) ?? '');
    for (const { rule } of findings) this.fixed.set(rule, (this.fixed.get(rule) ?? 0) + 1);
    return undefined;
  }

  private worse(findings: readonly Finding[], before: Look, after: Look): string | undefined {
    for (const [key, { count, finding }] of after) {
      // A hint that something is used no more, or of an old way among others like it, is no mistake that the fix makes.
      if (count > (before.get(key)?.count ?? 0) && !/hint|information/.test(finding.severity) && !OLD.has(finding.rule))
        return `its fix would make a finding of ${finding.rule}`;
    }
    const left = findings.find(
      (finding) => (after.get(keyOf(finding))?.count ?? 0) >= (before.get(keyOf(finding))?.count ?? 0),
    );
    return left === undefined ? undefined : 'its fix would leave the finding';
  }

  private look(paths: readonly string[]): Look {
    const found = new Map<string, { count: number; readonly finding: Finding }>();
    for (const path of paths) {
      for (const finding of this.findings(path)) {
        const known = found.get(keyOf(finding));
        if (known === undefined) found.set(keyOf(finding), { count: 1, finding });
        else known.count++;
      }
    }
    return found;
  }

  /** What tells a finding from others while lines move. */
  private placeOf({ path, rule, message, start }: Finding): string {
    const text = this.session.files.read(path) ?? '';
    const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, text.indexOf('\n', start));
    return `${path}|${rule}|${message}|${line.trim()}`;
  }
}

function keyOf({ rule, path, message }: Finding): string {
  return `${rule}|${path}|${message}`;
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
    addTo(taken, edit.path, edit);
  }
  return true;
}
