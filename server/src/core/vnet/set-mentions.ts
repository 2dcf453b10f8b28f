import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import { P_AMP, P_LPAREN } from '../lexer/punctuators.ts';
import type { Spot } from '../text/spot.ts';
import { invocationAt } from '../written/invocations.ts';
import type { MacroRoles } from './macro-roles.ts';
import type { InstanceSet } from './set-variables.ts';

/** A mention of a member of a set, as written. */
export interface SetMention extends Spot {
  /** `accessor`: V_x; `value` and `pointer`: through a copy's macro; `name`: VNET_NAME(x), the reference copy. */
  readonly kind: 'accessor' | 'value' | 'pointer' | 'name';
  readonly set: InstanceSet;
  /** `x`; of an accessor what follows V_. */
  readonly variable: string;
  /** As written: `V_x`, `VNET_NAME(x)`. */
  readonly text: string;
  /** First token. */
  readonly token: number;
  /** Token after it. */
  readonly next: number;
  /** True after `&`; then the place begins there. */
  readonly isAddress: boolean;
}

/** Operators that do not evaluate their operand, like sizeof. */
const UNEVALUATED = new Set([
  'sizeof',
  '__typeof',
  '__typeof__',
  'typeof',
  'nitems',
  'offsetof',
  '__offsetof',
  '__builtin_offsetof',
  '__alignof',
  '__alignof__',
  '_Alignof',
  '__builtin_types_compatible_p',
]);

/** The mentions in tokens [from, to), operands of sizeof and its kin left out. */
export function setMentions(file: TokenFile, roles: MacroRoles, from: number, to: number): readonly SetMention[] {
  const mentions: SetMention[] = [];
  for (let i = from; i < to; i++) {
    if (file.kind[i] !== T_IDENT) continue;
    const spelling = file.spelling(i);
    if (UNEVALUATED.has(spelling)) {
      const operand = invocationAt(file, i, to);
      if (operand !== undefined) i = operand.close;
      continue;
    }
    const mention =
      spelling.startsWith('V_') && spelling.length > 2
        ? accessor(file, i, spelling)
        : throughMacro(file, roles, i, to, spelling);
    if (mention === undefined) continue;
    mentions.push(mention);
    i = mention.next - 1;
  }
  return mentions;
}

function accessor(file: TokenFile, token: number, spelling: string): SetMention {
  return {
    kind: 'accessor',
    set: 'set_vnet',
    variable: spelling.slice(2),
    text: spelling,
    token,
    next: token + 1,
    ...place(file, token, token),
  };
}

function throughMacro(
  file: TokenFile,
  roles: MacroRoles,
  token: number,
  to: number,
  spelling: string,
): SetMention | undefined {
  const role = roles.get(spelling);
  if (role === undefined || (role.role !== 'value' && role.role !== 'pointer' && role.role !== 'name'))
    return undefined;
  const invocation = invocationAt(file, token, to);
  const name = invocation?.arguments[role.nameArgument];
  if (invocation === undefined || name === undefined || name.from >= name.to || file.kind[name.from] !== T_IDENT)
    return undefined;
  const text = file.text.slice(file.start[token], file.end[invocation.close]);
  return {
    kind: role.role,
    set: role.set,
    variable: file.spelling(name.from),
    text,
    token,
    next: invocation.close + 1,
    ...place(file, token, invocation.close),
  };
}

function place(file: TokenFile, first: number, last: number): Spot & { readonly isAddress: boolean } {
  let before = first - 1;
  while (before > 0 && file.isPunct(before, P_LPAREN)) before--;
  const isAddress = before >= 0 && file.isPunct(before, P_AMP);
  return {
    start: file.start[isAddress && before === first - 1 ? before : first] as number,
    end: file.end[last] as number,
    isAddress,
  };
}
