import { T_IDENT, T_STRING } from '../lexer/token-kinds.ts';
import type { FrontEnd } from '../parser/front-end.ts';
import type { TokenBuffer } from '../preprocessor/token-buffer.ts';
import type { Macro } from '../preprocessor/macro.ts';
import { M_FUNCTION } from '../preprocessor/macro.ts';
import type { Translation, TranslationSettings } from '../preprocessor/preprocessor.ts';
import type { InstanceSet } from './set-variables.ts';

/**
 * What a macro of the tree does with a virtualized global. It is derived from the macro's expansion, not its name, so
 * that other releases' macros and a subsystem's own wrappers are recognized.
 */
export interface MacroRole {
  /**
   * `name` is VNET_NAME: the bare symbol; `value` and `pointer` reach a copy; `sysinit` and `sysuninit` register
   * constructors.
   */
  readonly role: 'define' | 'declare' | 'name' | 'value' | 'pointer' | 'sysinit' | 'sysuninit';
  readonly set: InstanceSet;
  readonly parameterCount: number;
  /** Index of the argument that names the variable (for sysinit: the identifier); -1 when there is none. */
  readonly nameArgument: number;
  /** Index of the argument that gives the type; -1 when there is none. */
  readonly typeArgument: number;
  readonly isStatic: boolean;
  /** VNET_PCPUSTAT_*: an array of counter_u64_t as long as the type has 64-bit members. */
  readonly isCounterArray: boolean;
  /** True if it accesses curvnet's copy: VNET(x), not VNET_VNET(vnet, x). */
  readonly usesCurvnet: boolean;
}

export type MacroRoles = ReadonlyMap<string, MacroRole>;

/**
 * The interface of sys/net/vnet.h as every release from 8.0 to main has it; used when the tree's own cannot be read.
 */
export const DEFAULT_ROLES: MacroRoles = new Map<string, MacroRole>([
  ['VNET_DEFINE', role('define', 'set_vnet', 2, 1, 0)],
  ['VNET_DEFINE_STATIC', role('define', 'set_vnet', 2, 1, 0, true)],
  ['VNET_DECLARE', role('declare', 'set_vnet', 2, 1, 0)],
  ['VNET_NAME', role('name', 'set_vnet', 1, 0)],
  ['VNET', role('value', 'set_vnet', 1, 0)],
  ['VNET_PTR', role('pointer', 'set_vnet', 1, 0)],
  ['VNET_VNET', role('value', 'set_vnet', 2, 1)],
  ['VNET_VNET_PTR', role('pointer', 'set_vnet', 2, 1)],
  ['VNET_PCPUSTAT_DEFINE', role('define', 'set_vnet', 2, 1, 0, false, true)],
  ['VNET_PCPUSTAT_DEFINE_STATIC', role('define', 'set_vnet', 2, 1, 0, true, true)],
  ['VNET_PCPUSTAT_DECLARE', role('declare', 'set_vnet', 2, 1, 0, false, true)],
  ['VNET_PCPUSTAT_ALLOC', role('pointer', 'set_vnet', 2, 0)],
  ['VNET_PCPUSTAT_FREE', role('pointer', 'set_vnet', 1, 0)],
  ['VNET_PCPUSTAT_ADD', role('pointer', 'set_vnet', 4, 1, -1, false, true, true)],
  ['VNET_PCPUSTAT_FETCH', role('pointer', 'set_vnet', 3, 1, -1, false, true, true)],
  ['VNET_SYSINIT', role('sysinit', 'set_vnet', 5, 0)],
  ['VNET_SYSUNINIT', role('sysuninit', 'set_vnet', 5, 0)],
  ['DPCPU_DEFINE', role('define', 'set_pcpu', 2, 1, 0)],
  ['DPCPU_DEFINE_STATIC', role('define', 'set_pcpu', 2, 1, 0, true)],
  ['DPCPU_DECLARE', role('declare', 'set_pcpu', 2, 1, 0)],
  ['DPCPU_NAME', role('name', 'set_pcpu', 1, 0)],
  ['DPCPU_PTR', role('pointer', 'set_pcpu', 1, 0)],
  ['DPCPU_GET', role('value', 'set_pcpu', 1, 0)],
  ['DPCPU_SET', role('value', 'set_pcpu', 2, 0)],
  ['DPCPU_ID_PTR', role('pointer', 'set_pcpu', 2, 1)],
  ['DPCPU_ID_GET', role('value', 'set_pcpu', 2, 1)],
  ['DPCPU_ID_SET', role('value', 'set_pcpu', 3, 1)],
]);

function role(
  kind: MacroRole['role'],
  set: InstanceSet,
  parameterCount: number,
  nameArgument: number,
  typeArgument = -1,
  isStatic = false,
  isCounterArray = false,
  usesCurvnet = set === 'set_vnet' && nameArgument === 0 && (kind === 'value' || kind === 'pointer'),
): MacroRole {
  return { role: kind, set, parameterCount, nameArgument, typeArgument, isStatic, isCounterArray, usesCurvnet };
}

