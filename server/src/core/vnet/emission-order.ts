import type * as A from '../parser/ast.ts';
import { S_STATIC, S_TYPEDEF } from '../parser/ast.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import { hasAttribute } from '../types/type-attributes.ts';
import type { ParsedSegment } from '../parser/parsed-segment.ts';
import type { TranslationUnit } from '../parser/translation-unit.ts';
import { isEmittedAtOnce } from './emitted-at-once.ts';
import { MentionWalker } from './mentions.ts';
import { stringOperand, type SetVariable } from './set-variables.ts';
import type { UnitAnswers } from './unit-answers.ts';
import { once } from '../text/worked-out.ts';

/**
 * The order in which clang emits `variables` (of one set) in the object of `unit`: by first creation in the module.
 * A variable is created by its initialized definition (what the initializer mentions before it), or by the first
 * evaluated mention in something that is emitted at once: the body of a function with external linkage, an initializer
 * of an object that is not static or is `used`. Bodies of static and inline functions are deferred past the end.
 * What is left are tentative definitions, completed at the end in source order
 * (clang: CodeGenModule::EmitGlobal, MustBeEmitted, EmitDeferred; Sema::ActOnEndOfTranslationUnit).
 * A function's own static variable is created where its body is emitted: not at all where that never happens.
 */
export function emissionOrder(
  unit: TranslationUnit,
  variables: readonly SetVariable[],
  answers: UnitAnswers,
): readonly SetVariable[] {
  if (variables.length < 2 && variables[0]?.inside === undefined) return variables;
  return new EmissionOrder(unit, variables, answers).run();
}

/**
 * What can create a variable: function definitions, initialized objects, aliases; computed once for all units that
 * share a part.
 */
function bodiesAndInitialized(part: ParsedSegment): readonly A.ExternalDeclaration[] {
  return part.declarations.filter(
    (declaration) =>
      declaration.kind === 'function' ||
      (declaration.kind === 'declaration' &&
        declaration.declarators.some(
          ({ initializer, attributes }) => initializer !== undefined || hasAttribute(attributes, 'alias'),
        )),
  );
}

/** A definition that is emitted only when something mentions it. */
type Deferred =
  | { readonly kind: 'function'; readonly definition: A.FunctionDefinition }
  | { readonly kind: 'object'; readonly declaration: A.Declaration; readonly declarator: A.InitDeclarator };

class EmissionOrder {
  private readonly unit: TranslationUnit;
  private readonly variables: readonly SetVariable[];
  private readonly waiting: Map<number, SetVariable>;
  /** Variables of functions' bodies, by where their names stand. */
  private readonly inBlocks = new Map<string, SetVariable>();
  private readonly order: SetVariable[] = [];
  private readonly walker: MentionWalker;
  private readonly answers: UnitAnswers;
  /** Names of deferred definitions; empty if none can mention a variable. */
  private readonly deferrable: ReadonlySet<number>;
  /** Deferred definitions so far, by name. */
  private readonly passed = new Map<number, Deferred>();
  private readonly mentioned = new Set<number>();
  /** Deferred definitions to be emitted, in the order in which that became clear. */
  private pending: Deferred[] = [];

  constructor(unit: TranslationUnit, variables: readonly SetVariable[], answers: UnitAnswers) {
    this.unit = unit;
    this.answers = answers;
    this.variables = variables.filter(({ inside }) => inside === undefined);
    this.waiting = new Map(this.variables.map((variable) => [variable.id, variable]));
    let mayBeDeferred = false;
    for (const variable of variables) {
      if (variable.inside === undefined) continue;
      const { definition } = variable.inside;
      this.inBlocks.set(placeKey(definition, variable.declarator), variable);
      mayBeDeferred ||= !isEmittedAtOnce(this.unit, definition);
    }
    this.deferrable = mayBeDeferred ? this.deferrableNames() : new Set();
    this.walker = new MentionWalker(
      (id) => this.waiting.has(id) || this.deferrable.has(id),
      (id) => this.mention(id),
      answers,
      (declarator) => {
        this.createInBlock(declarator);
      },
    );
  }

  run(): readonly SetVariable[] {
    for (const part of this.unit.parts) {
      for (const declaration of once(part, bodiesAndInitialized)) {
        if (this.waiting.size + this.inBlocks.size === 0) return this.order;
        if (declaration.kind === 'function') this.functionDefinition(declaration);
        else if (declaration.kind === 'declaration') this.objects(declaration);
      }
    }
    for (const variable of this.variables) this.create(variable.id);
    this.emitDeferred();
    return this.order;
  }

  private create(id: number): void {
    const variable = this.waiting.get(id);
    if (variable === undefined) return;
    this.waiting.delete(id);
    this.order.push(variable);
  }

  private mention(id: number): void {
    this.create(id);
    if (!this.deferrable.has(id) || this.mentioned.has(id)) return;
    this.mentioned.add(id);
    const deferred = this.passed.get(id);
    if (deferred !== undefined) this.pending.push(deferred);
  }

