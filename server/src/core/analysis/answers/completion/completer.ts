import { RULES } from '../../../rules/registry.ts';
import type { Session } from '../../session/session.ts';
import type { TokenFile } from '../../../lexer/token-file.ts';
import type { MacroRole } from '../../../vnet/macro-roles.ts';
import { sysctlName } from '../../../vnet/file-facts.ts';
import type { InstanceSet } from '../../../vnet/set-variables.ts';
import { hoverVariable, type VariableHover } from '../hover.ts';
import { jailAccess, jailAccessText } from '../jail-access.ts';
import { nameMeanings } from '../name-meanings.ts';
import { variableFacts } from '../variable-facts.ts';
import { accessorCandidates, matchQuality } from './accessor-candidates.ts';
import { completionContext, type CompletionContext, type OpenInvocation } from './completion-context.ts';
import { MOST_COMPLETIONS, type Completion, type Completions } from './completion.ts';
import { IncludeClosure } from './include-closure.ts';
import { includeInsertion, type TextInsertion } from './include-edit.ts';
import { macroSnippets } from './macro-snippets.ts';
import { memberNames } from './member-names.ts';
import { SubsystemNames } from './subsystem-names.ts';

/** What is said of one completion when somebody looks at it. */
export interface ResolvedCompletion {
  readonly hover: VariableHover | undefined;
  /** Its sysctls, and who may use them in a jail. */
  readonly sysctls: readonly string[];
  /** The #include that its header needs. */
  readonly include: TextInsertion | undefined;
}

/**
 * Completion in one tree. It answers from the index as it was before the letter that was just typed, and from headers'
 * #include lines, so that a letter costs some milliseconds; sizes and places come with `resolve`.
 */
export class Completer {
  private readonly session: Session;
  private readonly includes: IncludeClosure;
  private readonly subsystems: SubsystemNames;

  constructor(session: Session) {
    this.session = session;
    this.includes = session.workspace.keeper(IncludeClosure);
    this.subsystems = session.workspace.keeper(SubsystemNames);
  }

  /** What fits at an offset; undefined where nothing of ours can stand. */
  at(path: string, offset: number): Completions | undefined {
    const tokens = this.session.tokens(path);
    const context = tokens === undefined ? undefined : completionContext(tokens, offset);
    if (tokens === undefined || context === undefined) return undefined;
    const items = this.items(path, offset, tokens, context);
    if (items.length === 0) return undefined;
    return {
      word: context.word,
      items: items.slice(0, MOST_COMPLETIONS),
      isComplete: items.length <= MOST_COMPLETIONS,
    };
  }

  /** The rest of what there is to say about an accessor or a variable's name that was offered in a file. */
  resolve(path: string, label: string): ResolvedCompletion | undefined {
    const { session } = this;
    const accessor = nameMeanings(session, path).accessor(label);
    const [set, name]: readonly [InstanceSet, string] =
      accessor === undefined ? ['set_vnet', label] : [accessor.set, accessor.variable];
    const facts = variableFacts(session, path, set, name);
    if (accessor === undefined && facts.definitions.length + facts.declarations.length === 0) return undefined;
    const span = { start: 0, end: 0 };
    return {
      hover: hoverVariable(session, path, {
        kind: 'variable',
        set,
        name,
        span,
        as: 'accessor',
        isPointer: accessor?.isPointer ?? false,
      }),
      sysctls: facts.sysctls.map(({ fact }) => `${sysctlName(fact)}: ${jailAccessText(jailAccess(fact))}`),
      include: accessor === undefined ? undefined : this.include(path, label),
    };
  }

  private items(path: string, offset: number, tokens: TokenFile, context: CompletionContext): readonly Completion[] {
    switch (context.kind) {
      case 'comment':
        return ruleNames(context.text, tokens.text.slice(context.word.start, offset));
      case 'member': {
        const typed = tokens.text.slice(context.word.start, offset);
        const found = memberNames(this.session, path, tokens, context.operator, nameMeanings(this.session, path, true));
        return found.filter(({ label }) => label.toLowerCase().startsWith(typed.toLowerCase()));
      }
      case 'name':
        return this.names(path, offset, context.prefix, context.around);
    }
  }

