import type { LayoutEngine } from '../abi/layout-engine.ts';
import type { FunctionDefinition } from '../parser/ast.ts';
import type { TranslationUnit } from '../parser/translation-unit.ts';
import type { TypeResolver } from '../types/type-resolver.ts';

/** A source of the program with all of its function bodies. */
export interface SourceUnit {
  readonly path: string;
  readonly unit: TranslationUnit;
  readonly resolver: TypeResolver;
  readonly engine: LayoutEngine;
}

/** A function's definition with the source in whose words it is written. */
export interface FoundFunction {
  readonly source: SourceUnit;
  readonly definition: FunctionDefinition;
}

/** What may be written and is not followed: objects by name, and virtualized globals. */
export interface CouldWrite {
  /** Plain globals by symbol, with the function that writes. */
  readonly writers: ReadonlyMap<
    string,
    {
      readonly path: string;
      readonly name: string;
      /** It is handed to a function, which writes it if it is an array. */ readonly isPassed?: boolean;
    }
  >;
}

/** What code that is not followed could give back. */
export interface CouldGive {
  /** Of GIVING_FUNCTIONS, those that it may call. */
  readonly givers: ReadonlySet<string>;
  /** Names that may be the malloc types of what it frees; undefined: any may be. */
  readonly types: ReadonlySet<string> | undefined;
}

/** A member of set_vnet with its place in the region. */
export interface RegionMember {
  readonly name: string;
  readonly symbol: string;
  readonly file: string;
  readonly isStatic: boolean;
  readonly isArray: boolean;
  readonly start: number;
  readonly sizeBytes: number;
}

/** The sources that are linked together, as C code sees one another. */
export interface Program {
  /** The unit of a source; undefined when it can't be read. */
  source(path: string): SourceUnit | undefined;
  /** The global function of a name; a string says why there is not exactly one. */
  functionNamed(name: string): FoundFunction | string;
  /** The source that defines the global variable of a name. */
  variableNamed(name: string): SourceUnit | string;
  /** What a function that is not followed could write. */
  couldWrite(path: string, name: string): CouldWrite | undefined;
  /** What a function that is not followed could give back; undefined where it is not found. */
  couldGive(path: string, name: string): CouldGive | undefined;
  /**
   * What the handlers of an event, eventhandler(9), could write that are not run.
   * @param isRun tells handlers that are run.
   * @param lost functions that were not followed, as `path\nname`: one that neither they nor what boot leaves out can
   *   have registered is not there.
   */
  eventWrites(event: string, isRun: (path: string, name: string) => boolean, lost: ReadonlySet<string>): CouldWrite;
}
