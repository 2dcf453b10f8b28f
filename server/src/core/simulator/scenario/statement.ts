/** A place in a scenario; both are 1-based. */
export interface ScenarioPlace {
  readonly line: number;
  readonly column: number;
}

/** A piece of a line with its place. */
export interface Word extends ScenarioPlace {
  readonly text: string;
}

/** In whose memory, or for which process, a statement works. */
export type Context =
  | { readonly kind: 'current' }
  | { readonly kind: 'jail'; readonly name: Word }
  | { readonly kind: 'raw' }
  | { readonly kind: 'cpu'; readonly cpu: number; readonly at: Word };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** One line of a scenario. */
export type Statement = ScenarioPlace &
  (
    | { readonly verb: 'boot'; readonly invariants: boolean | undefined; readonly cpus: number | undefined }
    | { readonly verb: 'machine'; readonly settings: ReadonlyMap<string, bigint> }
    | { readonly verb: 'preload'; readonly modules: readonly Word[] }
    | { readonly verb: 'kenv'; readonly name: Word; readonly value: string | undefined }
    | { readonly verb: 'vnet-create' | 'vnet-destroy' | 'jail-remove'; readonly name: Word }
    | {
        readonly verb: 'jail-create';
        readonly name: Word;
        readonly ownsVnet: boolean;
        readonly parent: Word | undefined;
      }
    | { readonly verb: 'socket'; readonly action: 'open' | 'close'; readonly name: Word; readonly count: number }
    | { readonly verb: 'module'; readonly action: 'load' | 'unload'; readonly names: readonly Word[] }
    | { readonly verb: 'set'; readonly context: Context; readonly path: Word; readonly value: Word }
    | { readonly verb: 'sysctl'; readonly context: Context; readonly name: Word; readonly value: string | undefined }
    | { readonly verb: 'kvm'; readonly context: Context; readonly name: Word }
    | { readonly verb: 'curvnet-set'; readonly name: Word }
    | { readonly verb: 'curvnet-restore' | 'open-block' | 'close-block' | 'return' }
    | { readonly verb: 'show'; readonly context: Context; readonly what: Word; readonly rest: readonly Word[] }
    | {
        readonly verb: 'expect';
        readonly context: Context;
        readonly quantity: Word;
        readonly argument: Word | undefined;
        readonly comparison: Comparison;
        readonly value: Word;
      }
    | { readonly verb: 'fail'; readonly text: string }
    | { readonly verb: 'try'; readonly statement: Statement }
    | { readonly verb: 'snapshot'; readonly name: Word }
    | { readonly verb: 'back'; readonly name: Word | undefined }
    | { readonly verb: 'repeat'; readonly count: number; readonly lines: readonly SourceLine[] }
  );

/** A line of a loop's body: read anew in each round, with `$i` replaced. */
export interface SourceLine {
  readonly text: string;
  readonly line: number;
}

/** Why a line or what it asks for is wrong. */
export interface ScenarioError extends ScenarioPlace {
  readonly message: string;
}

export function isScenarioError(answer: object): answer is ScenarioError {
  return 'message' in answer;
}
