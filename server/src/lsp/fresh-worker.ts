import { FreshVnet } from '../core/analysis/image/fresh-vnet.ts';
import { openWorkspace } from '../core/analysis/open.ts';
import { OverlayFiles } from '../core/analysis/workspace/overlay-files.ts';
import { TreeChange } from '../core/analysis/workspace/tree-change.ts';
import type { Workspace } from '../core/analysis/workspace/workspace.ts';
import { NodeFiles } from '../host/node-files.ts';
import type { FromFresh, ToFresh } from './fresh-messages.ts';

/** What the worker needs of the world; tests give their own. */
export interface FreshWorld {
  tell(message: FromFresh): void;
  /** Calls back after a while without messages; a second call takes the place of the first. */
  whenQuiet(work: () => void): void;
  /** Called every few milliseconds of a boot: waits while an editor's requests come. */
  rest(): void;
}

/** Files of which each is read after a rest. */
class RestingFiles extends NodeFiles {
  private readonly rest: () => void;

  constructor(root: string, rest: () => void) {
    super(root);
    this.rest = rest;
  }

  override read(path: string): string | undefined {
    this.rest();
    return super.read(path);
  }
}

/**
 * What a fresh vnet holds, worked out beside the language server: the kernel is booted, which takes seconds, and after
 * an edit only what it concerns is run again.
 */
export class FreshWorker {
  private readonly world: FreshWorld;
  private files: OverlayFiles | undefined;
  private workspace: Workspace | undefined;
  private fresh: FreshVnet | undefined;
  private edit = 0;

  constructor(world: FreshWorld) {
    this.world = world;
  }

  take(message: ToFresh): void {
    switch (message.kind) {
      case 'open':
        return this.open(message);
      case 'text':
        this.edit = message.edit;
        return this.changed(message.path, message.text);
    }
  }

  private open({ root, readable, request, texts }: Extract<ToFresh, { readonly kind: 'open' }>): void {
    const disk = new RestingFiles(root, () => {
      this.world.rest();
    });
    for (const place of readable) disk.permitted.allowFile(place);
    const files = new OverlayFiles(disk);
    for (const [path, text] of texts) files.set(path, text);
    const workspace = openWorkspace(files, request);
    if ('failure' in workspace) return this.world.tell({ kind: 'failed', message: workspace.failure.message });
    this.files = files;
    this.workspace = workspace;
    this.boot();
  }

  private boot(): void {
    if (this.workspace === undefined) return;
    const booted = FreshVnet.boot(this.workspace, () => {
      this.world.rest();
    });
    if ('failure' in booted) return this.world.tell({ kind: 'failed', message: booted.failure.message });
    this.fresh = booted;
    this.say();
  }

  private changed(path: string, text: string | undefined): void {
    const { files, workspace, fresh } = this;
    if (files === undefined || workspace === undefined) return;
    if (text === undefined) files.drop(path);
    else files.set(path, text);
    workspace.keepers.forget(TreeChange.edit([path]));
    if (fresh?.changed(path) === true) return this.say();
    this.fresh = undefined;
    this.world.tell({ kind: 'stale', edit: this.edit });
    this.world.whenQuiet(() => {
      this.boot();
    });
  }

  private say(): void {
    if (this.fresh !== undefined) this.world.tell({ kind: 'values', values: this.fresh.values(), edit: this.edit });
  }
}
