import type * as A from '../parser/ast.ts';
import { S_EXTERN, S_INLINE, S_STATIC, S_TYPEDEF } from '../parser/ast.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import type { ParsedSegment } from '../parser/parsed-segment.ts';
import type { TranslationUnit } from '../parser/translation-unit.ts';
import { MentionWalker, type ConstantFolder } from './mentions.ts';
import type { SetVariable } from './set-variables.ts';

/**
 * The order in which clang emits `variables` (of one set) in the object of `unit`: by first creation in the module.
 * A variable is created by its initialized definition (what the initializer mentions before it), or by the first
 * evaluated mention in something that is emitted at once: the body of a function with external linkage, an initializer
 * of an object that is not static or is `used`. Bodies of static and inline functions are deferred past the end.
 * What is left are tentative definitions, completed at the end in source order
 * (clang: CodeGenModule::EmitGlobal, MustBeEmitted, EmitDeferred; Sema::ActOnEndOfTranslationUnit).
 */
export function emissionOrder(unit: TranslationUnit, variables: readonly SetVariable[], fold: ConstantFolder): readonly SetVariable[] {
  if (variables.length < 2) return variables;
  return new EmissionOrder(unit, variables, fold).run();
}

const candidates = new WeakMap<ParsedSegment, readonly A.ExternalDeclaration[]>();

/** What can create a variable: function definitions and initialized objects; worked out once for all units that share a part. */
function bodiesAndInitialized(part: ParsedSegment): readonly A.ExternalDeclaration[] {
  let known = candidates.get(part);
  if (known === undefined) {
    known = part.declarations.filter((declaration) => declaration.kind === 'function' || (declaration.kind === 'declaration' && declaration.declarators.some(({ initializer }) => initializer !== undefined)));
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

  constructor(unit: TranslationUnit, variables: readonly SetVariable[], fold: ConstantFolder) {
    this.unit = unit;
    this.variables = variables;
    this.waiting = new Map(variables.map((variable) => [variable.id, variable]));
    this.walker = new MentionWalker((id) => this.waiting.has(id), (id) => this.create(id), fold);
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
    if (!this.mentionsAny(definition.body) || !this.isEmittedAtOnce(definition)) return;
    this.walker.body(this.unit.body(definition).block);
  }

  /** clang's MustBeEmitted for a function: external linkage and not merely inline, or __attribute__((used)). */
  private isEmittedAtOnce(definition: A.FunctionDefinition): boolean {
    const { storage } = definition.specifiers;
    const declared = this.unit.entities(definition.declarator.name);
    const attributes = [...definition.specifiers.attributes, ...definition.declarator.attributes];
    let isStatic = (storage & S_STATIC) !== 0;
    let isInline = (storage & S_INLINE) !== 0;
    let isExtern = (storage & S_EXTERN) !== 0;
    for (const entity of declared) {
      if (entity.kind !== 'function') continue;
      const other = entity.declaration.specifiers;
      if ((other.storage & S_STATIC) !== 0) isStatic = true;
      if ((other.storage & S_INLINE) !== 0) isInline = true;
      // C17 6.7.4p7: one declaration at file scope without `inline`, or with `extern`, makes it an external definition.
      else isExtern = true;
      attributes.push(...other.attributes, ...entity.declarator.attributes);
    }
    if (attributes.some(({ name }) => name === 'used' || name === 'constructor' || name === 'destructor')) return true;
    return !isStatic && (!isInline || isExtern);
  }

  private objects(declaration: A.Declaration): void {
    const { storage, attributes } = declaration.specifiers;
    if ((storage & S_TYPEDEF) !== 0) return;
    for (const declarator of declaration.declarators) {
      if (declarator.initializer === undefined) continue;
      const isUsed = [...attributes, ...declarator.attributes].some(({ name }) => name === 'used');
      if ((storage & S_STATIC) !== 0 && !isUsed) continue;
      if (this.mentionsAny(declarator.initializer)) {
        const initializer = this.unit.initializer(declarator.initializer);
        if (initializer !== undefined) this.walker.initializer(initializer);
      }
      this.create(declarator.name);
    }
  }

  private mentionsAny({ source, from, to }: A.TokenRange): boolean {
    const { kind, value } = source.tokens;
    for (let i = from; i < to; i++) {
      if (kind[i] === T_IDENT && this.waiting.has(value[i] as number)) return true;
    }
    return false;
  }
}
