import { selectKernelFiles, objectName } from '../../../server/src/core/kernel/kernel-files.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';
import { CONFIG_WORDS } from '../kernel-texts.ts';
import { mutateText } from '../mutate-text.ts';
import { excerpt, seedTexts } from '../seeds.ts';
import { oneByOne, type Fault, type FuzzTarget } from '../target.ts';

export const target: FuzzTarget = {
  about: 'sys/conf/files',
  open: () => {
    const seeds = seedTexts(/(^|\/)conf\/files(\.\w+)?$/, 400_000);
    const mutator = { words: CONFIG_WORDS, seeds };
    return oneByOne((random) => mutateText(random, excerpt(random, seeds, 20), mutator), judge);
  },
};

const chosen = (text: string, more: readonly string[]): ReturnType<typeof selectKernelFiles> => {
  const files = new MemoryFiles({ 'sys/conf/files': text, 'sys/conf/files.amd64': '' });
  const selection = { devices: new Set(['lo', 'ether', ...more]), options: new Set(['inet', 'vimage']), profiling: 0 };
  return selectKernelFiles(files, 'sys', 'amd64', [], selection);
};

function judge(text: string): Fault {
  const { files } = chosen(text, []);
  const names = files.map(({ name }) => name);
  if (new Set(names).size !== names.length) return 'a file is chosen twice';
  for (const file of files) {
    if (!text.includes(file.name)) return `${file.name} is chosen and not listed`;
    if (file.line < 1 || file.line > text.split('\n').length) return `${file.name} is listed in line ${file.line}`;
    objectName(file);
  }
  // Where nothing is turned around, one device more takes no file away.
  const wider = new Set(chosen(text, ['x', 'bpf', 'pf']).files.map(({ name }) => name));
  const lost = /!/.test(text) ? undefined : names.find((name) => !wider.has(name));
  return lost === undefined ? undefined : `more devices take ${lost} away`;
}
