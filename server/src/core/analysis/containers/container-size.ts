import type { ContainerCheck } from './container-fault.ts';
import { valuesBehind } from './container-layout.ts';

/**
 * The number that sys/vimage.h publishes for a container, against its size on this machine. Zero and one say that
 * nobody counted.
 */
export const containerSize: ContainerCheck = function* (workspace, { containers }) {
  for (const container of containers) {
    const { tag } = container;
    for (const {
      path: file,
      fact: { constant, start, end },
    } of container.guards) {
      const [published, sizeBytes] = valuesBehind(workspace, container, [constant, `sizeof(struct ${tag})`]);
      if (published === undefined || sizeBytes === undefined || published <= 1 || published === sizeBytes) continue;
      yield {
        path: file,
        start,
        end,
        message: `struct ${tag} is ${sizeBytes} bytes on ${workspace.kernel.arch}, but ${constant} says ${published}: programs and modules compiled with that number read past members that moved`,
        help: `${constant} ${sizeBytes}, and __FreeBSD_version raised`,
        related: [],
        fix: undefined,
      };
    }
  }
};
