import * as A from '../parser/ast.ts';
import type { Entity } from '../parser/parsed-segment.ts';
import type { TranslationUnit } from '../parser/translation-unit.ts';
import type { BlockScope, LocalEntity } from './block-scope.ts';
import type { ConstantOracle } from './constant-oracle.ts';
import { LP64, type DataModel } from './data-model.ts';
import { typeOfExpression } from './expression-type.ts';
import { declarationAttributes, withModes, withPointerAttributes, withTypeAttributes } from './type-attributes.ts';
import {
  builtin,
  isUnboundedArray,
  plain,
  pointerTo,
  qualified,
  unqualified,
  type EnumType,
  type RecordType,
  type Type,
} from './type.ts';
import { isTooDeep, MAX_STEPS, TOO_DEEP_TYPE } from './type-depth.ts';
import { isUnknown, unknown } from './unknown.ts';
import { getOrMake } from '../collections/get-or-make.ts';

/** Operands nested deeper than this make a type unknown instead of overflowing the stack. */
const MAX_DEPTH = 600;

/**
 * Syntax of one translation unit to types. Names are looked up in `scope` where one is given, then at file scope.
 * What cannot be resolved is an Unknown type that names the cause; nothing throws.
 */
export class TypeResolver {
  readonly unit: TranslationUnit;
  private depth = 0;
  /** Typedefs that are being resolved: each is a step of the one before. */
  private typedefsAsked = 0;
  private answers: ConstantOracle | undefined;
  private machine: DataModel;
  private readonly typedefs = new Map<number, Type | null>();
  private readonly fileTags = new Map<number, A.RecordSpecifier | A.EnumSpecifier | null>();
  private readonly objects = new Map<number, Type | null>();

  constructor(unit: TranslationUnit, model: DataModel = LP64) {
    this.unit = unit;
    this.machine = model;
  }

  get model(): DataModel {
    return this.machine;
  }

  /**
   * Answers for values that typing asks for (array bounds, choose_expr); undefined as long as no layout engine is
   * attached.
   */
  get oracle(): ConstantOracle | undefined {
    return this.answers;
  }

  /** The layout engine of a machine attaches itself, so that types and values agree. */
  attach(oracle: ConstantOracle, model: DataModel): void {
    this.answers = oracle;
    this.machine = model;
  }

  spelling(id: number): string {
    return this.unit.interner.spelling(id);
  }

  /** The type that declaration specifiers name (C17 6.7.2), typedef names kept. */
  ofSpecifiers(specifiers: A.Specifiers, scope?: BlockScope): Type {
    const { attributes, qualifiers } = specifiers;
    const unqualifiedBase = this.ofBase(specifiers.base, scope);
    const base =
      (qualifiers & A.Q_ATOMIC) === 0 ? qualified(unqualifiedBase, qualifiers) : atomic(unqualifiedBase, qualifiers);
    return attributes.length === 0 ? base : withTypeAttributes(this, base, attributes, scope);
  }

  /** The declared type: specifiers with a declarator's derivations around them (C17 6.7.6). */
  ofDeclarator(specifiers: A.Specifiers, declarator: A.Declarator | readonly A.Derivation[], scope?: BlockScope): Type {
    const base = this.ofSpecifiers(specifiers, scope);
    if (!('derivations' in declarator)) return this.derived(base, declarator, scope);
    const { attributes, derivations } = declarator;
    const whole = this.derived(base, derivations, scope);
    // A function has no layout; what its attributes mean is the callers' matter.
    if (derivations[0]?.kind === 'function') return whole;
    const made = attributes.length === 0 ? whole : withTypeAttributes(this, whole, attributes, scope);
    const all = declarationAttributes(specifiers, declarator);
    return all.length === 0 ? made : withModes(this, made, all);
  }

  /** What a declaration alone can have (aligned, packed, mode) clang ignores in a type's name. */
  ofTypeName(name: A.TypeName, scope?: BlockScope): Type {
    const type = this.derived(this.ofSpecifiers(name.specifiers, scope), name.derivations, scope);
    return name.attributes.length === 0 ? type : withTypeAttributes(this, type, name.attributes, scope);
  }

  /** A parameter's adjusted type (C17 6.7.6.3p7, p8). */
  ofParameter(parameter: A.Parameter, scope?: BlockScope): Type {
    return adjusted(this.ofDeclarator(parameter.specifiers, parameter.declarator, scope));
  }

  /** The type of an expression as sizeof sees it: arrays and functions have not decayed (C17 6.3.2.1). */
  ofExpression(expression: A.Expression, scope?: BlockScope): Type {
    return this.deeper(() => typeOfExpression(this, expression, scope));
  }

