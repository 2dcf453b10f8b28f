import type { ExpansionLog, TokenBuffer } from '../preprocessor/token-buffer.ts';
import type { PragmaState } from './pragma-state.ts';
import type { Subject } from '../text/worked-out.ts';

/** The tokens that a piece of syntax was parsed from; node positions are indices into `tokens`. */
export interface SyntaxSource extends Subject {
  readonly tokens: TokenBuffer;
  readonly log: ExpansionLog;
  /** Pragmas in force at its first token; undefined for none. */
  readonly pragmas?: PragmaState;
}

/** Tokens [from, to) kept for later: array bounds, bit widths, initializers and bodies are parsed when asked for. */
export interface TokenRange {
  readonly source: SyntaxSource;
  readonly from: number;
  readonly to: number;
}

/** Storage-class and function specifiers, C17 6.7.1 and 6.7.4. */
export const S_TYPEDEF = 1;
export const S_EXTERN = 2;
export const S_STATIC = 4;
export const S_INLINE = 8;
export const S_REGISTER = 16;
export const S_THREAD = 32;
export const S_NORETURN = 64;
export const S_AUTO = 128;

/** Type qualifiers, C17 6.7.3. */
export const Q_CONST = 1;
export const Q_VOLATILE = 2;
export const Q_RESTRICT = 4;
export const Q_ATOMIC = 8;
/** In an address space whose pointers have 32 or 64 bits on x86 (clang, LangAS::ptr32_sptr and its kin). */
export const Q_PTR32 = 16;
export const Q_PTR64 = 32;

/** Real arithmetic types that have a keyword of their own, _Bool left out. */
export type RealName =
  | 'char'
  | 'signed char'
  | 'unsigned char'
  | 'short'
  | 'unsigned short'
  | 'int'
  | 'unsigned int'
  | 'long'
  | 'unsigned long'
  | 'long long'
  | 'unsigned long long'
  | '__int128'
  | 'unsigned __int128'
  | '_Float16'
  | '__bf16'
  | '__fp16'
  | 'float'
  | 'double'
  | 'long double'
  | '__float128'
  | '__ibm128';

/** C23's bit-precise integer types (6.2.5p5), by their width. */
export type BitIntName = `_BitInt(${number})` | `unsigned _BitInt(${number})`;

/** The arithmetic types, void and the lists of arguments, by the name the ABI tables use. */
export type BuiltinName = 'void' | 'bool' | RealName | BitIntName | `${RealName} _Complex` | '__builtin_va_list';

export interface Attribute {
  /**
   * Without the underscores around it: `packed`, `aligned`, `section`; `_Alignas`; `clang::` and a name in C23's form.
   */
  readonly name: string;
  /** What stands between its parentheses; undefined without them. */
  readonly operand: TokenRange | undefined;
}

export interface RecordSpecifier {
  readonly kind: 'struct' | 'union';
  /** Interned tag; 0 when there is none. */
  readonly tag: number;
  readonly source: SyntaxSource;
  /** Token of the tag, or of the keyword. */
  readonly nameToken: number;
  /** undefined if this only names the type. */
  readonly members: readonly MemberDeclaration[] | undefined;
  readonly attributes: readonly Attribute[];
  /** Those in force where it is defined. */
  readonly pragmas: PragmaState;
}

export interface EnumSpecifier {
  readonly kind: 'enum';
  readonly tag: number;
  readonly source: SyntaxSource;
  readonly nameToken: number;
  readonly enumerators: readonly Enumerator[] | undefined;
  readonly attributes: readonly Attribute[];
}

export interface Enumerator {
  readonly name: number;
  readonly nameToken: number;
  /** Constant expression; undefined if it is the previous one plus 1. */
  readonly value: TokenRange | undefined;
  readonly owner: EnumSpecifier;
  /** Position in the enum, from 0. */
  readonly index: number;
}

export type BaseType =
  | { readonly kind: 'builtin'; readonly name: BuiltinName }
  | { readonly kind: 'typedef'; readonly name: number; readonly token: number }
  | { readonly kind: 'typeof'; readonly operand: TokenRange; readonly form: 'typeof' | 'typeof_unqual' | '_Atomic' }
  | { readonly kind: 'bit-int'; readonly bits: TokenRange; readonly isUnsigned: boolean }
  /** Keywords that do not name a type, or name an unsupported one: the reason, as a clause. */
  | { readonly kind: 'no-type'; readonly reason: string }
  | RecordSpecifier
  | EnumSpecifier;

