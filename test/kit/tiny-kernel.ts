import path from 'node:path';
import { OverlayFiles } from '../../server/src/core/analysis/workspace/overlay-files.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import { root } from './source-graph.ts';

/** The sample kernel on disk. */
export const sampleFolder = path.join(root, 'test', 'minikernel');

export interface TinyKernel {
  /** "sys/net/a.c" -> text. Sources are compiled in this order; headers are only there. */
  readonly sources: Readonly<Record<string, string>>;
  /** Lines of the configuration besides VIMAGE. */
  readonly options?: readonly string[];
  readonly vimage?: boolean;
  /** Sources that the kernel does not compile. */
  readonly uncompiled?: readonly string[];
}

/**
 * A kernel of a few given sources, on the headers of the sample kernel: its set_vnet holds only what they define, so
 * that a test can say every offset by counting.
 */
export function tinyKernel({ sources, options = [], vimage = true, uncompiled = [] }: TinyKernel): OverlayFiles {
  const files = new OverlayFiles(new NodeFiles(sampleFolder));
  const compiled = Object.keys(sources).filter((name) => name.endsWith('.c') && !uncompiled.includes(name));
  files.set('sys/conf/files', compiled.map((name) => `${name.replace(/^sys\//, '')}\tstandard\n`).join(''));
  files.set('sys/conf/files.amd64', '');
  files.set('sys/amd64/conf/DEFAULTS', 'machine\tamd64\n');
  files.set(
    'sys/amd64/conf/GENERIC',
    ['cpu\tHAMMER', 'ident\tGENERIC', ...(vimage ? ['options \tVIMAGE'] : []), ...options, ''].join('\n'),
  );
  for (const [name, text] of Object.entries(sources)) files.set(name, text);
  return files;
}
