import type { Severity } from '../../rules/rule.ts';
import type { FreshLeak } from '../image/fresh-vnet.ts';
import type { ChangedFile } from './changed-files.ts';
import type { ConstructorsSection } from './constructors-section.ts';
import type { CurvnetChange } from './curvnet-section.ts';
import type { FindingsSection } from './findings-section.ts';
import type { FreshChange } from './fresh-section.ts';
import type { GlobalsSection } from './globals-section.ts';
import type { KbiSection } from './kbi-section.ts';
import type { SysctlChange } from './sysctls-section.ts';

/** What a change does under one configuration; the names are the JSON contract. */
export interface ConfigurationReview {
  readonly arch: string;
  readonly kernconf: string;
  readonly options: readonly string[];
  readonly release: { readonly before: string; readonly after: string };
  readonly findings: FindingsSection;
  readonly globals: GlobalsSection;
  /** null: unknown. */
  readonly vnetBytes: { readonly before: number | null; readonly after: number | null };
  readonly constructors: ConstructorsSection;
  readonly fresh: readonly FreshChange[];
  /** What the interpreter sees a destroyed vnet leave, and did not before. */
  readonly leaks: readonly FreshLeak[];
  readonly sysctls: readonly SysctlChange[];
  readonly curvnet: readonly CurvnetChange[];
  readonly kbi: KbiSection;
  /** What could not be understood, and what is special about the two sides: one line each. */
  readonly notes: readonly string[];
}

export interface Review {
  readonly schemaVersion: 1;
  readonly before: string;
  readonly after: string;
  readonly changed: readonly ChangedFile[];
  /** The first is the main one. */
  readonly configurations: readonly ConfigurationReview[];
  /** About git and the files; one line each. */
  readonly notes: readonly string[];
}

/** The one line that a status item shows. */
export interface ReviewSummary {
  readonly newFindings: number;
  readonly fixedFindings: number;
  readonly worst: Severity | undefined;
  readonly bytes: number | null;
  /** null: unknown. */
  readonly isSafe: boolean | null;
  readonly policy: string;
}
