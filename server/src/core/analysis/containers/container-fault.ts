import type { ContainerFault as Fault } from '../../rules/rule.ts';
import type { ContainerTree } from './container-tree.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A mistake with a container of 2008 and 2009, in one file. */
export interface ContainerFault extends Fault {
  readonly path: string;
}

/** Finds one kind of mistake in all containers of a tree. */
export type ContainerCheck = (workspace: Workspace, tree: ContainerTree) => Iterable<ContainerFault>;
