import { T_IDENT, T_NUMBER, T_STRING } from '../lexer/token-kinds.ts';
import type { TokenAddresses } from './addresses.ts';
import type { Builtin, Expander } from './expander.ts';
import { clangHas } from './clang-features.ts';
import type { TokenBuffer } from './token-buffer.ts';

/** What builtins need to know of the place and the unit they stand in. */
export interface BuiltinState {
  /** Next value of __COUNTER__. */
  counter: number;
  /** True once the running segment depended on unit state, so that its result can't serve another unit. */
  dependsOnUnit: boolean;
  /** Nesting of includes; 0 in the main file. */
  includeLevel: number;
  mainPath: string;
  hasInclude: (name: string, form: 'quoted' | 'angled', isNext: boolean) => boolean;
}

export const HAS_QUERIES = ['__has_attribute', '__has_builtin', '__has_c_attribute', '__has_constexpr_builtin', '__has_cpp_attribute', '__has_declspec_attribute', '__has_extension', '__has_feature', '__has_warning', '__is_identifier', '__is_target_arch', '__is_target_environment', '__is_target_os', '__is_target_vendor', '__is_target_variant_environment', '__is_target_variant_os', '__building_module'] as const;

/** The builtin macros by name (C17 6.10.8 and clang's "Language Extensions", "Builtin Macros"). */
export function builtinMacros(addresses: TokenAddresses, state: BuiltinState): ReadonlyMap<string, Builtin> {
  const builtins = new Map<string, Builtin>();
  const number = (name: string, value: (spelled: number, parent: number, expander: Expander) => number): void => {
    builtins.set(name, (expander, _macro, spelled, parent, flags, out) => {
      out.push(T_NUMBER, flags, expander.interner.intern(String(value(spelled, parent, expander))), spelled, parent);
    });
  };
  const string = (name: string, value: (spelled: number, parent: number, expander: Expander) => string): void => {
    builtins.set(name, (expander, _macro, spelled, parent, flags, out) => {
      out.push(T_STRING, flags, expander.interner.intern(JSON.stringify(value(spelled, parent, expander))), spelled, parent);
    });
  };
  // clang gives the line where the outermost expansion ends.
  number('__LINE__', (spelled, parent, expander) => {
    const at = parent === 0 ? spelled : (expander.log.ends[parent] as number);
    const file = addresses.fileOf(at);
    return file === undefined ? 0 : file.lineOf(at - file.base);
  });
  string('__FILE__', (spelled, parent, expander) => addresses.fileOf(parent === 0 ? spelled : (expander.log.calls[parent] as number))?.path ?? '');
  string('__FILE_NAME__', (spelled, parent, expander) => {
    const path = addresses.fileOf(parent === 0 ? spelled : (expander.log.calls[parent] as number))?.path ?? '';
    return path.slice(path.lastIndexOf('/') + 1);
  });
  string('__BASE_FILE__', () => { state.dependsOnUnit = true; return state.mainPath; });
  number('__COUNTER__', () => { state.dependsOnUnit = true; return state.counter++; });
  number('__INCLUDE_LEVEL__', () => { state.dependsOnUnit = true; return state.includeLevel; });
  // Fixed, so that the same sources give the same answers.
  string('__DATE__', () => 'Jan  1 1970');
  string('__TIME__', () => '00:00:00');
  string('__TIMESTAMP__', () => 'Thu Jan  1 00:00:00 1970');
  builtins.set('_Pragma', (expander) => { const operand = expander.rawOperand(); if (operand !== undefined) expander.giveBack(operand); });
  for (const query of HAS_QUERIES) {
    builtins.set(query, (expander, macro, spelled, parent, flags, out) => {
      const name = operandText(expander);
      if (name === undefined) out.push(T_IDENT, flags, macro.name, spelled, parent);
      else out.push(T_NUMBER, flags, expander.interner.intern(String(clangHas(query, name))), spelled, parent);
    });
  }
  for (const query of ['__has_include', '__has_include_next'] as const) {
    builtins.set(query, (expander, macro, spelled, parent, flags, out) => {
      const name = operandText(expander);
      if (name === undefined) return out.push(T_IDENT, flags, macro.name, spelled, parent);
      const isFound = state.hasInclude(name.slice(1, -1), name.startsWith('<') ? 'angled' : 'quoted', query === '__has_include_next');
      return out.push(T_NUMBER, flags, expander.interner.intern(isFound ? '1' : '0'), spelled, parent);
    });
  }
  return builtins;
}

function operandText(expander: Expander): string | undefined {
  const operand: TokenBuffer | undefined = expander.rawOperand();
  if (operand === undefined) return undefined;
  let text = '';
  for (let i = 0; i < operand.count; i++) text += operand.spelling(i, expander.interner);
  expander.giveBack(operand);
  return text;
}
