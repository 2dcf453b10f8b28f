import type { PublishedSize } from '../../rules/container-view.ts';
import type { ContainerQuestion } from './container-answers.ts';
import { valuesBehind } from './container-layout.ts';

/**
 * The number that sys/vimage.h publishes for a container, compared with its size on this machine. Zero and one mean
 * that nobody has counted.
 */
export const publishedSizes: ContainerQuestion<PublishedSize> = function* (workspace, { containers }) {
  for (const container of containers) {
    const { tag } = container;
    for (const {
      path: file,
      fact: { constant, start, end },
    } of container.guards) {
      const [published, sizeBytes] = valuesBehind(workspace, container, [constant, `sizeof(struct ${tag})`]);
      if (published === undefined || sizeBytes === undefined || published <= 1 || published === sizeBytes) continue;
      yield { path: file, start, end, constant, tag, published, sizeBytes, arch: workspace.kernel.arch };
    }
  }
};
