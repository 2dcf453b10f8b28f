import type { TokenFile } from '../lexer/token-file.ts';
import type { AccessorFact, FileFacts, Spot, SysctlFact, VariableFact } from '../vnet/file-facts.ts';
import type { InstanceSet } from '../vnet/set-variables.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface RelatedSpot extends Spot {
  readonly path: string;
  readonly message: string;
}

/** One thing that is wrong; offsets are in the text of `path`. */
export interface Finding extends Spot {
  readonly rule: string;
  readonly severity: Severity;
  readonly path: string;
  /** What is wrong and why it bites. */
  readonly message: string;
  /** What to do. */
  readonly help: string;
  readonly related: readonly RelatedSpot[];
  readonly fixable: boolean;
}

export interface LocatedFact<T> {
  readonly path: string;
  readonly fact: T;
}

/** What the whole tree knows, by name. */
export interface TreeView {
  definitions(name: string, set: InstanceSet): readonly LocatedFact<VariableFact>[];
  /** By accessor name: `V_x`. */
  accessors(name: string): readonly LocatedFact<AccessorFact>[];
  /** By the variable that they reach. */
  accessorsOf(variable: string, set: InstanceSet): readonly LocatedFact<AccessorFact>[];
  /**
   * The type of a definition or declaration, typedef names expanded, and as a developer would write it; undefined where
   * it can't be worked out. Two are compatible when `sameCanonical` says so.
   */
  typeOf(path: string, fact: VariableFact): TypeView | undefined;
  /** True when the unit of `source` reads `header`. */
  unitReads(source: string, header: string): boolean;
}

export interface TypeView {
  readonly canonical: string;
  readonly text: string;
}

export interface RuleContext {
  readonly path: string;
  readonly facts: FileFacts;
  readonly tokens: TokenFile;
  readonly tree: TreeView;
  readonly report: (at: Spot, message: string, help: string, related?: readonly RelatedSpot[]) => void;
}

/**
 * A rule: one file, named as its id. `bad` and `good` are whole little C files; tests run them: `bad` must give exactly
 * one finding of this rule, `good` none.
 */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** One line: what it finds. */
  readonly summary: string;
  /** Why it bites, with evidence. */
  readonly why: string;
  readonly bad: string;
  readonly good: string;
  readonly check: (context: RuleContext) => void;
}

/** "net/if.c:113" for messages: the tree's own way to name a place. */
export function placeText(path: string, line: number): string {
  return `${path.replace(/^sys\//, '')}:${line}`;
}

export type { AccessorFact, FileFacts, Spot, SysctlFact, VariableFact };
