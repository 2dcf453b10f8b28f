import type { Exact } from '../abi/exact.ts';
import type { LayoutEngine } from '../abi/layout-engine.ts';
import type { Release } from '../kernel/configuration.ts';
import type { RecordRow } from '../compat/baseline.ts';
import type { Change } from '../compat/change.ts';
import type { Move } from '../compat/compare-record.ts';
import type { Policy } from '../compat/policy.ts';
import { ASSERTS_CURVNET } from '../flow/handler-calls.ts';
import type { TreeFlow, TreeFunction } from '../flow/tree-flow.ts';
import type { VnetWays } from '../kernel/vnet-ways.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import type { TranslationUnit } from '../parser/translation-unit.ts';
import type { TypeResolver } from '../types/type-resolver.ts';
import type { AccessorFact, FileFacts, SysctlFact, VariableFact } from '../vnet/file-facts.ts';
import type { Spot } from '../text/spot.ts';
import type { ContainerView } from './container-view.ts';
import type { MacroRoles } from '../vnet/macro-roles.ts';
import type { InstanceSet } from '../vnet/set-variables.ts';
import type { SysctlOid } from '../vnet/sysctl-oids.ts';
import type { PlacedVariable, UnitVariable } from '../vnet/unit-facts.ts';

/** As editors and SARIF know them, worst first. */
export const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The chapters of the documentation, in their order. */
export const CATEGORIES = [
  'Initial values',
  'Context',
  'Life cycle',
  'Declarations',
  'Sysctl',
  'Layout',
  'Containers',
  'Comments',
] as const;
type Category = (typeof CATEGORIES)[number];

/**
 * What a rule looks at, the dearest of it: the file's own text and names elsewhere in the tree (`file`), other files'
 * texts (`tree`), a compilation (`unit`), places in the kernel's or a module's set (`region`).
 */
type Scope = 'file' | 'tree' | 'unit' | 'region';

export interface RelatedSpot extends Spot {
  readonly path: string;
  readonly message: string;
}

/** Puts `text` in the place of [start, end) of `path`. */
export interface Edit extends Spot {
  readonly path: string;
  readonly text: string;
}

/** What makes a finding go away and can be done without asking; its edits don't overlap. */
export interface Fix {
  /** In the imperative: "Add CTLFLAG_VNET". */
  readonly title: string;
  readonly edits: readonly Edit[];
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
  readonly fix: Fix | undefined;
}

export interface LocatedFact<T> {
  readonly path: string;
  readonly fact: T;
}

