import { F_BOL, T_IDENT, T_NUMBER, T_PRAGMA, T_STRING } from '../lexer/token-kinds.ts';
import { P_LT } from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import type { TokenAddresses } from './addresses.ts';
import type { Builtin, Expander } from './expander.ts';
import { clangHas, EXPANDED_QUERIES, type ClangTarget } from './clang-features.ts';
import { keepMacro, readPragmaString } from './pragmas.ts';
import type { PresumedLines } from './presumed-lines.ts';
import type { Macro } from './macro.ts';
import type { TokenBuffer } from './token-buffer.ts';

/** What builtins need to know about their location and unit. */
export interface BuiltinState {
  /** Next value of __COUNTER__. */
  counter: number;
  /** True once the running segment has depended on the unit's state: its result cannot be shared. */
  dependsOnUnit: boolean;
  /** Nesting of includes; 0 in the main file. */
  includeLevel: number;
  mainPath: string;
  hasInclude: (name: string, form: 'quoted' | 'angled', isNext: boolean) => boolean;
  readonly lines: PresumedLines;
  /** Records that the present file has #pragma once. */
  markOnce: (expander: Expander) => void;
}

const HAS_QUERIES = [
  '__has_attribute',
  '__has_builtin',
  '__has_c_attribute',
  '__has_constexpr_builtin',
  '__has_cpp_attribute',
  '__has_declspec_attribute',
  '__has_extension',
  '__has_feature',
  '__has_warning',
  '__is_identifier',
  '__is_target_arch',
  '__is_target_environment',
  '__is_target_os',
  '__is_target_vendor',
  '__is_target_variant_environment',
  '__is_target_variant_os',
  '__building_module',
] as const;

/** The builtin macros by name (C17 6.10.8 and clang's "Language Extensions", "Builtin Macros"). */
export function builtinMacros(addresses: TokenAddresses, state: BuiltinState): ReadonlyMap<string, Builtin> {
  const builtins = new Map<string, Builtin>();
  const literal = (
    name: string,
    kind: number,
    value: (spelled: number, parent: number, expander: Expander) => string,
  ): void => {
    builtins.set(name, (expander, _macro, spelled, parent, flags, out) =>
      out.push(kind, flags, expander.interner.intern(value(spelled, parent, expander)), spelled, parent),
    );
  };
  const at = (address: number, ask: (file: TokenFile, token: number) => string): string => {
    const file = addresses.fileOf(address);
    return file === undefined ? '""' : ask(file, address - file.base);
  };
  // clang gives the line where the outermost expansion ends.
  literal('__LINE__', T_NUMBER, (spelled, parent, expander) =>
    at(parent === 0 ? spelled : (expander.log.ends[parent] as number), (file, token) =>
      String(state.lines.line(expander, file, token)),
    ),
  );
  literal('__FILE__', T_STRING, (spelled, parent, expander) =>
    at(parent === 0 ? spelled : (expander.log.calls[parent] as number), (file) => state.lines.name(expander, file)),
  );
  literal('__FILE_NAME__', T_STRING, (spelled, parent, expander) =>
    at(parent === 0 ? spelled : (expander.log.calls[parent] as number), (file) =>
      state.lines.name(expander, file).replace(/^"(?:.*\/)?/, '"'),
    ),
  );
  literal('__BASE_FILE__', T_STRING, () => {
    state.dependsOnUnit = true;
    return JSON.stringify(state.mainPath);
  });
  literal('__COUNTER__', T_NUMBER, () => {
    state.dependsOnUnit = true;
    return String(state.counter++);
  });
  literal('__INCLUDE_LEVEL__', T_NUMBER, () => {
    state.dependsOnUnit = true;
    return String(state.includeLevel);
  });
  // Fixed, so that the same sources give the same answers.
  literal('__DATE__', T_STRING, () => '"Jan  1 1970"');
  literal('__TIME__', T_STRING, () => '"00:00:00"');
  literal('__TIMESTAMP__', T_STRING, () => '"Thu Jan  1 00:00:00 1970"');
  builtins.set('_Pragma', (expander, _macro, spelled, parent, _flags, out) => {
    const pragma = readPragmaString(operandText(expander, false) ?? '', expander);
    if (pragma?.kind === 'once') state.markOnce(expander);
    else if (pragma?.kind === 'layout')
      out.push(T_PRAGMA, F_BOL, expander.interner.intern(pragma.line), spelled, parent);
    else if (pragma !== undefined) keepMacro(expander, pragma.kind, pragma.name);
  });
  for (const query of HAS_QUERIES) {
    builtins.set(query, (expander, macro, spelled, parent, flags, out) => {
      const name = operandText(expander, EXPANDED_QUERIES.has(query));
      if (name === undefined) out.push(T_IDENT, flags, macro.name, spelled, parent);
      else
        out.push(T_NUMBER, flags, expander.interner.intern(clangHas(query, name, targetOf(expander))), spelled, parent);
    });
  }
  for (const query of ['__has_include', '__has_include_next'] as const) {
    builtins.set(query, (expander, macro, spelled, parent, flags, out) => {
      const name = operandText(expander, true);
      if (name === undefined) return out.push(T_IDENT, flags, macro.name, spelled, parent);
      // The include folders are not a macro: the answer is valid for this unit only.
      state.dependsOnUnit = true;
      const isFound = state.hasInclude(
        name.slice(1, -1),
        name.startsWith('<') ? 'angled' : 'quoted',
        query === '__has_include_next',
      );
      return out.push(T_NUMBER, flags, expander.interner.intern(isFound ? '1' : '0'), spelled, parent);
    });
  }
  return builtins;
}

/** The operand in parentheses after a builtin's name; a header's name is never expanded. */
function operandText(expander: Expander, expands: boolean): string | undefined {
  const operand: TokenBuffer | undefined = expander.rawOperand();
  if (operand === undefined) return undefined;
  const isHeaderName = operand.count > 0 && (operand.isPunct(0, P_LT) || operand.kind[0] === T_STRING);
  const words = expands && !isHeaderName ? expander.expandAlone(operand, 0, operand.count) : operand;
  let text = '';
  for (let i = 0; i < words.count; i++) text += words.spelling(i, expander.interner);
  if (words !== operand) expander.giveBack(words);
  expander.giveBack(operand);
  return text;
}

/** The compiler's mode and machine, from the predefined macros. */
function targetOf({ environment, interner }: Expander): ClangTarget {
  const macroOf = (name: string): Macro | undefined => environment.macros[environment.lookup(interner.intern(name))];
  const version = macroOf('__STDC_VERSION__');
  return {
    isDefined: (name) => macroOf(name) !== undefined,
    stdcVersion: version === undefined ? 0 : parseInt(version.file.spelling(version.from), 10) || 0,
  };
}