export interface Specifiers {
  /** S_ flags. */
  readonly storage: number;
  /** Q_ flags. */
  readonly qualifiers: number;
  readonly base: BaseType;
  readonly attributes: readonly Attribute[];
  readonly source: SyntaxSource;
}

/** One step from a declared name outward to its base type (C17 6.7.6). */
export type Derivation =
  | { readonly kind: 'pointer'; readonly qualifiers: number; readonly attributes: readonly Attribute[] }
  | { readonly kind: 'array'; /** undefined for `[]` */ readonly bound: TokenRange | undefined }
  | {
      readonly kind: 'function';
      readonly parameters: readonly Parameter[];
      readonly isVariadic: boolean;
      /** `()` or names only */ readonly isOldStyle: boolean;
      /** Of an old-style definition, in order. */
      readonly names?: readonly number[];
    };

export interface Declarator {
  /** Interned; 0 for an abstract declarator. */
  readonly name: number;
  readonly nameToken: number;
  readonly derivations: readonly Derivation[];
  readonly attributes: readonly Attribute[];
}

export interface Parameter {
  readonly specifiers: Specifiers;
  readonly declarator: Declarator;
}

export interface MemberDeclaration {
  readonly specifiers: Specifiers;
  readonly declarators: readonly MemberDeclarator[];
  readonly from: number;
  readonly to: number;
}

export interface MemberDeclarator extends Declarator {
  readonly bitWidth: TokenRange | undefined;
}

export interface TypeName {
  readonly specifiers: Specifiers;
  readonly derivations: readonly Derivation[];
  /** Those of its declarator. */
  readonly attributes: readonly Attribute[];
}

export interface InitDeclarator extends Declarator {
  /** Tokens after `=`. */
  readonly initializer: TokenRange | undefined;
}

/** A declaration at file scope or in a block. */
export interface Declaration {
  readonly kind: 'declaration';
  readonly source: SyntaxSource;
  readonly from: number;
  readonly to: number;
  readonly specifiers: Specifiers;
  readonly declarators: readonly InitDeclarator[];
}

export interface FunctionDefinition {
  readonly kind: 'function';
  readonly source: SyntaxSource;
  readonly from: number;
  readonly to: number;
  readonly specifiers: Specifiers;
  readonly declarator: Declarator;
  /** Declarations between `)` and `{` of an old-style definition (C17 6.9.1p6). */
  readonly oldParameters: readonly Declaration[];
  /** The body with its braces. */
  readonly body: TokenRange;
}

interface StaticAssert {
  readonly kind: 'static-assert';
  readonly source: SyntaxSource;
  readonly from: number;
  readonly to: number;
  readonly operand: TokenRange;
}

interface FileAsm {
  readonly kind: 'asm';
  readonly source: SyntaxSource;
  readonly from: number;
  readonly to: number;
  readonly operand: TokenRange;
}

export type ExternalDeclaration = Declaration | FunctionDefinition | StaticAssert | FileAsm;

/** Something that could not be parsed; the rest continues after it. */
export interface SyntaxProblem {
  readonly token: number;
  readonly message: string;
}

interface Node {
  readonly from: number;
  readonly to: number;
}

