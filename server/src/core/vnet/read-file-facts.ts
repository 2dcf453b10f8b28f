import type { TokenFile } from '../lexer/token-file.ts';
import { F_BOL, T_EOF, T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import { P_ASSIGN, P_COMMA, P_LBRACE, P_LPAREN, P_RBRACE, P_RPAREN, P_SEMI } from '../lexer/punctuators.ts';
import { D_DEFINE, directiveTable } from '../preprocessor/directive-table.ts';
import type { AccessorFact, FileFacts, MacroFact, SysctlFact, SysinitFact, VariableFact } from './file-facts.ts';
import type { Spot } from '../text/spot.ts';
import { invocationAt, tokensText, type ArgumentTokens, type Invocation } from '../written/invocations.ts';
import type { MacroRole, MacroRoles } from './macro-roles.ts';
import type { InstanceSet } from './set-variables.ts';

const INITIALIZER_SHOWN = 120;

/** sys/vimage.h of 8.0's development, net/vnet.h of 8 to 10, and what came with 12. */
const ERA_NAME =
  /^(INIT_VNET_\w+|INIT_FROM_VNET|VSYM|VNET_MOD_\w+|VNET_SYMMAP\w*|VNET_ITERLOOP_\w+|VNET_LIST_REF|VNET_LIST_UNREF|SYSCTL_V_\w+|SYSCTL_VNET_(?!PCPUSTAT)\w+|VNET_SYSCTL_ARG|vnet_mod_(de)?register(_multi)?|vnet_sysctl_handle_\w+|(VNET|DPCPU|VNET_PCPUSTAT)_DEFINE_STATIC)$/;

/**
 * Reads a file's facts from its tokens alone: one pass, no macro is expanded, no header read. Bodies of #define lines
 * count only as accessors, so the macros' own definitions never look like variables.
 */
export function readFileFacts(file: TokenFile, roles: MacroRoles): FileFacts {
  return new FactReader(file, roles).run();
}

class FactReader {
  private readonly file: TokenFile;
  private readonly roles: MacroRoles;
  private readonly rolesById = new Map<number, MacroRole | undefined>();
  private readonly definitions: VariableFact[] = [];
  private readonly declarations: VariableFact[] = [];
  private readonly accessors: AccessorFact[] = [];
  private readonly macros: MacroFact[] = [];
  private readonly sysctls: SysctlFact[] = [];
  private readonly sysinits: SysinitFact[] = [];
  private readonly eraNames: FileFacts['eraNames'][number][] = [];
  private readonly uses = new Map<string, number[]>();

  constructor(file: TokenFile, roles: MacroRoles) {
    this.file = file;
    this.roles = roles;
  }

  run(): FileFacts {
    const { file } = this;
    const table = directiveTable(file);
    let d = 0;
    for (let i = 0; file.kind[i] !== T_EOF; i++) {
      if (i === file.directives[d]) {
        if (table.code[d] === D_DEFINE) this.defineLine(i + 2, table.lineEnd[d] as number);
        i = (table.lineEnd[d] as number) - 1;
        d++;
        continue;
      }
      if (file.kind[i] === T_IDENT) this.identifier(i);
    }
    return {
      path: file.path,
      definitions: this.definitions,
      declarations: this.declarations,
      accessors: this.accessors,
      macros: this.macros,
      sysctls: this.sysctls,
      sysinits: this.sysinits,
      eraNames: this.eraNames,
      uses: this.uses,
    };
  }

  private identifier(i: number): void {
    const { file } = this;
    const id = file.value[i] as number;
    let role = this.rolesById.get(id);
    if (role === undefined && !this.rolesById.has(id)) {
      role = this.roles.get(file.spelling(i));
      this.rolesById.set(id, role);
    }
    if (role !== undefined) {
      const invocation = invocationAt(file, i);
      if (invocation !== undefined) this.invocation(invocation, role);
      // SYSCTL_VNET_PCPUSTAT(parent, nbr, name, type, array, desc) uses its array and is a sysctl.
      const spelling = file.spelling(i);
      if (spelling.startsWith('SYSCTL_')) this.sysctl(i, spelling);
      return;
    }
    const spelling = file.spelling(i);
    if (spelling.startsWith('V_') && spelling.length > 2) this.use(spelling, i);
    else if (spelling.startsWith('SYSCTL_')) {
      this.sysctl(i, spelling);
      this.eraName(i, spelling);
    } else if (spelling.includes('VNET') || spelling.includes('vnet') || spelling === 'VSYM') this.eraName(i, spelling);
  }

  private eraName(i: number, name: string): void {
    if (ERA_NAME.test(name))
      this.eraNames.push({ name, start: this.file.start[i] as number, end: this.file.end[i] as number });
  }

  private invocation(invocation: Invocation, role: MacroRole): void {
    const name = role.nameArgument < 0 ? undefined : invocation.arguments[role.nameArgument];
    if (name === undefined || name.from >= name.to || this.file.kind[name.from] !== T_IDENT) return;
    switch (role.role) {
      case 'define':
        this.definitions.push(this.variable(invocation, role, name));
        return;
      case 'declare':
        this.declarations.push(this.variable(invocation, role, name));
        return;
      case 'sysinit':
      case 'sysuninit':
        this.sysinits.push(this.sysinit(invocation, role.role));
        return;
      default:
        this.use(this.file.spelling(name.from), name.from);
    }
  }

  private variable(invocation: Invocation, role: MacroRole, name: ArgumentTokens): VariableFact {
    const { file } = this;
    const type = role.typeArgument < 0 ? undefined : invocation.arguments[role.typeArgument];
    const suffix = name.to > name.from + 1 ? ` ${tokensText(file, name.from + 1, name.to)}` : '';
    const written = type === undefined ? '' : tokensText(file, type.from, type.to);
    let before = invocation.name - 1;
    while (before > 0 && (file.isIdentifier(before, 'volatile') || file.isIdentifier(before, 'const'))) before--;
    const hasStatic = before >= 0 && file.isIdentifier(before, 'static');
    return {
      set: role.set,
      name: file.spelling(name.from),
      type: role.isCounterArray ? `counter_u64_t [sizeof(${written}) / sizeof(uint64_t)]` : `${written}${suffix}`,
      isStatic: role.isStatic || hasStatic,
      isCounterArray: role.isCounterArray,
      macro: file.spelling(invocation.name),
      macroStart: file.start[invocation.name] as number,
      start: file.start[name.from] as number,
      end: file.end[name.from] as number,
      initializer: this.initializer(invocation.close + 1),
    };
  }

  private initializer(at: number): string | undefined {
    const { file } = this;
    if (file.kind[at] !== T_PUNCT || file.value[at] !== P_ASSIGN) return undefined;
    let depth = 0;
    let end = at + 1;
    for (; file.kind[end] !== T_EOF; end++) {
      if (file.kind[end] !== T_PUNCT) continue;
      const code = file.value[end];
      if (code === P_LBRACE || code === P_LPAREN) depth++;
      else if (code === P_RBRACE || code === P_RPAREN) depth--;
      else if (depth === 0 && (code === P_SEMI || code === P_COMMA)) break;
    }
    const text = tokensText(file, at + 1, Math.min(end, at + 1 + INITIALIZER_SHOWN));
    return text.length > INITIALIZER_SHOWN ? `${text.slice(0, INITIALIZER_SHOWN)} ...` : text;
  }

  private sysinit(invocation: Invocation, kind: 'sysinit' | 'sysuninit'): SysinitFact {
    const { file } = this;
    const text = (k: number): string => {
      const argument = invocation.arguments[k];
      return argument === undefined ? '' : tokensText(file, argument.from, argument.to);
    };
    return {
      kind,
      identifier: text(0),
      subsystem: text(1),
      order: text(2),
      handler: text(3),
      argument: text(4),
      start: file.start[invocation.name] as number,
      end: file.end[invocation.close] as number,
    };
  }

  private sysctl(i: number, macro: string): void {
    const { file } = this;
    const invocation = invocationAt(file, i);
    if (
      invocation === undefined ||
      invocation.arguments.length < 5 ||
      macro === 'SYSCTL_NODE' ||
      macro === 'SYSCTL_DECL'
    )
      return;
    const args = invocation.arguments;
    // SYSCTL_x(parent, nbr, name, access, ptr, ...) in every release; SYSCTL_ADD_x has the context in front
    // (sys/sys/sysctl.h).
    const first = macro.startsWith('SYSCTL_ADD_') ? 1 : 0;
    const access = args[first + 3] as ArgumentTokens;
    let variable: { name: string; set: InstanceSet; from: number; to: number } | undefined;
    let hasVnetFlag = false;
    for (const [k, argument] of args.entries()) {
      for (let t = argument.from; t < argument.to; t++) {
        if (file.kind[t] !== T_IDENT) continue;
        const spelling = file.spelling(t);
        if (k === first + 3 && spelling === 'CTLFLAG_VNET') hasVnetFlag = true;
        const role = k >= first + 4 ? this.roles.get(spelling) : undefined;
        if (role === undefined || role.role === 'define' || role.role === 'declare' || role.nameArgument < 0) continue;
        const inner = invocationAt(file, t, argument.to + 1);
        const name = inner?.arguments[role.nameArgument];
        if (inner === undefined || name === undefined || file.kind[name.from] !== T_IDENT) continue;
        const amp = t > argument.from && file.kind[t - 1] === T_PUNCT ? t - 1 : t;
        variable ??= { name: file.spelling(name.from), set: role.set, from: amp, to: inner.close };
      }
    }
    const word = (k: number): string => {
      const a = args[k];
      return a === undefined ? '' : tokensText(file, a.from, a.to);
    };
    this.sysctls.push({
      macro,
      parent: word(first),
      leaf: word(first + 2),
      access: word(first + 3),
      hasVnetFlag,
      variable: variable?.name,
      variableSet: variable?.set,
      variableSpot:
        variable === undefined
          ? undefined
          : { start: file.start[variable.from] as number, end: file.end[variable.to] as number },
      pointer: word(first + 4),
      pointerSpot: spotOf(file, args[first + 4]),
      accessSpot:
        access.to > access.from
          ? { start: file.start[access.from] as number, end: file.end[access.to - 1] as number }
          : undefined,
      start: file.start[i] as number,
      end: file.end[invocation.close] as number,
    });
  }

  /** `#define V_x VNET(x)`: an object-like macro whose replacement is one access to one variable. */
  private defineLine(name: number, end: number): void {
    const { file } = this;
    if (name >= end || file.kind[name] !== T_IDENT) return;
    const known = this.accessors.length;
    this.replacement(name, end);
    const spelling = file.spelling(name);
    if (this.accessors.length === known && spelling.startsWith('V_'))
      this.macros.push({ name: spelling, start: file.start[name] as number, end: file.end[name] as number });
  }

  private replacement(name: number, end: number): void {
    const { file } = this;
    let at = name + 1;
    const isFunctionLike = file.isPunct(at, P_LPAREN) && file.start[at] === file.end[name];
    if (isFunctionLike || at >= end) return this.usesInReplacement(at, end);
    while (at < end && file.isPunct(at, P_LPAREN)) at++;
    const role = file.kind[at] === T_IDENT ? this.roles.get(file.spelling(at)) : undefined;
    const invocation =
      role === undefined || (role.role !== 'value' && role.role !== 'pointer')
        ? undefined
        : invocationAt(file, at, end);
    const variable = role === undefined ? undefined : invocation?.arguments[role.nameArgument];
    if (
      role === undefined ||
      invocation === undefined ||
      variable === undefined ||
      file.kind[variable.from] !== T_IDENT
    )
      return this.usesInReplacement(name + 1, end);
    if (variable.to !== variable.from + 1 || !onlyClosers(file, invocation.close + 1, end))
      return this.usesInReplacement(name + 1, end);
    this.accessors.push({
      set: role.set,
      name: file.spelling(name),
      variable: file.spelling(variable.from),
      macro: file.spelling(at),
      start: file.start[name] as number,
      end: file.end[name] as number,
      variableSpot: { start: file.start[variable.from] as number, end: file.end[variable.from] as number },
    });
  }

  private usesInReplacement(from: number, end: number): void {
    const { file } = this;
    for (let i = from; i < end; i++) {
      if (file.kind[i] !== T_IDENT || ((file.flags[i] as number) & F_BOL) !== 0) continue;
      const spelling = file.spelling(i);
      if (spelling.startsWith('V_') && spelling.length > 2) {
        this.use(spelling, i);
        continue;
      }
      // `#define IPSTAT_ADD(name, val) VNET_PCPUSTAT_ADD(struct ipstat, ipstat, name, val)` uses ipstat.
      const role = this.roles.get(spelling);
      if (role === undefined || (role.role !== 'value' && role.role !== 'pointer' && role.role !== 'name')) continue;
      const name = invocationAt(file, i, end)?.arguments[role.nameArgument];
      if (name !== undefined && name.from < name.to && file.kind[name.from] === T_IDENT)
        this.use(file.spelling(name.from), name.from);
    }
  }

  private use(name: string, token: number): void {
    const known = this.uses.get(name);
    const offset = this.file.start[token] as number;
    if (known === undefined) this.uses.set(name, [offset]);
    else known.push(offset);
  }
}

function spotOf(file: TokenFile, argument: ArgumentTokens | undefined): Spot | undefined {
  return argument === undefined || argument.from >= argument.to
    ? undefined
    : { start: file.start[argument.from] as number, end: file.end[argument.to - 1] as number };
}

/** Parentheses, and the semicolon of `#define V_x VNET(x);`, which works in statements. */
function onlyClosers(file: TokenFile, from: number, end: number): boolean {
  for (let i = from; i < end; i++)
    if (file.kind[i] !== T_PUNCT || (file.value[i] !== P_RPAREN && !(file.value[i] === P_SEMI && i === end - 1)))
      return false;
  return true;
}
