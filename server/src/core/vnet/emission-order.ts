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

/**
 * The order in which clang emits `variables` (of one set) in the object of `unit`: by first creation in the module.
 * A variable is created by its initialized definition (what the initializer mentions before it), or by the first
 * evaluated mention in something that is emitted at once: the body of a function with external linkage, an initializer
 * of an object that is not static or is `used`. Bodies of static and inline functions are deferred past the end.
 * What is left are tentative definitions, completed at the end in source order
 * (clang: CodeGenModule::EmitGlobal, MustBeEmitted, EmitDeferred; Sema::ActOnEndOfTranslationUnit).
 */
export function emissionOrder(unit: TranslationUnit, variables: readonly SetVariable[], answers: UnitAnswers): readonly SetVariable[] {
  if (variables.length < 2) return variables;
  return new EmissionOrder(unit, variables, answers).run();
}

const candidates = new WeakMap<ParsedSegment, readonly A.ExternalDeclaration[]>();

/** What can create a variable: function definitions, initialized objects, aliases; worked out once for all units that share a part. */
function bodiesAndInitialized(part: ParsedSegment): readonly A.ExternalDeclaration[] {
  let known = candidates.get(part);
  if (known === undefined) {
    known = part.declarations.filter((declaration) => declaration.kind === 'function' || (declaration.kind === 'declaration' && declaration.declarators.some(({ initializer, attributes }) => initializer !== undefined || hasAttribute(attributes, 'alias'))));
    candidates.set(part, known);
  }
  return known;
}

class EmissionOrder {
  private readonly unit: TranslationUnit;
  private readonly variables: readonly SetVariable[];
  private readonly waiting: Map<number, SetVariable>;
  private readonly order: SetVariable[] = [];
  private readonly walker: MentionWalker;
  private readonly answers: UnitAnswers;

  constructor(unit: TranslationUnit, variables: readonly SetVariable[], answers: UnitAnswers) {
    this.unit = unit;
    this.answers = answers;
    this.variables = variables;
    this.waiting = new Map(variables.map((variable) => [variable.id, variable]));
    this.walker = new MentionWalker((id) => this.waiting.has(id), (id) => this.create(id), answers);
  }

  run(): readonly SetVariable[] {
    for (const part of this.unit.parts) {
      for (const declaration of bodiesAndInitialized(part)) {
        if (this.waiting.size === 0) return this.order;
        if (declaration.kind === 'function') this.functionDefinition(declaration);
        else if (declaration.kind === 'declaration') this.objects(declaration);
      }
    }
    for (const variable of this.variables) this.create(variable.id);
    return this.order;
  }

  private create(id: number): void {
    const variable = this.waiting.get(id);
    if (variable === undefined) return;
    this.waiting.delete(id);
    this.order.push(variable);
  }

  private functionDefinition(definition: A.FunctionDefinition): void {
    if (!this.mentionsAny(definition) || !isEmittedAtOnce(this.unit, definition)) return;
    this.walker.body(definition, this.unit.body(definition).block);
  }

  private objects(declaration: A.Declaration): void {
    const { storage, attributes } = declaration.specifiers;
    if ((storage & S_TYPEDEF) !== 0) return;
    for (const declarator of declaration.declarators) {
      if (declarator.initializer === undefined) {
        // An alias creates what it stands for (CodeGenModule::EmitAliasDefinition).
        const target = stringOperand(this.unit, declarator.attributes, 'alias');
        if (target !== undefined) this.create(this.unit.interner.intern(target));
        continue;
      }
      const isUsed = [...attributes, ...declarator.attributes].some(({ name }) => name === 'used');
      if ((storage & S_STATIC) !== 0 && !isUsed) continue;
      if (this.mentionsAny(declarator.initializer)) {
        const initializer = this.unit.initializer(declarator.initializer);
        // An integer that is known, as `&a != 0`, leaves nothing of what it was made of.
        const isKnown = initializer !== undefined && initializer.kind !== 'list' && this.answers.value(initializer, undefined) !== undefined;
        if (initializer !== undefined && !isKnown) this.walker.initializer(() => this.answers.typeOf(declaration.specifiers, declarator, undefined), initializer);
      }
      this.create(declarator.name);
    }
  }

  private mentionsAny({ source, from, to }: Pick<A.TokenRange, 'source' | 'from' | 'to'>): boolean {
    const { kind, value } = source.tokens;
    for (let i = from; i < to; i++) {
      if (kind[i] === T_IDENT && this.waiting.has(value[i] as number)) return true;
    }
    return false;
  }
}
