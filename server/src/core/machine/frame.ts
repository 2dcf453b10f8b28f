import type { Block, FunctionDefinition } from '../parser/ast.ts';
import type { BlockScope, LocalEntity } from '../types/block-scope.ts';
import type { Type } from '../types/type.ts';
import type { SourceUnit } from './program.ts';
import type { Cells } from './store.ts';
import type { Thing } from './thing.ts';
import type { Value } from './value.ts';

/** A function that is ready to run: its body is parsed. */
export interface Code {
  readonly name: string;
  readonly source: SourceUnit;
  readonly definition: FunctionDefinition;
  readonly block: Block;
  /** What it gives back. */
  readonly result: Type;
  /** Of the parameters. */
  readonly scope: BlockScope;
}

/** How a statement ends that does not simply go on. `dead`: no way leads behind it. */
export type Completion =
  | { readonly kind: 'break' | 'continue' | 'dead' }
  | { readonly kind: 'return'; readonly value: Value | undefined }
  | { readonly kind: 'goto'; readonly label: number };

export const DEAD: Completion = { kind: 'dead' };

/** Where ways come together again: what each had written since the join's layer was opened. */
export interface Join {
  readonly depth: number;
  readonly kind: 'loop' | 'switch';
  readonly breaks: Cells[];
  readonly continues: Cells[];
}

/** A call of a function. */
export interface Frame {
  readonly code: Code;
  /** Who has called it; undefined: somebody outside of C. */
  readonly caller: Frame | undefined;
  readonly locals: Map<LocalEntity, Thing>;
  /** Layers that were open when it was called. */
  readonly depth: number;
  readonly returns: { readonly cells: Cells; readonly value: Value | undefined }[];
  readonly gotos: Map<number, Cells[]>;
  readonly joins: Join[];
  /** Token of the statement or expression that is being worked on. */
  at: number;
}
