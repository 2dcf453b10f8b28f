import { getOrMake } from '../../collections/get-or-make.ts';
import type { Rule, RuleContext, TreeView } from '../../rules/rule.ts';
import { toPlain } from '../workspace/plain-data.ts';
import type { TreeShards } from '../workspace/tree-shards.ts';
import type { CheckSettings } from './check-settings.ts';

/** What a rule hands to `report`. */
type Report = Parameters<RuleContext['report']>;

/** A question to the tree: the method of TreeView and its arguments, as JSON. */
type Question = string;

/** What rules said about a file, and what they had asked the tree for it. */
interface Row {
  readonly path: string;
  /** The file's content. */
  readonly id: string;
  readonly settings: string;
  readonly asked: readonly (readonly [question: Question, answer: string])[];
  /** By rule. A rule that asked for more than can be asked again is not there. */
  readonly reports: Readonly<Record<string, readonly Report[]>>;
}

/** The same for every file as long as the key of the rows is. */
const CONSTANT: ReadonlySet<string> = new Set<keyof TreeView>(['release', 'roles', 'ways', 'longBytes', 'inSys']);

/** Questions whose arguments and answers are plain data, and which cost less than the rule. */
const RECORDED: ReadonlySet<string> = new Set<keyof TreeView>([
  'definitions',
  'declarations',
  'accessors',
  'accessorsOf',
  'typeOf',
  'sysctlsOf',
  'hasMacro',
  'hasHeader',
  'useCount',
  'tokens',
  'isCompiled',
  'modulesOf',
  'members',
  'moduleSet',
  'modspaceBytes',
  'sysctlOids',
  'unitReads',
]);

/** A longer answer is stored as its id. */
const LONGEST_ANSWER = 40;

/**
 * Findings of earlier runs. What a rule says about a file depends on the file's content, the settings of its folder and
 * what it asked the tree. These questions are stored with their answers: the findings hold if each is answered alike.
 */
export class StoredFindings {
  private readonly tree: TreeShards;
  private readonly view: TreeView;
  private readonly key: string;
  private readonly rows = new Map<string, Row>();
  /** Answers of this run. */
  private readonly answers = new Map<Question, string>();
  private readonly settings = new Map<CheckSettings, string>();
  private isChanged = false;

  /** `view` answers now, and a file is as it will be when the shards are written. */
  constructor(tree: TreeShards, view: TreeView) {
    this.tree = tree;
    this.view = view;
    const { release, ways, longBytes } = view;
    this.key = `findings ${tree.shortId([toPlain([release, ways, longBytes, view.inSys('')]), tree.rolesId])}`;
    const stored = tree.shards.find(this.key);
    for (const row of Array.isArray(stored) ? (stored as readonly Row[]) : []) this.rows.set(row.path, row);
    tree.shards.beforeSave?.(() => {
      this.save();
    });
  }

  /** What is known of a file; undefined if it cannot be read. */
  of(path: string, settings: CheckSettings): FileRecord | undefined {
    const id = this.tree.shards.idOf(path);
    if (id === undefined) return undefined;
    const settingsId = getOrMake(this.settings, settings, () => this.tree.shortId(toPlain(settings)));
    const row = this.rows.get(path);
    if (
      row?.id === id &&
      row.settings === settingsId &&
      row.asked.every(([question, answer]) => this.ask(question) === answer)
    )
      return new FileRecord(row.reports);
    return new FileRecord(undefined, (asked, reports) => {
      const answered = [...asked].map((question) => [question, this.ask(question)] as const);
      this.rows.set(path, { path, id, settings: settingsId, asked: answered, reports });
      this.isChanged = true;
    });
  }

  private ask(question: Question): string {
    return getOrMake(this.answers, question, () => {
      const [method, ...given] = JSON.parse(question) as [keyof TreeView, ...unknown[]];
      const answer = this.answer(method, given);
      const text = answer === undefined ? '' : JSON.stringify(answer);
      return text.length <= LONGEST_ANSWER ? text : this.tree.shortId(text);
    });
  }

  private answer(method: keyof TreeView, given: readonly unknown[]): unknown {
    const { view } = this;
    // Tokens are the file's content; how a module compiles a source is no rule's question.
    if (method === 'tokens') return this.tree.shards.idOf(String(given[0]));
    if (method === 'modulesOf') return view.modulesOf(String(given[0]))?.map(({ name }) => name);
    return toPlain((view[method] as (...all: unknown[]) => unknown).apply(view, [...given]));
  }

  private save(): void {
    if (!this.isChanged) return;
    this.isChanged = false;
    const { shards } = this.tree;
    shards.keep(
      this.key,
      [...this.rows.values()].filter(({ path }) => shards.idOf(path) !== undefined),
    );
  }
}

/** Either what the rules said about a file in an earlier run, or a record of what they say now. */
export class FileRecord {
  private readonly known: Row['reports'] | undefined;
  private readonly store: ((asked: ReadonlySet<Question>, reports: Row['reports']) => void) | undefined;
  private readonly asked = new Set<Question>();
  private readonly reports: Record<string, readonly Report[]> = {};

  constructor(known: Row['reports'] | undefined, store?: FileRecord['store']) {
    this.known = known;
    this.store = store;
  }

  /** What a rule said, as far as it is known. */
  reportsOf(rule: Rule): readonly Report[] | undefined {
    return this.known?.[rule.id];
  }

  /** Runs a rule; records what it asks and says, unless it asks for more than can be asked again. */
  run(rule: Rule, context: RuleContext): void {
    if (this.store === undefined) return rule.check(context);
    const asked = new Set<Question>();
    const reports: Report[] = [];
    const record = { isWhole: true };
    const tree = recordingView(
      context.tree,
      (question) => asked.add(question),
      () => (record.isWhole = false),
    );
    rule.check({
      ...withoutTokens(context),
      get tokens() {
        return context.tokens;
      },
      tree,
      report: (...report) => {
        reports.push(report);
        context.report(...report);
      },
    });
    if (!record.isWhole) return;
    for (const question of asked) this.asked.add(question);
    this.reports[rule.id] = reports;
  }

  /** All rules have been run. */
  end(): void {
    this.store?.(this.asked, this.reports);
  }
}

/** A copy that does not ask for the tokens, which are made when they are asked for. */
function withoutTokens(context: RuleContext): Omit<RuleContext, 'tokens' | 'tree' | 'report'> {
  const { path, facts, limits, ignores, isKnown, isOn } = context;
  return { path, facts, limits, ignores, isKnown, isOn };
}

/** The view, with each question told; `other` is called for what cannot be asked again. */
function recordingView(view: TreeView, told: (question: Question) => void, other: () => void): TreeView {
  return new Proxy(view, {
    get(target, name): unknown {
      const value: unknown = Reflect.get(target, name, target);
      const isMethod = typeof value === 'function';
      if (typeof name === 'string' && isMethod && RECORDED.has(name)) {
        return (...given: unknown[]): unknown => {
          told(JSON.stringify([name, ...given]));
          return (value as (...all: unknown[]) => unknown).apply(target, given);
        };
      }
      if (typeof name !== 'string' || !CONSTANT.has(name)) other();
      return isMethod ? (value.bind(target) as unknown) : value;
    },
  });
}
