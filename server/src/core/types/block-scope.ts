import type {
  BlockDeclaration,
  Declaration,
  Declarator,
  Enumerator,
  EnumSpecifier,
  FunctionDefinition,
  Initializer,
  RecordSpecifier,
  Specifiers,
  TokenRange,
} from '../parser/ast.ts';
import { S_TYPEDEF } from '../parser/ast.ts';

/** A name declared in a block or as a parameter. */
export type LocalEntity =
  | {
      readonly kind: 'variable' | 'typedef';
      readonly specifiers: Specifiers;
      readonly declarator: Declarator;
      readonly initializer: Initializer | TokenRange | undefined;
      readonly isParameter: boolean;
      readonly scope: BlockScope;
    }
  | { readonly kind: 'enumerator'; readonly enumerator: Enumerator; readonly scope: BlockScope };

/** Names and tags of one block; what it doesn't have is looked up in `parent`, and then at file scope (C17 6.2.1). */
export class BlockScope {
  readonly parent: BlockScope | undefined;
  private readonly names = new Map<number, LocalEntity>();
  private readonly tags = new Map<number, RecordSpecifier | EnumSpecifier>();

  constructor(parent?: BlockScope) {
    this.parent = parent;
  }

  /** The scope of a function's parameters; the body's own block comes inside. */
  static ofFunction(definition: FunctionDefinition): BlockScope {
    const scope = new BlockScope();
    const step = definition.declarator.derivations.find((one) => one.kind === 'function');
    if (step?.kind === 'function') {
      for (const { specifiers, declarator } of step.parameters) scope.declare(specifiers, [declarator], true);
    }
    for (const declaration of definition.oldParameters)
      scope.declare(declaration.specifiers, declaration.declarators, true);
    return scope;
  }

  /** Notes a declaration of this block. */
  add(declaration: BlockDeclaration | Declaration): void {
    this.declare(declaration.specifiers, declaration.declarators, false);
  }

  /** The innermost declaration of `name`; undefined if no block declares it. */
  entity(name: number): LocalEntity | undefined {
    return this.names.get(name) ?? this.parent?.entity(name);
  }

  /** The innermost tag; a mention gives way to an outer definition. */
  tag(name: number, kind: 'struct' | 'union' | 'enum'): RecordSpecifier | EnumSpecifier | undefined {
    const own = this.tags.get(name);
    return own?.kind === kind ? own : this.parent?.tag(name, kind);
  }

  private declare(
    specifiers: Specifiers,
    declarators: readonly (Declarator & { readonly initializer?: Initializer | TokenRange | undefined })[],
    isParameter: boolean,
  ): void {
    this.addTags(specifiers);
    const kind = (specifiers.storage & S_TYPEDEF) !== 0 ? 'typedef' : 'variable';
    for (const declarator of declarators) {
      if (declarator.name !== 0)
        this.names.set(declarator.name, {
          kind,
          specifiers,
          declarator,
          initializer: declarator.initializer,
          isParameter,
          scope: this,
        });
    }
  }

  /** Tags and enumerators defined in `specifiers`, those inside members too (C has no member scope for tags). */
  addTags(specifiers: Specifiers): void {
    const { base } = specifiers;
    if (base.kind === 'enum') {
      if (base.enumerators === undefined) return;
      if (base.tag !== 0) this.tags.set(base.tag, base);
      for (const enumerator of base.enumerators)
        this.names.set(enumerator.name, { kind: 'enumerator', enumerator, scope: this });
    } else if (base.kind === 'struct' || base.kind === 'union') {
      if (base.members === undefined) return;
      if (base.tag !== 0) this.tags.set(base.tag, base);
      for (const member of base.members) this.addTags(member.specifiers);
    }
  }
}
