import type { TokenFile } from '../../lexer/token-file.ts';
import { T_IDENT } from '../../lexer/token-kinds.ts';
import { P_LPAREN, P_RPAREN } from '../../lexer/punctuators.ts';
import { D_DEFINE, directiveTable } from '../../preprocessor/directive-table.ts';
import { readBodies, type BodyFact } from './container-bodies.ts';
import {
  readInstances,
  readModuleInvocations,
  readModuleMacros,
  type ModuleFact,
  type ModuleInvocation,
  type ModuleMacro,
  type SizeGuardFact,
  type SymbolRowFact,
} from './container-instances.ts';
import { readRecords, type RecordFact } from './container-records.ts';
import type { Spot } from '../../text/spot.ts';
import { readContainerSysctls, type ContainerSysctlFact } from './container-sysctls.ts';
import { once } from '../../text/worked-out.ts';

/** `#define V_x VNET_INET(x)` where the macro in the replacement is none of net/vnet.h's as it is since 8.0. */
export interface ContainerAccessorFact extends Spot {
  /** `V_x` */
  readonly name: string;
  /** `VNET_INET` */
  readonly head: string;
  /** `x` */
  readonly member: string;
  readonly memberSpot: Spot;
  /** Tokens of the directive, `#` included. */
  readonly from: number;
  readonly to: number;
}

/** A function-like macro of one parameter: it may be a container's `VNET_INET(sym)` or `INIT_VNET_INET(vnet)`. */
export interface OneParameterMacro extends Spot {
  readonly name: string;
  /** What follows `struct` in its replacement. */
  readonly tag: string | undefined;
  readonly from: number;
  readonly to: number;
}

/**
 * Candidates for containers of 2008 and 2009 in one file (sys/sys/vimage.h of 8-CURRENT up to r195699), read from its
 * tokens alone, for every configuration. The macros decide later which of them are containers.
 */
export interface ContainerFacts {
  readonly path: string;
  readonly accessors: readonly ContainerAccessorFact[];
  readonly macros: readonly OneParameterMacro[];
  readonly records: readonly RecordFact[];
  readonly bodies: readonly BodyFact[];
  readonly rows: readonly SymbolRowFact[];
  readonly modules: readonly ModuleFact[];
  readonly moduleMacros: readonly ModuleMacro[];
  readonly moduleInvocations: readonly ModuleInvocation[];
  readonly guards: readonly SizeGuardFact[];
  readonly sysctls: readonly ContainerSysctlFact[];
  /** Functions that protocols and domains register to run when they start. */
  readonly setups: readonly string[];
}

export function containerFacts(file: TokenFile): ContainerFacts {
  return once(file, readContainerFacts);
}

function readContainerFacts(file: TokenFile): ContainerFacts {
  return {
    path: file.path,
    ...readDefines(file),
    records: readRecords(file),
    bodies: readBodies(file),
    ...readInstances(file),
    moduleMacros: readModuleMacros(file),
    moduleInvocations: readModuleInvocations(file),
    sysctls: readContainerSysctls(file),
  };
}

function readDefines(file: TokenFile): {
  readonly accessors: readonly ContainerAccessorFact[];
  readonly macros: readonly OneParameterMacro[];
} {
  const accessors: ContainerAccessorFact[] = [];
  const macros: OneParameterMacro[] = [];
  const table = directiveTable(file);
  const isPunct = (token: number, code: number): boolean => file.isPunct(token, code);
  file.directives.forEach((hash, d) => {
    const name = hash + 2;
    const to = table.lineEnd[d] as number;
    if (table.code[d] !== D_DEFINE || name >= to || file.kind[name] !== T_IDENT) return;
    const place = { start: file.start[name] as number, end: file.end[name] as number, from: hash, to };
    if (isPunct(name + 1, P_LPAREN) && file.start[name + 1] === file.end[name]) {
      if (file.kind[name + 2] === T_IDENT && isPunct(name + 3, P_RPAREN))
        macros.push({ ...place, name: file.spelling(name), tag: tagIn(file, name + 4, to) });
      return;
    }
    // HEAD ( x ), and nothing else
    if (
      to !== name + 5 ||
      file.kind[name + 1] !== T_IDENT ||
      !isPunct(name + 2, P_LPAREN) ||
      file.kind[name + 3] !== T_IDENT ||
      !isPunct(name + 4, P_RPAREN)
    )
      return;
    accessors.push({
      ...place,
      name: file.spelling(name),
      head: file.spelling(name + 1),
      member: file.spelling(name + 3),
      memberSpot: { start: file.start[name + 3] as number, end: file.end[name + 3] as number },
    });
  });
  return { accessors, macros };
}

function tagIn(file: TokenFile, from: number, to: number): string | undefined {
  for (let i = from; i + 1 < to; i++)
    if (file.isIdentifier(i, 'struct') && file.kind[i + 1] === T_IDENT) return file.spelling(i + 1);
  return undefined;
}