  /** The body that is being walked; a block's variable is known by its function and the place of its name. */
  private walked: A.FunctionDefinition | undefined;

  private createInBlock(declarator: A.Declarator): void {
    const key = this.walked === undefined ? '' : placeKey(this.walked, declarator);
    const variable = this.inBlocks.get(key);
    if (variable === undefined) return;
    this.inBlocks.delete(key);
    this.order.push(variable);
  }

  private walkBody(definition: A.FunctionDefinition): void {
    this.walked = definition;
    this.walker.body(definition, this.unit.body(definition).block);
    this.walked = undefined;
  }

  /** CodeGenModule::EmitDeferred: definitions that one emitted definition requires come directly after it. */
  private emitDeferred(): void {
    const now = this.pending;
    this.pending = [];
    for (const deferred of now) {
      if (this.inBlocks.size === 0) return;
      if (deferred.kind === 'function') this.walkBody(deferred.definition);
      else this.walkInitializer(deferred.declaration, deferred.declarator);
      if (this.pending.length > 0) this.emitDeferred();
    }
  }

  /**
   * CodeGenModule::EmitGlobal of a definition that need not be emitted: emitted if it was already mentioned, else from
   * its first mention on.
   */
  private defer(id: number, deferred: Deferred): void {
    if (!this.deferrable.has(id)) return;
    if (this.mentioned.has(id)) this.pending.push(deferred);
    else this.passed.set(id, deferred);
  }

  private deferrableNames(): Set<number> {
    const names = new Set<number>();
    for (const part of this.unit.parts) {
      for (const declaration of once(part, bodiesAndInitialized)) {
        if (declaration.kind === 'function') {
          if (!isEmittedAtOnce(this.unit, declaration)) names.add(declaration.declarator.name);
        } else if (declaration.kind === 'declaration') {
          for (const declarator of declaration.declarators)
            if (isDeferredObject(declaration, declarator)) names.add(declarator.name);
        }
      }
    }
    return names;
  }

  private functionDefinition(definition: A.FunctionDefinition): void {
    if (
      !this.mentionsAny(definition) &&
      !this.deferrable.has(definition.declarator.name) &&
      !this.holdsVariable(definition)
    )
      return;
    if (isEmittedAtOnce(this.unit, definition)) this.walkBody(definition);
    else this.defer(definition.declarator.name, { kind: 'function', definition });
  }

  private holdsVariable(definition: A.FunctionDefinition): boolean {
    for (const { inside } of this.inBlocks.values()) if (inside?.definition === definition) return true;
    return false;
  }

  private objects(declaration: A.Declaration): void {
    if ((declaration.specifiers.storage & S_TYPEDEF) !== 0) return;
    for (const declarator of declaration.declarators) {
      if (declarator.initializer === undefined) {
        // An alias creates its target (CodeGenModule::EmitAliasDefinition).
        const target = stringOperand(this.unit, declarator.attributes, 'alias');
        if (target !== undefined) this.mention(this.unit.interner.intern(target));
        continue;
      }
      if (isDeferredObject(declaration, declarator)) {
        this.defer(declarator.name, { kind: 'object', declaration, declarator });
        continue;
      }
      this.walkInitializer(declaration, declarator);
      this.create(declarator.name);
    }
  }

  private walkInitializer(declaration: A.Declaration, declarator: A.InitDeclarator): void {
    if (declarator.initializer === undefined || !this.mentionsAny(declarator.initializer)) return;
    const initializer = this.unit.initializer(declarator.initializer);
    // A known integer such as `&a != 0` leaves no mention of its operands.
    const isKnown =
      initializer !== undefined &&
      initializer.kind !== 'list' &&
      this.answers.value(initializer, undefined) !== undefined;
    if (initializer !== undefined && !isKnown)
      this.walker.initializer(() => this.answers.typeOf(declaration.specifiers, declarator, undefined), initializer);
  }

  private mentionsAny({ source, from, to }: Pick<A.TokenRange, 'source' | 'from' | 'to'>): boolean {
    const { kind, value } = source.tokens;
    for (let i = from; i < to; i++) {
      if (kind[i] === T_IDENT && (this.waiting.has(value[i] as number) || this.deferrable.has(value[i] as number)))
        return true;
    }
    return false;
  }
}

/** clang's MustBeEmitted for an object with an initializer. */
function isDeferredObject(
  { specifiers: { storage, attributes } }: A.Declaration,
  declarator: A.InitDeclarator,
): boolean {
  const isUsed = [...attributes, ...declarator.attributes].some(({ name }) => name === 'used');
  return declarator.initializer !== undefined && (storage & S_STATIC) !== 0 && !isUsed;
}

/** A body is parsed again each time: its declarations are identified by their positions. */
function placeKey({ declarator: { name, nameToken } }: A.FunctionDefinition, own: A.Declarator): string {
  return `${name} ${nameToken} ${own.nameToken}`;
}