  /** A typedef name's type with the name kept; undefined if there is no such typedef. */
  typedefNamed(name: number, scope?: BlockScope): Type | undefined {
    const local = scope?.entity(name);
    if (local !== undefined) return local.kind === 'typedef' ? this.ofLocal(local) : undefined;
    let type = this.typedefs.get(name);
    if (type === undefined) {
      if (this.typedefsAsked > MAX_STEPS) return unknown(TOO_DEEP_TYPE);
      this.typedefs.set(name, null);
      this.typedefsAsked++;
      type = this.findTypedef(name) ?? null;
      this.typedefsAsked--;
      this.typedefs.set(name, type);
    }
    return type ?? undefined;
  }

  /** The definition of a tag, or a mention where the unit does not define it. */
  tag(
    name: number,
    kind: 'struct' | 'union' | 'enum',
    scope?: BlockScope,
  ): A.RecordSpecifier | A.EnumSpecifier | undefined {
    const local = scope?.tag(name, kind);
    if (local !== undefined) return local;
    const key = name * 4 + (kind === 'struct' ? 0 : kind === 'union' ? 1 : 2);
    const found = getOrMake(this.fileTags, key, () => this.unit.tag(name, kind) ?? null);
    return found ?? undefined;
  }

  /** The type of the variable, function or enumerator that `name` means; undefined if nothing declares it. */
  ofName(name: number, scope?: BlockScope): Type | undefined {
    const local = scope?.entity(name);
    if (local !== undefined) return this.ofLocal(local);
    let type = this.objects.get(name);
    if (type === undefined) {
      const entities = this.unit.entities(name);
      // Inside its enum a constant has another type than after it: the oracle knows.
      const constant = entities.find((entity) => entity.kind === 'enumerator');
      if (constant !== undefined) return this.ofEnumerator(constant.enumerator);
      this.objects.set(name, null);
      type = this.ofEntities(entities) ?? null;
      this.objects.set(name, type);
    }
    return type ?? undefined;
  }

  /** The type of an enumerator: int where its value fits, else its enum's (C17 6.7.2.2p3; clang's extension). */
  ofEnumerator(enumerator: A.Enumerator, scope?: BlockScope): Type {
    return builtin(this.oracle?.enumeratorType(enumerator, scope) ?? 'int');
  }

  /** The type of one member, as its declaration says. */
  ofMember(member: A.MemberDeclaration, declarator: A.MemberDeclarator | undefined, scope?: BlockScope): Type {
    return this.ofDeclarator(member.specifiers, declarator ?? [], scope);
  }

  private deeper(work: () => Type): Type {
    if (this.depth >= MAX_DEPTH) return unknown('the expression is nested too deeply');
    this.depth++;
    const type = work();
    this.depth--;
    return type;
  }

  private ofLocal(local: LocalEntity): Type {
    if (local.kind === 'enumerator') return this.ofEnumerator(local.enumerator, local.scope);
    const type = this.ofDeclarator(local.specifiers, local.declarator, local.scope);
    if (local.kind === 'typedef') {
      return {
        kind: 'typedef',
        name: local.declarator.name,
        target: type,
        attributes: declarationAttributes(local.specifiers, local.declarator),
        qualifiers: 0,
        scope: local.scope,
      };
    }
    if (local.isParameter) return adjusted(type);
    return this.completed(type, local.initializer, local.scope);
  }

  private ofEntities(entities: readonly Entity[]): Type | undefined {
    let best: Type | undefined;
    for (const entity of this.unit.inOrder(entities)) {
      let type: Type;
      switch (entity.kind) {
        case 'typedef':
          continue;
        case 'enumerator':
          return this.ofEnumerator(entity.enumerator);
        case 'definition':
          return this.ofDeclarator(entity.definition.specifiers, entity.definition.declarator);
        default:
          type = this.completed(
            this.ofDeclarator(entity.declaration.specifiers, entity.declarator),
            entity.declarator.initializer,
            undefined,
          );
      }
      // The last declaration's type as it is written (clang), with the bound that only an earlier one may give (C17
      // 6.2.7p3).
      if (best === undefined || !(isUnknown(type) || isUnboundedArray(plain(type)))) best = type;
    }
    return best;
  }

  private completed(
    type: Type,
    initializer: A.Initializer | A.TokenRange | undefined,
    scope: BlockScope | undefined,
  ): Type {
    if (initializer === undefined || !isUnboundedArray(plain(type))) return type;
    return this.oracle?.completed(type, initializer, scope) ?? type;
  }

  private findTypedef(name: number): Type | undefined {
    for (const entity of this.unit.entities(name)) {
      if (entity.kind !== 'typedef') continue;
      const { specifiers } = entity.declaration;
      const target = this.ofDeclarator(specifiers, entity.declarator);
      if (isTooDeep(target)) return unknown(TOO_DEEP_TYPE);
      return {
        kind: 'typedef',
        name,
        target,
        attributes: declarationAttributes(specifiers, entity.declarator),
        qualifiers: 0,
        scope: undefined,
      };
    }
    return undefined;
  }

