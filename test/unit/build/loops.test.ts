// A loop over a Set, Map or list that its own body fills may never end: the server hung in one. What is walked is a
// copy, or a work list that says so here.
import assert from 'node:assert/strict';
import test from 'node:test';
import ts from 'typescript';
import { filesBelow, textOf } from '../../kit/source-graph.ts';

/** Loops that are meant to see what they add; each adds what it has not met, of something finite. */
const workLists: Readonly<Record<string, string>> = {
  'server/src/core/analysis/session/stored-flows.ts names':
    'macros that are made of a macro that differs; stops above MOST_CHANGED_MACROS',
  'server/src/core/analysis/answers/completion/include-closure.ts reads': 'headers of the tree',
  'server/src/core/analysis/image/boot-roots.ts own': 'functions of the tree',
  'server/src/core/analysis/session/live-flow.ts names': 'macros of the tree',
  'server/src/core/flow/macro-table.ts known': 'headers of the tree',
  'server/src/core/flow/tree-contexts.ts found': 'functions of the tree',
  'server/src/core/flow/tree-contexts.ts reached': 'functions of the tree',
  'server/src/core/rules/hook-before-head.ts seen': 'functions of the tree',
  'server/src/core/vnet/packet-functions.ts found': 'functions of a file',
};

const GROWS: ReadonlySet<string> = new Set(['add', 'set', 'push', 'unshift', 'splice']);
const WALKS: ReadonlySet<string> = new Set(['keys', 'values', 'entries']);

/** What a stretch of a class's code adds to ("this.unready"), and the class's own members that it uses. */
interface Effects {
  readonly grown: ReadonlySet<string>;
  readonly members: ReadonlySet<string>;
}

function effectsOf(code: ts.Node): Effects {
  const grown = new Set<string>();
  const members = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword) {
      members.add(node.name.text);
    }
    if (ts.isCallExpression(node)) {
      const {
        expression: called,
        arguments: [first],
      } = node;
      const adds = ts.isPropertyAccessExpression(called) && GROWS.has(called.name.text);
      if (adds) grown.add(called.expression.getText());
      const isGiven = ts.isIdentifier(called) && /^(push|insert)/.test(called.text);
      if (isGiven && first !== undefined) grown.add(first.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(code);
  return { grown, members };
}

/** What a loop walks and does; undefined for what is none, or walks something made for it. */
function loopOf(node: ts.Node): { readonly walked: string; readonly body: ts.Node } | undefined {
  if (ts.isForOfStatement(node)) {
    const walked = calledOn(node.expression, WALKS) ?? node.expression;
    const isKept = ts.isPropertyAccessExpression(walked) || ts.isIdentifier(walked);
    return isKept ? { walked: walked.getText(), body: node.statement } : undefined;
  }
  const walked = calledOn(node, new Set(['forEach']));
  const [work] = walked !== undefined && ts.isCallExpression(node) ? node.arguments : [];
  return walked === undefined || work === undefined ? undefined : { walked: walked.getText(), body: work };
}

/** X of X.keys(), where the method is one of `names`. */
function calledOn(node: ts.Node, names: ReadonlySet<string>): ts.Expression | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  return names.has(node.expression.name.text) ? node.expression.expression : undefined;
}

/** "FILE WALKED" for each loop whose body, or a method of its class that the body calls, adds to what it walks. */
function fillingLoops(file: string, text: string): readonly string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node, own: ReadonlyMap<string, Effects>): void => {
    if (ts.isClassLike(node)) {
      own = new Map(node.members.map((member) => [member.name?.getText() ?? '', effectsOf(member)]));
    }
    const loop = loopOf(node);
    if (loop !== undefined && allGrown(effectsOf(loop.body), own).has(loop.walked)) {
      found.push(`${file} ${loop.walked}`);
    }
    ts.forEachChild(node, (child) => {
      visit(child, own);
    });
  };
  visit(source, new Map());
  return found;
}

function allGrown(first: Effects, own: ReadonlyMap<string, Effects>): ReadonlySet<string> {
  const grown = new Set(first.grown);
  const used = new Set(first.members);
  for (const name of used) {
    for (const one of own.get(name)?.grown ?? []) if (one.startsWith('this.')) grown.add(one);
    for (const one of own.get(name)?.members ?? []) used.add(one);
  }
  return grown;
}

test('the search finds the loop in which the server hung, however deep the adding lies', () => {
  const publisher = (walked: string): string => `class Publisher {
    private readonly unready = new Set<string>();
    publishWhenReady(): void { for (const uri of ${walked}) this.look(uri); }
    private look(uri: string): void { this.unready.delete(uri); if (this.isLate) this.note(uri); }
    private get isLate(): boolean { return true; }
    private note(uri: string): void { this.unready.add(uri); }
  }`;
  assert.deepEqual(fillingLoops('a.ts', publisher('this.unready')), ['a.ts this.unready']);
  assert.deepEqual(fillingLoops('a.ts', publisher('this.unready.values()')), ['a.ts this.unready']);
  assert.deepEqual(fillingLoops('a.ts', publisher('[...this.unready]')), []);
  const ofList = (body: string): string => `function f(list: number[], other: number[]) { ${body} }`;
  assert.deepEqual(fillingLoops('a.ts', ofList('list.forEach((one) => { list.push(one); });')), ['a.ts list']);
  assert.deepEqual(fillingLoops('a.ts', ofList('for (const one of list) other.push(one);')), []);
});

test('no loop walks what its body fills, but for the work lists', () => {
  const sources = ['server/src', 'client/src'].flatMap(filesBelow).filter((file) => file.endsWith('.ts'));
  const found = new Set(sources.flatMap((file) => fillingLoops(file, textOf(file))));
  assert.deepEqual(
    [...found].filter((loop) => workLists[loop] === undefined),
    [],
  );
  assert.deepEqual(
    Object.keys(workLists).filter((loop) => !found.has(loop)),
    [],
    'a work list that is gone',
  );
});
