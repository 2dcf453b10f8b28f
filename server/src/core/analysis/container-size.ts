import type { ContainerCheck } from './container-fault.ts';
import { valuesBehind } from './container-unit.ts';

/** The number that sys/vimage.h publishes for a container, against its size on this machine. Zero says that nobody counted. */
export const containerSize: ContainerCheck = function* (workspace, { containers }) {
  for (const { tag, path, guards } of containers) {
    for (const { path: file, fact: { constant, start, end } } of guards) {
      const [published, sizeBytes] = valuesBehind(workspace, 'vimage', path, [constant, `sizeof(struct ${tag})`]);
      if (published === undefined || sizeBytes === undefined || published === 0 || published === sizeBytes) continue;
      yield {
        path: file, start, end, message: `struct ${tag} is ${sizeBytes} bytes on ${workspace.kernel.arch}, but ${constant} says ${published}: programs and modules compiled with that number read past members that moved`,
        help: `${constant} ${sizeBytes}, and __FreeBSD_version raised`, related: [], fix: undefined,
      };
    }
  }
};