export type Expression =
  | (Node & { readonly kind: 'name'; readonly name: number })
  | (Node & { readonly kind: 'number'; readonly spelling: number })
  | (Node & { readonly kind: 'character'; readonly spelling: number })
  | (Node & { readonly kind: 'string'; readonly spellings: readonly number[] })
  | (Node & {
      readonly kind: 'unary';
      /** & * + - ~ ! and 'real' 'imag' as punctuator codes */ readonly operator: number;
      readonly operand: Expression;
    })
  | (Node & {
      readonly kind: 'step';
      /** P_INC or P_DEC */ readonly operator: number;
      readonly isPrefix: boolean;
      readonly operand: Expression;
    })
  | (Node & {
      readonly kind: 'binary';
      readonly operator: number;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & {
      readonly kind: 'assign';
      readonly operator: number;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & {
      readonly kind: 'conditional';
      readonly condition: Expression;
      /** undefined for GNU `a ?: b` */ readonly yes: Expression | undefined;
      readonly no: Expression;
    })
  | (Node & { readonly kind: 'comma'; readonly left: Expression; readonly right: Expression })
  | (Node & { readonly kind: 'cast'; readonly type: TypeName; readonly operand: Expression })
  | (Node & { readonly kind: 'compound-literal'; readonly type: TypeName; readonly initializer: InitializerList })
  | (Node & { readonly kind: 'index'; readonly base: Expression; readonly index: Expression })
  | (Node & { readonly kind: 'call'; readonly callee: Expression; readonly arguments: readonly Expression[] })
  | (Node & {
      readonly kind: 'member';
      readonly object: Expression;
      readonly isArrow: boolean;
      readonly member: number;
      readonly memberToken: number;
    })
  | (Node & { readonly kind: 'sizeof'; readonly operand: Expression | undefined; readonly type: TypeName | undefined })
  | (Node & {
      readonly kind: 'alignof';
      /** GNU's __alignof__: the preferred alignment, not the ABI's */ readonly isPreferred: boolean;
      readonly operand: Expression | undefined;
      readonly type: TypeName | undefined;
    })
  | (Node & { readonly kind: 'statement-expression'; readonly body: Block })
  | (Node & { readonly kind: 'label-address'; readonly label: number })
  | (Node & {
      readonly kind: 'generic';
      readonly control: Expression;
      readonly choices: readonly { readonly type: TypeName | undefined; readonly value: Expression }[];
    })
  | (Node & { readonly kind: 'offsetof'; readonly type: TypeName; readonly designators: readonly Designator[] })
  | (Node & { readonly kind: 'va-arg'; readonly list: Expression; readonly type: TypeName })
  | (Node & { readonly kind: 'types-compatible'; readonly left: TypeName; readonly right: TypeName })
  | (Node & {
      readonly kind: 'choose';
      readonly condition: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    })
  | (Node & { readonly kind: 'bit-cast'; readonly type: TypeName; readonly operand: Expression })
  | (Node & { readonly kind: 'error' });

export type Designator =
  | { readonly kind: 'member'; readonly name: number; readonly token: number }
  | {
      readonly kind: 'index';
      readonly first: Expression;
      /** GNU range `[a ... b]` */ readonly last: Expression | undefined;
    };

export interface InitializerList extends Node {
  readonly kind: 'list';
  readonly items: readonly InitializerItem[];
}

export interface InitializerItem {
  readonly designators: readonly Designator[];
  readonly value: Initializer;
}

export type Initializer = Expression | InitializerList;

export interface BlockDeclarator extends Declarator {
  readonly initializer: Initializer | undefined;
}

export interface BlockDeclaration extends Node {
  readonly kind: 'declare';
  readonly specifiers: Specifiers;
  readonly declarators: readonly BlockDeclarator[];
}

export interface Block extends Node {
  readonly kind: 'block';
  readonly statements: readonly Statement[];
}

export interface AsmOperand {
  readonly constraint: string;
  readonly value: Expression;
}

export type Statement =
  | Block
  | BlockDeclaration
  | (Node & { readonly kind: 'expression'; readonly value: Expression })
  | (Node & {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly yes: Statement;
      readonly no: Statement | undefined;
    })
  | (Node & { readonly kind: 'while'; readonly condition: Expression; readonly body: Statement })
  | (Node & { readonly kind: 'do'; readonly body: Statement; readonly condition: Expression })
  | (Node & {
      readonly kind: 'for';
      readonly start: Expression | BlockDeclaration | undefined;
      readonly condition: Expression | undefined;
      readonly step: Expression | undefined;
      readonly body: Statement;
    })
  | (Node & { readonly kind: 'switch'; readonly value: Expression; readonly body: Statement })
  | (Node & {
      readonly kind: 'case';
      readonly first: Expression;
      readonly last: Expression | undefined;
      readonly body: Statement;
    })
  | (Node & { readonly kind: 'default'; readonly body: Statement })
  | (Node & { readonly kind: 'label'; readonly label: number; readonly body: Statement })
  | (Node & { readonly kind: 'goto'; readonly label: number })
  | (Node & { readonly kind: 'goto-computed'; readonly target: Expression })
  | (Node & { readonly kind: 'break' })
  | (Node & { readonly kind: 'continue' })
  | (Node & { readonly kind: 'return'; readonly value: Expression | undefined })
  | (Node & {
      readonly kind: 'asm';
      readonly isGoto: boolean;
      readonly outputs: readonly AsmOperand[];
      readonly inputs: readonly AsmOperand[];
      readonly labels: readonly number[];
    })
  | (Node & { readonly kind: 'function-in-block' })
  | (Node & { readonly kind: 'empty' })
  | (Node & { readonly kind: 'error' });