  private ofBase(base: A.BaseType, scope: BlockScope | undefined): Type {
    switch (base.kind) {
      case 'builtin':
        return this.model.lacks.has(base.name) ? unknown(`this machine has no '${base.name}'`) : builtin(base.name);
      case 'bit-int':
        return this.ofBitInt(base.bits, base.isUnsigned, scope);
      case 'no-type':
        return unknown(base.reason);
      case 'typedef':
        return this.typedefNamed(base.name, scope) ?? unknown(`type '${this.spelling(base.name)}' is not defined here`);
      case 'typeof': {
        const type = this.ofTypeof(base.operand, scope);
        if (base.form === 'typeof') return type;
        return base.form === 'typeof_unqual' ? unqualified(type) : atomic(type, A.Q_ATOMIC);
      }
      case 'enum':
        return this.ofEnum(base, scope);
      default:
        return this.ofRecord(base, scope);
    }
  }

  private ofRecord(base: A.RecordSpecifier, scope: BlockScope | undefined): RecordType {
    if (base.members !== undefined) return { kind: 'record', specifier: base, qualifiers: 0, scope };
    const local = scope?.tag(base.tag, base.kind);
    const found = local ?? this.tag(base.tag, base.kind);
    return {
      kind: 'record',
      specifier: found === undefined || found.kind === 'enum' ? base : found,
      qualifiers: 0,
      scope: local === undefined ? undefined : scope,
    };
  }

  private ofEnum(base: A.EnumSpecifier, scope: BlockScope | undefined): EnumType {
    if (base.enumerators !== undefined) return { kind: 'enum', specifier: base, qualifiers: 0, scope };
    const local = scope?.tag(base.tag, 'enum');
    const found = local ?? this.tag(base.tag, 'enum');
    return {
      kind: 'enum',
      specifier: found?.kind === 'enum' ? found : base,
      qualifiers: 0,
      scope: local === undefined ? undefined : scope,
    };
  }

  /** C23 6.2.5p5; how wide it may be is clang's limit for the machine. */
  private ofBitInt(bits: A.TokenRange, isUnsigned: boolean, scope: BlockScope | undefined): Type {
    const width = this.oracle?.integer(bits, scope) ?? unknown('the width of a _BitInt is not evaluated');
    if (isUnknown(width)) return width;
    if (width < (isUnsigned ? 1n : 2n) || width > BigInt(this.model.maxBitInt))
      return unknown(`this machine has no _BitInt of ${width.toString()} bits`);
    return builtin(`${isUnsigned ? 'unsigned ' : ''}_BitInt(${Number(width)})` as A.BitIntName);
  }

  private ofTypeof(operand: A.TokenRange, scope: BlockScope | undefined): Type {
    const parsed = this.unit.typeOrExpression(operand);
    if (parsed === undefined) return unknown('the operand of typeof is not understood');
    if (!('type' in parsed)) return this.ofExpression(parsed.expression, scope);
    return this.deeper(() => this.ofTypeName(parsed.type, scope));
  }

  private derived(base: Type, derivations: readonly A.Derivation[], scope: BlockScope | undefined): Type {
    if (derivations.length > MAX_STEPS) return unknown(TOO_DEEP_TYPE);
    let type = base;
    for (let i = derivations.length - 1; i >= 0; i--) {
      const step = derivations[i]!;
      switch (step.kind) {
        case 'pointer':
          type = withPointerAttributes(this, pointerTo(type, step.qualifiers), step, scope);
          break;
        case 'array':
          type = { kind: 'array', element: type, bound: step.bound, count: undefined, scope };
          break;
        case 'function':
          type = {
            kind: 'function',
            result: type,
            parameters: step.parameters.map((parameter) => this.ofParameter(parameter, scope)),
            isVariadic: step.isVariadic,
            isOldStyle: step.isOldStyle,
          };
      }
    }
    return derivations.length > 0 && isTooDeep(type) ? unknown(TOO_DEEP_TYPE) : type;
  }
}

/** C17 6.7.2.4p3 and 6.7.3p3; clang has no atomic _BitInt. */
function atomic(type: Type, qualifiers: number): Type {
  const inner = plain(type);
  if (inner.kind === 'array' || inner.kind === 'function')
    return unknown(`_Atomic is applied to ${inner.kind === 'array' ? 'an array' : 'a function'}`);
  if (inner.kind === 'builtin' && inner.name.includes('_BitInt('))
    return unknown(`_Atomic of '${inner.name}' is refused by clang`);
  return qualified(type, qualifiers);
}

function adjusted(type: Type): Type {
  const inner = plain(type);
  if (inner.kind === 'array') return pointerTo(inner.element);
  return inner.kind === 'function' ? pointerTo(type) : type;
}
