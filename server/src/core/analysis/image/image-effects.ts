import { isFailure } from '../../kernel/failure.ts';
import { LinkedEffects, type WritingCode } from './linked-effects.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What functions could write, in the kernel and in the files that are loaded into it. */
export class ImageEffects {
  private readonly workspace: Workspace;
  private readonly made = new Map<string, LinkedEffects>();

  /** @param ofKernel what the kernel's functions could write. */
  constructor(workspace: Workspace, ofKernel: LinkedEffects) {
    this.workspace = workspace;
    this.made.set('kernel', ofKernel);
  }

  /**
   * Who could write what, by accessor, when `roots` are called; undefined where one of them is not found.
   * @param owner "kernel", or a file: "pf.ko".
   */
  couldWrite(
    owner: string,
    roots: readonly { readonly file: string; readonly function: string }[],
  ): ReadonlyMap<string, WritingCode> | undefined {
    const effects = this.of(owner);
    if (roots.length === 1 && roots.some((root) => effects.closure([[root.file, root.function]]).code.length === 0))
      return undefined;
    return effects.closure(roots.map((root) => [root.file, root.function])).writers;
  }

  private of(owner: string): LinkedEffects {
    let known = this.made.get(owner);
    if (known === undefined) {
      const { workspace } = this;
      const module = owner === 'kernel' ? undefined : workspace.module(owner.replace(/\.ko$/, ''));
      const objects = [
        ...(module === undefined || isFailure(module) ? [] : module.objects),
        ...workspace.kernel.objects,
      ];
      known = new LinkedEffects(workspace, [
        ...new Set(
          objects
            .map(({ source }) => source)
            .filter((source) => source.endsWith('.c') && !source.startsWith('<build>/')),
        ),
      ]);
      this.made.set(owner, known);
    }
    return known;
  }
}
