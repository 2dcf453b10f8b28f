import { openWorkspace } from '../../server/src/core/analysis/open.ts';
import type { Workspace } from '../../server/src/core/analysis/workspace/workspace.ts';
import { tinyKernel, type TinyKernel } from './tiny-kernel.ts';

/** The headers that each source starts with: six lines. */
export const HEAD =
  '#include <sys/param.h>\n#include <sys/systm.h>\n#include <sys/kernel.h>\n#include <sys/module.h>\n#include <sys/sysctl.h>\n#include <net/vnet.h>\n';

export function workspaceOf(kernel: TinyKernel): Workspace {
  const workspace = openWorkspace(tinyKernel(kernel), { arch: 'amd64' });
  if ('failure' in workspace) throw new Error(workspace.failure.message);
  return workspace;
}
