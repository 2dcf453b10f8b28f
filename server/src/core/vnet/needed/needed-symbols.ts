import type { LayoutEngine } from '../../abi/layout-engine.ts';
import type * as A from '../../parser/ast.ts';
import { S_STATIC, S_TYPEDEF } from '../../parser/ast.ts';
import { isEmittedAtOnce } from '../emitted-at-once.ts';
import { SYMBOL_PREFIX } from '../set-variables.ts';
import { FlowState } from './flow-state.ts';
import type { Mention } from './possible-value.ts';
import { Statements } from './statements.ts';
import { Walk } from './walk.ts';

/** A symbol that an object needs from another one, and where its source says so. */
export interface NeededSymbol {
  /** As the linker has it. */
  readonly symbol: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** Why the object may not need it; undefined if it certainly does. */
  readonly doubt: string | undefined;
  /**
   * True if a macro makes the declared name with ##, and so maybe that of its definition; vnet_entry_x and pcpu_entry_x
   * are made of x.
   */
  readonly isPutTogether: boolean;
}

/**
 * Symbols that the object of a unit takes from others, each at the first place that surely has a relocation for it,
 * else at the first that may have one. Sure is what execution can reach and use, from a function that others can call,
 * whatever clang -O2 finds out: conditions that only values from outside decide can go either way, others may be known.
 * `isWanted` says which names matter; the unit must have all its bodies.
 */
export function neededSymbols(engine: LayoutEngine, isWanted: (name: number) => boolean): readonly NeededSymbol[] {
  const { unit } = engine;
  const walk = new Walk(engine, isWanted);
  const statements = new Statements(walk);
  const done = {
    functions: new Set<A.FunctionDefinition>(),
    objects: new Set<unknown>(),
    deep: new Set<A.FunctionDefinition>(),
  };
  for (let round = 0, before = -1; before !== walk.openObjects.size && round < 3; round++) {
    before = walk.openObjects.size;
    done.functions.clear();
    statements.forget();
    roots(walk, statements);
    drain(walk, statements, done);
  }
  const byName = new Map<number, Mention>();
  for (const ofSource of walk.mentions.values()) {
    for (const mention of ofSource.values()) {
      const known = byName.get(mention.name);
      if (known === undefined || (mention.isCertain && !known.isCertain)) byName.set(mention.name, mention);
    }
  }
  const refused =
    walk.undeclared === undefined ? undefined : `${unit.path} calls ${walk.undeclared}(), which is not declared`;
  return [...byName.values()].map(({ name, source, token, isCertain, doubt }) => {
    const place = unit.place(source, token);
    return {
      symbol: engine.symbolName(name),
      file: place?.file.path ?? unit.path,
      line: place === undefined ? 0 : place.file.lineOf(place.token),
      doubt: refused ?? (isCertain ? undefined : (doubt ?? 'the compiler may remove the code that uses it')),
      isPutTogether: isPutTogether(engine, name),
    };
  });
}

function isPutTogether({ unit }: LayoutEngine, name: number): boolean {
  const spelling = unit.spelling(name);
  if (Object.values(SYMBOL_PREFIX).some((prefix) => spelling.startsWith(prefix))) return false;
  return unit.entities(name).every((entity) => {
    const declarator = entity.kind === 'variable' || entity.kind === 'function' ? entity.declarator : undefined;
    const place = declarator === undefined ? undefined : unit.spelledAt(entity.part.source, declarator.nameToken);
    return place !== undefined && !place.file.isIdentifier(place.token, spelling);
  });
}

/** What others can reach in the object: functions with external linkage, and initialized objects that others see. */
function roots(walk: Walk, statements: Statements): void {
  for (const part of walk.unit.parts) {
    for (const declaration of part.declarations) {
      if (declaration.kind === 'function') {
        if (isEmittedAtOnce(walk.unit, declaration)) walk.functions.add(declaration);
      } else if (declaration.kind === 'declaration') objects(walk, statements, declaration);
    }
  }
}

function objects(walk: Walk, statements: Statements, { specifiers, declarators }: A.Declaration): void {
  if ((specifiers.storage & S_TYPEDEF) !== 0) return;
  for (const declarator of declarators) {
    const { initializer } = declarator;
    const isUsed = [...specifiers.attributes, ...declarator.attributes].some(({ name }) => name === 'used');
    if (initializer === undefined || ((specifiers.storage & S_STATIC) !== 0 && !isUsed)) continue;
    data(walk, statements, initializer);
  }
}

/** If an object is emitted, what its initializer points to is emitted too. */
function data(walk: Walk, statements: Statements, range: A.Initializer | A.TokenRange): void {
  const initializer = 'source' in range ? walk.unit.initializer(range) : range;
  if (initializer === undefined) return;
  walk.startRoot();
  walk.frame = undefined;
  walk.scope = undefined;
  if ('source' in range) walk.source = range.source;
  const each = (value: A.Initializer): void => {
    if (value.kind === 'list') for (const item of value.items) each(item.value);
    else {
      walk.state = new FlowState();
      walk.use(statements.expressions.evaluate(value));
    }
  };
  each(initializer);
}

function drain(
  walk: Walk,
  statements: Statements,
  done: {
    readonly functions: Set<A.FunctionDefinition>;
    readonly objects: Set<unknown>;
    readonly deep: Set<A.FunctionDefinition>;
  },
): void {
  for (let isMore = true; isMore;) {
    isMore = false;
    for (const object of [...walk.objects, ...walk.tables]) {
      if (done.objects.has(object)) continue;
      done.objects.add(object);
      isMore = true;
      if (object.initializer !== undefined) data(walk, statements, object.initializer);
    }
    for (const definition of walk.functions) {
      if (done.functions.has(definition)) continue;
      done.functions.add(definition);
      isMore = true;
      statements.root(definition, true);
    }
    for (const definition of statements.deep) {
      if (done.functions.has(definition) || done.deep.has(definition)) continue;
      done.deep.add(definition);
      isMore = true;
      statements.root(definition, false);
    }
  }
}
