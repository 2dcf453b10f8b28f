import type { Spot } from '../text/spot.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import type { InstanceSet } from './set-variables.ts';

/** VNET_DEFINE(int, x) or VNET_DECLARE(int, x), as written. */
export interface VariableFact extends Spot {
  readonly set: InstanceSet;
  readonly name: string;
  /** As written, with an array's bounds: `char [VNET_MODMIN]`. */
  readonly type: string;
  readonly isStatic: boolean;
  readonly isCounterArray: boolean;
  /** The macro that was used. */
  readonly macro: string;
  /** Offset of the macro's name. */
  readonly macroStart: number;
  /** Text after `=`, as written, shortened; undefined without initializer. */
  readonly initializer: string | undefined;
}

/** #define V_x VNET(x). */
export interface AccessorFact extends Spot {
  readonly set: InstanceSet;
  /** `V_x` */
  readonly name: string;
  /** `x` */
  readonly variable: string;
  readonly macro: string;
  /** Where the variable stands in the replacement. */
  readonly variableSpot: Spot;
}

/** True for a `#define V_x` that is more than one access to one variable. */
export interface MacroFact extends Spot {
  readonly name: string;
}

export interface SysctlFact extends Spot {
  /** SYSCTL_INT, SYSCTL_VNET_INT, ... */
  readonly macro: string;
  /** As written: `_net_inet_tcp` and `sack`; shown as net.inet.tcp.sack. */
  readonly parent: string;
  readonly leaf: string;
  /** The virtualized global whose address is passed; undefined if there is none. */
  readonly variable: string | undefined;
  readonly variableSet: InstanceSet | undefined;
  /** Where that address stands. */
  readonly variableSpot: Spot | undefined;
  readonly hasVnetFlag: boolean;
  /** The access argument, as written. */
  readonly access: string;
  readonly accessSpot: Spot | undefined;
  /** The argument after it, a pointer in every macro that takes one, as written. */
  readonly pointer: string;
  readonly pointerSpot: Spot | undefined;
}

export interface SysinitFact extends Spot {
  readonly kind: 'sysinit' | 'sysuninit';
  readonly identifier: string;
  readonly subsystem: string;
  readonly order: string;
  readonly handler: string;
  readonly argument: string;
}

/** The facts of one file for every configuration: all branches of #if, no comments. */
export interface FileFacts {
  readonly path: string;
  readonly definitions: readonly VariableFact[];
  readonly declarations: readonly VariableFact[];
  readonly accessors: readonly AccessorFact[];
  readonly macros: readonly MacroFact[];
  readonly sysctls: readonly SysctlFact[];
  readonly sysinits: readonly SysinitFact[];
  /** Names of the VNET interface of any release, to recognize those that this release no longer has. */
  readonly eraNames: readonly (Spot & { readonly name: string })[];
  /** Offsets by name: V_x, and x inside VNET(x), VNET_NAME(x) and their kin (as "x"). */
  readonly uses: ReadonlyMap<string, readonly number[]>;
}

/** net.inet.tcp.sack */
export function sysctlName(sysctl: SysctlFact): string {
  return `${sysctl.parent.replace(/^_/, '').replaceAll('_', '.')}.${sysctl.leaf}`;
}

/** 1-based line and column of an offset. */
export function lineColumn(file: TokenFile, offset: number): { readonly line: number; readonly column: number } {
  const { line, character } = file.lines.position(offset);
  return { line: line + 1, column: character + 1 };
}
