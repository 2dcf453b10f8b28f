import type * as A from '../parser/ast.ts';
import { innerStatements } from '../parser/inner-statements.ts';

/** CodeGenFunction::ContainsLabel: a label, or a case outside its switch, so that a dead statement must be emitted. */
export function containsLabel(s: A.Statement, ignoresCases = false): boolean {
  switch (s.kind) {
    case 'label':
      return true;
    case 'case':
    case 'default':
      return !ignoresCases || containsLabel(s.body, ignoresCases);
    case 'switch':
      return containsLabel(s.body, true);
    default:
      return innerStatements(s).some((inner) => containsLabel(inner, ignoresCases));
  }
}

/** CodeGenFunction::containsBreak: a break that leaves what is around `s`. */
function containsBreak(s: A.Statement): boolean {
  switch (s.kind) {
    case 'break':
      return true;
    case 'switch':
    case 'while':
    case 'do':
    case 'for':
      return false;
    default:
      return innerStatements(s).some(containsBreak);
  }
}

export function hasDefault(s: A.Statement): boolean {
  return s.kind === 'default' || (s.kind !== 'switch' && innerStatements(s).some(hasDefault));
}

/** CodeGenFunction::mightAddDeclToScope. */
function mayDeclare(s: A.Statement): boolean {
  switch (s.kind) {
    case 'declare':
      return true;
    case 'label':
    case 'case':
    case 'default':
      return mayDeclare(s.body);
    default:
      return false;
  }
}

type SwitchCase = Extract<A.Statement, { kind: 'case' | 'default' }>;

/**
 * The statements that clang emits of a switch whose value is known (CGStmt.cpp, FindCaseStatementsForValue); undefined
 * if it emits the whole body. `isValue` tells the case with the value.
 */
export function liveStatements(
  s: Extract<A.Statement, { kind: 'switch' }>,
  isValue: (first: A.Expression) => boolean,
): readonly A.Statement[] | undefined {
  const cases: SwitchCase[] = [];
  collectCases(s.body, cases);
  let wanted: SwitchCase | undefined;
  // clang keeps them last first, and gives up at a range that it meets before it finds the case.
  for (const one of cases.reverse()) {
    if (one.kind === 'default') continue;
    if (one.last !== undefined) return undefined;
    if (!isValue(one.first)) continue;
    wanted = one;
    break;
  }
  wanted ??= cases.find((one) => one.kind === 'default');
  if (wanted === undefined) return containsLabel(s) ? undefined : [];
  const search: Search = { wanted, isFound: false, statements: [] };
  return collect(s.body, search) === 'failure' || !search.isFound ? undefined : search.statements;
}

function collectCases(s: A.Statement, cases: SwitchCase[]): void {
  if (s.kind === 'switch') return;
  if (s.kind === 'case' || s.kind === 'default') cases.push(s);
  for (const inner of innerStatements(s)) collectCases(inner, cases);
}

interface Search {
  readonly wanted: SwitchCase;
  isFound: boolean;
  readonly statements: A.Statement[];
}

/**
 * CGStmt.cpp, CollectStatementsForCase: looks for the case, then for the break; `falls` when the next statement counts
 * too.
 */
function collect(s: A.Statement, search: Search): 'failure' | 'falls' | 'success' {
  if (s.kind === 'case' || s.kind === 'default') {
    if (s === search.wanted) search.isFound = true;
    return collect(s.body, search);
  }
  if (search.isFound && s.kind === 'break') return 'success';
  if (s.kind === 'block') return collectBlock(s, search);
  if (!search.isFound) return containsLabel(s, true) ? 'failure' : 'success';
  if (containsBreak(s)) return 'failure';
  search.statements.push(s);
  return 'falls';
}

function collectBlock(block: A.Block, search: Search): 'failure' | 'falls' | 'success' {
  const { statements } = block;
  const isLiveFromStart = search.isFound;
  const before = search.statements.length;
  const restIsSkippable = (from: number): 'failure' | 'success' =>
    statements.slice(from).some((rest) => containsLabel(rest, true)) ? 'failure' : 'success';
  let i = 0;
  let hasSkippedDeclaration = false;
  for (; !search.isFound && i < statements.length; i++) {
    const inner = statements[i] as A.Statement;
    hasSkippedDeclaration ||= mayDeclare(inner);
    const result = collect(inner, search);
    if (result === 'failure' || (search.isFound && hasSkippedDeclaration)) return 'failure';
    if (search.isFound && result === 'success') return restIsSkippable(i + 1);
  }
  if (!search.isFound) return 'success';
  let hasDeclaration = false;
  for (; i < statements.length; i++) {
    const inner = statements[i] as A.Statement;
    hasDeclaration ||= mayDeclare(inner);
    const result = collect(inner, search);
    if (result === 'failure') return 'failure';
    if (result === 'success') return restIsSkippable(i + 1);
  }
  if (hasDeclaration) {
    if (!isLiveFromStart || containsBreak(block)) return 'failure';
    search.statements.length = before;
    search.statements.push(block);
  }
  return 'falls';
}