  private names(
    path: string,
    offset: number,
    prefix: string,
    around: OpenInvocation | undefined,
  ): readonly Completion[] {
    const role = around === undefined ? undefined : this.session.workspace.roles.get(around.name);
    if (role !== undefined && around?.argument === role.nameArgument && role.role !== 'sysinit')
      return this.variables(path, offset, prefix, role);
    const isLevel = /^SYSINIT$|SYSU?N?INIT$|^DECLARE_MODULE$|_MODULE$/.test(around?.name ?? '');
    if (isLevel && prefix === '' && around !== undefined && around.argument > 0)
      return this.levels(around.argument === 1 ? 'SI_SUB_' : 'SI_ORDER_');
    if (prefix.startsWith('SI_')) return this.levels(prefix);
    if (/^[A-Z][A-Z_]{2,}/.test(prefix) && !prefix.startsWith('V_')) return this.macros(prefix);
    // Every name of C could stand here: ours come when they are asked for.
    return /^v_?$/i.test(prefix) || prefix.length > 2 ? this.accessors(path, offset, prefix) : [];
  }

  private accessors(path: string, offset: number, prefix: string): readonly Completion[] {
    const { session } = this;
    const found = accessorCandidates(session, path, offset, prefix, this.includes.of(path));
    const index = session.indexBefore(path);
    return found.map(({ name, accessor, isInScope }) => {
      const fact = accessor?.fact;
      const [definition] =
        fact === undefined ? [] : variableFacts(session, path, fact.set, fact.variable, index).definitions;
      const [declaration] = fact === undefined ? [] : (index.declarations.get(fact.variable) ?? []);
      const header = isInScope || accessor === undefined ? undefined : session.workspace.belowSys(accessor.path);
      return {
        label: name,
        kind: 'variable',
        detail: (definition ?? declaration)?.fact.type,
        home: header === undefined ? this.homeOf(definition?.path ?? accessor?.path) : `#include <${header}>`,
        insert: name,
        isSnippet: false,
        note: undefined,
      };
    });
  }

  /** Variables' own names, for VNET( ) and its kin: in VNET_DECLARE those that another file defines come first. */
  private variables(path: string, offset: number, prefix: string, { set, role }: MacroRole): readonly Completion[] {
    const index = this.session.indexBefore(path);
    const wanted = role === 'define' ? index.declarations : index.definitions;
    const near = new Map<string, number>();
    for (const { name, score } of accessorCandidates(this.session, path, offset, 'V_', this.includes.of(path)))
      near.set(name.slice(2), score % 100);
    return [...wanted]
      .flatMap(([name, known]) => {
        const meant = known.filter(({ path: file, fact }) => fact.set === set && (!fact.isStatic || file === path));
        const match = matchQuality(name, prefix);
        const [first] = meant;
        return first === undefined || (match === undefined && prefix !== '')
          ? []
          : [{ name, first, score: 100 * (match ?? 0) + (near.get(name) ?? 0) + (first.path === path ? 5 : 0) }];
      })
      .sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))
      .map(({ name, first }) => ({
        label: name,
        kind: 'variable',
        detail: first.fact.type,
        home: this.homeOf(first.path),
        insert: name,
        isSnippet: false,
        note: undefined,
      }));
  }

  private levels(prefix: string): readonly Completion[] {
    return this.subsystems.startingWith(prefix).map(({ name, value, comment }) => ({
      label: name,
      kind: 'constant',
      detail: `0x${value.toString(16)}`,
      home: undefined,
      insert: name,
      isSnippet: false,
      note: comment,
    }));
  }

  private macros(prefix: string): readonly Completion[] {
    const { workspace } = this.session;
    const vnet = workspace.files.read(workspace.inSys('net/vnet.h')) ?? '';
    return macroSnippets(prefix, workspace.tree.release.osreldate, (macro) => vnet.includes(`${macro}(`));
  }

  private include(path: string, accessor: string): TextInsertion | undefined {
    const { session } = this;
    const reads = this.includes.of(path);
    const headers = (session.index.accessors.get(accessor) ?? []).map((one) => one.path);
    if (headers.some((header) => header === path || reads.has(header))) return undefined;
    const [header] = headers.filter((one) => one.endsWith('.h'));
    return header === undefined ? undefined : includeInsertion(session, path, header);
  }

  private homeOf(path: string | undefined): string | undefined {
    return path === undefined ? undefined : this.session.workspace.belowSys(path);
  }
}

/** Rules behind `vnetscope-ignore`, up to the colon that begins the reason. */
function ruleNames(comment: string, typed: string): readonly Completion[] {
  const behind = /vnetscope-ignore([\w\s,-]*)$/.exec(comment)?.[1];
  if (behind === undefined || !/^\s/.test(behind)) return [];
  const named = new Set(behind.split(/[\s,]+/));
  return RULES.filter(({ id }) => id.includes(typed) && !named.has(id))
    .sort((a, b) => Number(b.id.startsWith(typed)) - Number(a.id.startsWith(typed)))
    .map(({ id, summary }) => ({
      label: id,
      kind: 'rule',
      detail: summary,
      home: undefined,
      insert: id,
      isSnippet: false,
      note: undefined,
    }));
}