/** What the whole tree knows, by name. */
export interface TreeView {
  readonly release: Release;
  /** What the macros of this tree's net/vnet.h and sys/pcpu.h do. */
  readonly roles: MacroRoles;
  /** What the functions of the tree do with curvnet, and who calls whom; worked out when it is first asked for. */
  readonly flow: TreeFlow;
  /** What this tree's kernel does where releases differ. */
  readonly ways: VnetWays;
  /** Files that speak of virtualized globals, with their facts. */
  readonly files: ReadonlyMap<string, FileFacts>;
  definitions(name: string, set: InstanceSet): readonly LocatedFact<VariableFact>[];
  declarations(name: string, set: InstanceSet): readonly LocatedFact<VariableFact>[];
  /** By accessor name: `V_x`. */
  accessors(name: string): readonly LocatedFact<AccessorFact>[];
  /** By the variable that they reach. */
  accessorsOf(variable: string, set: InstanceSet): readonly LocatedFact<AccessorFact>[];
  /**
   * The type of a definition or declaration, typedef names expanded, and as a developer would write it; undefined where
   * it can't be worked out. Two are compatible when `sameCanonical` says so.
   */
  typeOf(path: string, fact: VariableFact): TypeView | undefined;
  /** Sysctls on a variable. */
  sysctlsOf(variable: string): readonly LocatedFact<SysctlFact>[];
  /** True when some file of the tree that speaks of virtualized globals defines the macro. */
  hasMacro(name: string): boolean;
  /** True for what sys/conf/options or options.MACHINE name, of any machine. */
  isOption(name: string): boolean;
  /** True for a header below the tree's sys: `net/vnet.h`. */
  hasHeader(name: string): boolean;
  /** `sys/net/vnet.h` of `net/vnet.h`. */
  inSys(name: string): string;
  /** How often a name is used: `V_x`, or `x` through VNET(x) and its kin. */
  useCount(name: string): number;
  /** Tokens of a file; undefined when it can't be read. */
  tokens(path: string): TokenFile | undefined;
  /** True for what the kernel's configuration compiles. */
  isCompiled(source: string): boolean;
  /** The modules that compile a source; undefined while that is being worked out. */
  modulesOf(source: string): readonly { readonly name: string }[] | undefined;
  /**
   * What a source defines, as the kernel, or else a module, compiles it: in emission order; undefined when it can't be
   * read.
   */
  members(source: string): readonly Member[] | undefined;
  /** What a module brings to a set; undefined when it is not known. */
  moduleSet(module: string, set: InstanceSet): ModuleSet | undefined;
  /** Room for modules in a set: the size of its `modspace`. */
  modspaceBytes(set: InstanceSet): number | undefined;
  /** Members of the kernel's own set with their places; undefined while that is being worked out. */
  regionMembers(set: InstanceSet): readonly PlacedVariable[] | undefined;
  /** The static sysctls of a source's unit, as their oids hold them. */
  sysctlOids(source: string): readonly SysctlOid[];
  /** sizeof(long) on the machine. */
  readonly longBytes: number;
  /** True when the unit of `source` reads `header`. */
  unitReads(source: string, header: string): boolean;
  /** What in a file differs from the baseline; undefined without one, or where it has nothing of the file. */
  layoutChanges(path: string): LayoutComparison | undefined;
  /** Integer constants that a header defines, of the names that are wanted, as a program that includes it has them. */
  headerConstants(path: string, isWanted: (name: string) => boolean): readonly HeaderConstant[];
  /**
   * Members of a header's records that nothing names; empty as long as the tree is being searched. Asking starts the
   * search.
   */
  unusedMembers(path: string): readonly UnusedMember[];
  /** Containers of 2008 and 2009. */
  readonly containers: ContainerView;
  /**
   * The unit of a source as the kernel, or else a module, compiles it; of its function bodies those may be left out
   * that decide no order.
   */
  unit(source: string): UnitView | undefined;
  /**
   * What `work` says about that unit: plain data that depends on the unit alone, and is the same in a later run in
   * which the unit reads the same. `question` names `work`. Undefined if the source cannot be read.
   */
  ofUnit<T>(question: string, source: string, work: (unit: UnitView) => T): T | undefined;
}

/** The layouts of a file and of what they are held in, now and in the baseline. */
export interface LayoutComparison {
  /** As a developer knows it: "stable/13". */
  readonly baseline: string;
  readonly policy: Policy;
  /** Of the file's globals and records, and of the records that hold these, wherever they are defined. */
  readonly changes: readonly Change[];
  /** The file's records as the baseline has them. */
  readonly rows: readonly RecordRow[];
}

/** A constant where the header defines it. */
export interface HeaderConstant extends Spot {
  readonly name: string;
  readonly value: bigint;
}

/** A member of a header's record that nothing in the tree names but its declaration. */
export interface UnusedMember {
  /** "struct ifnet" */
  readonly record: string;
  readonly member: string;
  /** What the record would be without it; undefined when that is not known. */
  readonly removal:
    { readonly sizeBefore: number; readonly sizeAfter: number; readonly moves: readonly Move[] } | undefined;
  /** Files that were searched. */
  readonly filesScanned: number;
  /** A file in which an initializer of the record gives values by position. */
  readonly positionalIn: string | undefined;
}

/** A member of a set, measured in the unit that defines it. */
export interface Member extends UnitVariable {
  /** Addresses in its initial value: of symbols, or of string literals, which stand there in their quotes. */
  readonly relocations: readonly { readonly offsetBytes: number; readonly symbol: string }[];
}

