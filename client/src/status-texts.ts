import { countText, grouped } from '../../server/src/core/text/amounts.ts';
import type { Status } from '../../server/src/protocol/status.ts';

function regionText(bytes: number | null | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  return bytes === null ? 'set_vnet of unknown size' : `set_vnet ${grouped(bytes)} bytes`;
}

/** The text of the status item: the kernel first, then the figures. */
export function statusTexts(status: Status): { readonly text: string; readonly detail: string } {
  const kernel = ['VNET', status.release, status.arch, status.kernconf].filter((part) => part !== undefined).join(' ');
  const figures = [
    status.globals === undefined ? undefined : countText(status.globals, 'virtualized global'),
    regionText(status.regionBytes),
  ]
    .filter((part) => part !== undefined)
    .join(', ');
  switch (status.state) {
    case 'ready':
      return { text: kernel, detail: status.message ?? figures };
    case 'indexing': {
      const { progress } = status;
      const share = progress === undefined ? '' : ` ${grouped(progress.done)}/${grouped(progress.total)}`;
      return { text: kernel, detail: `${status.message ?? 'indexing'}${share}` };
    }
    case 'noTree':
      return {
        text: 'VNET: no kernel tree',
        detail: status.message ?? 'open a FreeBSD source tree, or set vnetscope.tree',
      };
    case 'error':
      return { text: 'VNET: vnetscope failed', detail: status.message ?? 'see the output' };
  }
}
