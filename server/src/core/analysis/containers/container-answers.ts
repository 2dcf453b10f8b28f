import { addTo } from '../../collections/multimap.ts';
import type { ContainerView } from '../../rules/container-view.ts';
import type { Keeper } from '../workspace/keepers.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { unreachedMembers } from './container-accessor.ts';
import { unguardedGlobals } from './container-guard.ts';
import { bareUses } from './container-init.ts';
import { lostInitializers } from './container-initializer.ts';
import { publishedSizes } from './container-size.ts';
import { missingRows } from './container-symbols.ts';
import { Containers, type ContainerTree } from './container-tree.ts';
import { otherTypes } from './container-type.ts';

/** An answer with the file that it stands in. */
export type InFile<Answer> = Answer & { readonly path: string };

/** Answers one question about all containers of a tree. */
export type ContainerQuestion<Answer> = (workspace: Workspace, tree: ContainerTree) => Iterable<InFile<Answer>>;

/** The answers to one question by file, computed for the whole tree on first use. */
class Answers<Answer> {
  private readonly workspace: Workspace;
  private readonly question: ContainerQuestion<Answer>;
  private known: ReadonlyMap<string, readonly Answer[]> | undefined;

  constructor(workspace: Workspace, question: ContainerQuestion<Answer>) {
    this.workspace = workspace;
    this.question = question;
  }

  get byFile(): ReadonlyMap<string, readonly Answer[]> {
    return (this.known ??= this.ask());
  }

  forget(): void {
    this.known = undefined;
  }

  private ask(): ReadonlyMap<string, readonly Answer[]> {
    const byFile = new Map<string, Answer[]>();
    const { tree } = this.workspace.keeper(Containers);
    for (const answer of tree === undefined ? [] : this.question(this.workspace, tree))
      addTo(byFile, answer.path, answer);
    return byFile;
  }
}

/** What the rules ask about containers. */
export class ContainerAnswers implements ContainerView, Keeper {
  private readonly workspace: Workspace;
  private readonly answers: {
    readonly [
      Question in 'unreached' | 'guards' | 'bareUses' | 'lostInitializers' | 'sizes' | 'missingRows' | 'otherTypes'
    ]: Answers<ReturnType<ContainerView[Question]>[number]>;
  };

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    this.answers = {
      unreached: new Answers(workspace, unreachedMembers),
      guards: new Answers(workspace, unguardedGlobals),
      bareUses: new Answers(workspace, bareUses),
      lostInitializers: new Answers(workspace, lostInitializers),
      sizes: new Answers(workspace, publishedSizes),
      missingRows: new Answers(workspace, missingRows),
      otherTypes: new Answers(workspace, otherTypes),
    };
  }

  forget(change: TreeChange): void {
    if (change.putsBack('tokens')) for (const answers of Object.values(this.answers)) answers.forget();
  }

  get inits(): ReadonlySet<string> {
    return this.workspace.keeper(Containers).inits;
  }

  get files(): readonly string[] {
    return [...new Set(Object.values(this.answers).flatMap(({ byFile }) => [...byFile.keys()]))];
  }

  unreached(path: string): ReturnType<ContainerView['unreached']> {
    return this.answers.unreached.byFile.get(path) ?? [];
  }

  guards(path: string): ReturnType<ContainerView['guards']> {
    return this.answers.guards.byFile.get(path) ?? [];
  }

  bareUses(path: string): ReturnType<ContainerView['bareUses']> {
    return this.answers.bareUses.byFile.get(path) ?? [];
  }

  lostInitializers(path: string): ReturnType<ContainerView['lostInitializers']> {
    return this.answers.lostInitializers.byFile.get(path) ?? [];
  }

  sizes(path: string): ReturnType<ContainerView['sizes']> {
    return this.answers.sizes.byFile.get(path) ?? [];
  }

  missingRows(path: string): ReturnType<ContainerView['missingRows']> {
    return this.answers.missingRows.byFile.get(path) ?? [];
  }

  otherTypes(path: string): ReturnType<ContainerView['otherTypes']> {
    return this.answers.otherTypes.byFile.get(path) ?? [];
  }
}