export interface ModuleSet {
  readonly sizeBytes: Exact | null;
  readonly members: readonly UnitVariable[];
}

export interface TypeView {
  readonly canonical: string;
  readonly text: string;
}

export interface UnitView {
  readonly unit: TranslationUnit;
  readonly resolver: TypeResolver;
  readonly engine: LayoutEngine;
}

/** Thresholds that a folder may set. */
export interface RuleLimits {
  /** A virtualized global of this many bytes or more is large. */
  readonly largeBytes: number;
  /** This much padding that another order would save is worth a word. */
  readonly paddingBytes: number;
  /** Modules that are loaded together with the one that is looked at. */
  readonly loadedModules: readonly string[];
}

/** `vnetscope-ignore` in a comment; its place is that of the whole comment. */
export interface IgnoreComment extends Spot {
  /** From the word to the end of what it says. */
  readonly words: Spot;
  /** Each rule that it names. */
  readonly rules: readonly (Spot & { readonly id: string })[];
  /** '' when none is given. */
  readonly reason: string;
  /** 1-based line whose findings it holds back. */
  readonly line: number;
  /** Rules of which it held back a finding. */
  readonly used: ReadonlySet<string>;
}

export interface RuleContext {
  readonly path: string;
  readonly facts: FileFacts;
  readonly tokens: TokenFile;
  readonly tree: TreeView;
  readonly limits: RuleLimits;
  /** For a rule that `isLast`; empty for the others. */
  readonly ignores: readonly IgnoreComment[];
  /** True for a rule that exists. */
  readonly isKnown: (rule: string) => boolean;
  /** True for a rule that exists and is on in this file's folder. */
  readonly isOn: (rule: string) => boolean;
  readonly report: (
    at: Spot,
    message: string,
    help: string,
    more?: { readonly related?: readonly RelatedSpot[]; readonly fix?: Fix | undefined },
  ) => void;
}

/**
 * One little C file, sys/net/fixture.c in the sample kernel; or several files by path, also in the place of the
 * kernel's own.
 */
export type Example = string | Readonly<Record<string, string>>;

/**
 * A rule: one file, named as its id; what is written here is its page, its row in README.md and its entry in SARIF.
 * Tests run the examples: `bad` must give exactly one finding of this rule, `good` none.
 */
export interface Rule {
  readonly id: string;
  readonly category: Category;
  readonly scope: Scope;
  /** Where nobody sets another; `off` for one that has to be asked for. */
  readonly severity: Severity | 'off';
  /** The version of vnetscope that had it first. */
  readonly since: string;
  /** The manual page to read: `sysctl(9)`. */
  readonly manual: string;
  /** One line: what it finds. */
  readonly summary: string;
  /** Why it bites, with evidence. */
  readonly why: string;
  /** What its quick fix does; a rule without has none. */
  readonly fixes?: string;
  /** How editors show what is found: faded, or struck through. */
  readonly tag?: 'unnecessary' | 'deprecated';
  readonly bad: Example;
  readonly good: Example;
  /** Files that hold nothing of VNET and about which it has something to say all the same. */
  readonly files?: (tree: TreeView) => readonly string[];
  /** It looks at what the comments that ignore findings did, after all other rules. */
  readonly isLast?: true;
  readonly check: (context: RuleContext) => void;
}

/**
 * The way from a function to why it needs curvnet or may sleep, step by step; the function's own step only `withFirst`.
 */
export function storySpots(
  flow: TreeFlow,
  start: TreeFunction,
  of: 'needs' | 'sleeps',
  withFirst = false,
): readonly RelatedSpot[] {
  return flow
    .story(start, of)
    .slice(withFirst ? 0 : 1)
    .map((step) => ({
      path: step.path,
      start: step.start,
      end: step.end,
      message:
        step.isLast && of === 'needs' && step.name !== ASSERTS_CURVNET
          ? `${step.functionName} uses V_${step.name}`
          : `${step.functionName} calls ${step.name}`,
    }));
}
