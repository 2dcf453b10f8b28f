import { counted } from '../abi/exact.ts';
import { initialBytes } from '../abi/initial-bytes.ts';
import type { LayoutEngine } from '../abi/layout-engine.ts';
import { P_LPAREN, P_RBRACE, P_RPAREN, P_SEMI } from '../lexer/punctuators.ts';
import { T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import type * as A from '../parser/ast.ts';
import { Q_CONST, S_EXTERN, S_STATIC } from '../parser/ast.ts';
import type { SyntaxSource } from '../parser/ast.ts';
import { typeText } from '../types/type-text.ts';
import { qualifiersOf } from '../types/type.ts';
import { isUnknown } from '../types/unknown.ts';
import type { MacroRoles } from './macro-roles.ts';
import { stringOperand } from './set-variables.ts';

/** What VNET_DEFINE makes without VIMAGE: an ordinary global. */
export interface PlainGlobal {
  readonly name: string;
  /** Where the definition stands; 1-based. */
  readonly file: string;
  readonly line: number;
  readonly type: string;
  readonly isStatic: boolean;
  readonly sizeBytes: number | null;
  readonly alignBytes: number | null;
  /** Where clang puts it: `.bss` when all its bytes are zero; null when its initial value is not known. */
  readonly section: string | null;
}

/** The globals of a unit that a macro defined which defines members of set_vnet when VIMAGE is on; in source order. */
export function plainGlobals(engine: LayoutEngine, roles: MacroRoles): readonly PlainGlobal[] {
  const { unit } = engine;
  const defining = new Set(
    [...roles].filter(([, role]) => role.role === 'define' && role.set === 'set_vnet').map(([name]) => name),
  );
  const seen = new Set<number>();
  const globals: PlainGlobal[] = [];
  for (const part of unit.parts) {
    for (const declaration of part.declarations) {
      if (declaration.kind !== 'declaration') continue;
      for (const declarator of declaration.declarators) {
        const isExtern = (declaration.specifiers.storage & S_EXTERN) !== 0 && declarator.initializer === undefined;
        if (
          declarator.name === 0 ||
          isExtern ||
          declarator.derivations[0]?.kind === 'function' ||
          seen.has(declarator.name)
        )
          continue;
        if (!comesFrom(part.source, declarator.nameToken, defining, engine)) continue;
        seen.add(declarator.name);
        globals.push(measured(engine, declaration, declarator));
      }
    }
  }
  return globals;
}

/** True if a name was made by one of the named macros, or stands among the arguments of one. */
function comesFrom(source: SyntaxSource, token: number, names: ReadonlySet<string>, { unit }: LayoutEngine): boolean {
  const { tokens, log } = source;
  for (let at = tokens.expansion[token] ?? 0; at > 0; at = log.parents[at] ?? 0) {
    const macro = log.macros[at];
    if (macro !== undefined && names.has(unit.spelling(macro.name))) return true;
  }
  // An argument's tokens are the file's own.
  const place = unit.spelledAt(source, token);
  if (place === undefined) return false;
  const { file } = place;
  let depth = 0;
  for (let i = place.token - 1; i > 0; i--) {
    if (file.kind[i] !== T_PUNCT) continue;
    const code = file.value[i];
    if (code === P_SEMI || code === P_RBRACE) return false;
    if (code === P_RPAREN) depth++;
    else if (code === P_LPAREN && depth-- === 0) return file.kind[i - 1] === T_IDENT && names.has(file.spelling(i - 1));
  }
  return false;
}

function measured(engine: LayoutEngine, declaration: A.Declaration, declarator: A.InitDeclarator): PlainGlobal {
  const { unit, resolver } = engine;
  const declared = resolver.ofDeclarator(declaration.specifiers, declarator);
  const size = engine.sizeOfVariable(declared, declarator);
  const align = engine.variableAlign(declared, declaration.specifiers, declarator);
  const place = unit.place(declaration.source, declarator.nameToken);
  return {
    name: unit.spelling(declarator.name),
    file: place?.file.path ?? unit.path,
    line: place === undefined ? 0 : place.file.lineOf(place.token),
    type: typeText(resolver, declared),
    isStatic: (declaration.specifiers.storage & S_STATIC) !== 0,
    sizeBytes: isUnknown(size) ? null : counted(size),
    alignBytes: isUnknown(align) ? null : align,
    section: sectionOf(engine, declaration, declarator),
  };
}

/** clang for ELF: what its attribute says; read-only data; zero bytes go to .bss. */
function sectionOf(engine: LayoutEngine, declaration: A.Declaration, declarator: A.InitDeclarator): string | null {
  const { unit, resolver } = engine;
  const named =
    stringOperand(unit, declarator.attributes, 'section') ??
    stringOperand(unit, declaration.specifiers.attributes, 'section');
  if (named !== undefined) return named;
  if (declarator.initializer === undefined) return '.bss';
  const type = resolver.ofDeclarator(declaration.specifiers, declarator);
  const initializer = unit.initializer(declarator.initializer);
  const made = initializer === undefined ? undefined : initialBytes(engine, type, initializer);
  if (made === undefined || isUnknown(made)) return null;
  if ((qualifiersOf(type) & Q_CONST) !== 0) return '.rodata';
  return made.relocations.length === 0 && made.bytes.every((byte) => byte === 0) ? '.bss' : '.data';
}
