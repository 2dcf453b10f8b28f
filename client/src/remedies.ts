import type { Status } from '../../server/src/protocol/status.ts';

/** A button that mends a problem. */
export interface Remedy {
  readonly title: string;
  readonly command: string;
}

const outputRemedy: Remedy = { title: 'Show Output', command: 'vnetscope.showOutput' };

/** What mends a problem, the likeliest first. */
export function remediesOf({ state, message = '' }: Status): readonly Remedy[] {
  const chooseTree: Remedy = { title: 'Choose Kernel Tree…', command: 'vnetscope.chooseTree' };
  if (state === 'noTree') return [chooseTree, { title: 'Open Sample Kernel', command: 'vnetscope.openSampleKernel' }];
  if (state !== 'error') return [];
  if (/\bvnetscope\.(tree|kernelTree)\b/.test(message)) return [chooseTree, outputRemedy];
  if (/configuration|\bconf\b/i.test(message)) {
    return [{ title: 'Choose Configuration…', command: 'vnetscope.chooseKernconf' }, outputRemedy];
  }
  return [{ title: 'Restart', command: 'vnetscope.restart' }, outputRemedy];
}