/** Headers that hold the interface; a tree may lack some. */
const INTERFACE_HEADERS = [
  'sys/param.h',
  'sys/systm.h',
  'sys/kernel.h',
  'sys/counter.h',
  'sys/pcpu.h',
  'sys/sysctl.h',
  'net/vnet.h',
];
export const ARGUMENT = 'vnetscope_argument_';
export const BEGIN = 'vnetscope_probe_';

/** Roles with what they were read from. */
interface ReadRoles {
  readonly roles: MacroRoles;
  readonly translation: Pick<Translation, 'includes'>;
  /** Headers of the interface that the tree lacks. */
  readonly absent: readonly string[];
}

/**
 * The roles of all function-like macros that net/vnet.h and sys/pcpu.h of this tree define, found by expanding each
 * with stand-in arguments. `settings` must have VIMAGE on.
 */
export function readMacroRoles(frontEnd: FrontEnd, settings: TranslationSettings): ReadRoles {
  const isThere = (name: string): boolean => settings.resolve(name, 'angled', '', false) !== undefined;
  const absent = INTERFACE_HEADERS.filter((name) => !isThere(name));
  const includes = INTERFACE_HEADERS.filter(isThere)
    .map((name) => `#include <${name}>\n`)
    .join('');
  const { environment, interner } = frontEnd.preprocessor;
  const read = frontEnd.preprocessor.translate('<probe>', includes, settings);
  const macros: Macro[] = [];
  for (let id = 1; id < environment.macros.length; id++) {
    const macro = environment.macros[id];
    if (macro === undefined || macro.kind !== M_FUNCTION || environment.peek(macro.name) !== id) continue;
    if (/(^|\/)(net\/vnet|sys\/pcpu)\.h$/.test(macro.file.path) && !macro.isVariadic) macros.push(macro);
  }
  if (macros.length === 0) return { roles: DEFAULT_ROLES, translation: read, absent };
  const probes = macros
    .map(
      (macro, i) =>
        `${BEGIN}${i} ${interner.spelling(macro.name)}(${macro.parameters.map((_, k) => `${ARGUMENT}${k}`).join(', ')})\n`,
    )
    .join('');
  const probed = frontEnd.preprocessor.translate('<probe>', `${includes}${probes}`, settings);
  const roles = new Map<string, MacroRole>();
  const spellings = wordsAfterProbes(
    probed.segments.filter((segment) => segment.file === probed.mainFile).map((segment) => segment.tokens),
    interner,
  );
  macros.forEach((macro, i) => {
    const found = classify(spellings.get(i) ?? [], macro.parameters.length);
    if (found !== undefined) roles.set(interner.spelling(macro.name), found);
  });
  return { roles: roles.size === 0 ? DEFAULT_ROLES : roles, translation: read, absent };
}

/** The spellings that follow each probe's mark, by the probe's number; adjacent strings are joined. */
export function wordsAfterProbes(
  buffers: readonly TokenBuffer[],
  interner: FrontEnd['interner'],
): ReadonlyMap<number, readonly string[]> {
  const words = new Map<number, string[]>();
  let current: string[] = [];
  for (const tokens of buffers) {
    for (let i = 0; i < tokens.count; i++) {
      const spelling = tokens.spelling(i, interner);
      if (tokens.kind[i] === T_IDENT && spelling.startsWith(BEGIN))
        words.set(Number(spelling.slice(BEGIN.length)), (current = []));
      else if (tokens.kind[i] === T_STRING && current[current.length - 1]?.startsWith('"') === true)
        current.push(`${current.pop()?.slice(0, -1) ?? ''}${spelling.slice(1)}`);
      else current.push(spelling);
    }
  }
  return words;
}

function classify(words: readonly string[], parameterCount: number): MacroRole | undefined {
  const make = (kind: MacroRole['role'], set: InstanceSet, nameArgument: number, typeArgument: number): MacroRole =>
    role(
      kind,
      set,
      parameterCount,
      nameArgument,
      typeArgument,
      words.includes('static'),
      words.includes('counter_u64_t'),
      (kind === 'value' || kind === 'pointer') && words.includes('td_vnet'),
    );
  if (words.includes('vnet_sysinit')) {
    if (words.includes('vnet_register_sysinit')) return make('sysinit', 'set_vnet', 0, -1);
    if (words.includes('vnet_register_sysuninit')) return make('sysuninit', 'set_vnet', 0, -1);
  }
  const symbol = words.find((word) => /^(vnet|pcpu)_entry_vnetscope_argument_\d+$/.test(word));
  if (symbol === undefined) return undefined;
  const set: InstanceSet = symbol.startsWith('vnet') ? 'set_vnet' : 'set_pcpu';
  const nameArgument = Number(symbol.slice(symbol.lastIndexOf('_') + 1));
  const typeWord = words.find((word) => word.startsWith(ARGUMENT) && word !== `${ARGUMENT}${nameArgument}`);
  const typeArgument = typeWord === undefined ? -1 : Number(typeWord.slice(ARGUMENT.length));
  if (words.includes(`"${set}"`)) return make('define', set, nameArgument, typeArgument);
  if (words[0] === 'extern') return make('declare', set, nameArgument, typeArgument);
  if (words.length === 1) return make('name', set, nameArgument, -1);
  const start = words.findIndex((word) => word !== '(');
  return make(words[start] === '*' ? 'value' : 'pointer', set, nameArgument, -1);
}
