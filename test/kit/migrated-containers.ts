import path from 'node:path';
import { migrate } from '../../server/src/core/analysis/answers/migrate.ts';
import { openWorkspace } from '../../server/src/core/analysis/open.ts';
import { OverlayFiles } from '../../server/src/core/analysis/workspace/overlay-files.ts';
import type { Workspace } from '../../server/src/core/analysis/workspace/workspace.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import { filesBelow, root, textOf } from './source-graph.ts';

export const CONTAINER_KERNEL = 'test/containerkernel';

export function openContainers(
  files = new OverlayFiles(new NodeFiles(path.join(root, CONTAINER_KERNEL))),
  options: readonly string[] = [],
): Workspace {
  const workspace = openWorkspace(files, { arch: 'amd64', options });
  if ('failure' in workspace) throw new Error(workspace.failure.message);
  return workspace;
}

/**
 * The container kernel after `vnetscope migrate`, the allocator's header in the place of sys/vimage.h; texts by path.
 */
export function migratedContainers(): {
  readonly files: OverlayFiles;
  readonly texts: ReadonlyMap<string, string>;
  readonly needs: readonly string[];
} {
  const files = new OverlayFiles(new NodeFiles(path.join(root, CONTAINER_KERNEL)));
  const { files: changed, report } = migrate(openContainers(files));
  const texts = new Map(
    filesBelow(CONTAINER_KERNEL).map((file) => [path.posix.relative(CONTAINER_KERNEL, file), textOf(file)]),
  );
  for (const { path: file, after } of changed) texts.set(file, after);
  texts.set('sys/sys/vimage.h', textOf('test/kit/allocator/vimage.h'));
  // net/vnet.c comes in its place.
  texts.set('sys/kern/kern_vimage.c', '');
  for (const [file, text] of texts) files.set(file, text);
  return { files, texts, needs: report.needs };
}
