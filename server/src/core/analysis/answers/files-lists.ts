import { getOrMake } from '../../collections/get-or-make.ts';
import { once } from '../../text/worked-out.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What sys/conf/files says of a source: "optional tcp_pcap inet"; undefined when it does not name it. */
export function filesLine(workspace: Workspace, path: string): string | undefined {
  const name = workspace.belowSys(path);
  for (const list of ['conf/files', `conf/files.${workspace.kernel.machine}`]) {
    const text = getOrMake(
      // A tree whose lists change is opened anew.
      once(workspace.tree, noTexts),
      list,
      () => workspace.files.read(workspace.inSys(list)) ?? '',
    );
    const at = text.startsWith(`${name}\t`) || text.startsWith(`${name} `) ? 0 : text.search(lineOf(name));
    if (at < 0) continue;
    const line = text.slice(at).replace(/\\\n/g, ' ').trimStart().split('\n')[0] ?? '';
    const rest = line.slice(name.length).replace(/#.*/, '').replace(/\s+/g, ' ').trim();
    return `sys/${list}: ${rest.replace(/ (compile-with|dependency|no-implicit-rule|clean) .*/, '')}`;
  }
  return undefined;
}

const noTexts = (): Map<string, string> => new Map();

function lineOf(name: string): RegExp {
  return new RegExp(`\\n${name.replace(/[.+]/g, '\\$&')}[ \\t]`);
}
