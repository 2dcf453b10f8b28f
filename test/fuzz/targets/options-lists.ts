import { KernconfReader } from '../../../server/src/core/kernel/kernconf-parser.ts';
import { makeOptionHeaders } from '../../../server/src/core/kernel/option-headers.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';
import { CONFIG_WORDS } from '../kernel-texts.ts';
import { mutateText } from '../mutate-text.ts';
import { excerpt, seedTexts } from '../seeds.ts';
import { oneByOne, type Fault, type FuzzTarget } from '../target.ts';

const KERNCONF =
  'machine amd64\ncpu HAMMER\noptions INET, INET6, VIMAGE\noptions MAXCPU=4\noptions KDB\nmaxusers 8\ndevice lo\n';

export const target: FuzzTarget = {
  about: 'sys/conf/options',
  open: () => {
    const seeds = seedTexts(/(^|\/)conf\/options(\.\w+|-compat)?$/, 400_000);
    const words = [...CONFIG_WORDS, 'INET6', 'MAXCPU', 'KDB', 'MAXUSERS', 'HAMMER', 'AMD64', 'opt_x.h'];
    return oneByOne((random) => mutateText(random, excerpt(random, seeds, 20), { words, seeds }), judge);
  },
};

function judge(text: string): Fault {
  const [head = '', tail = ''] = text.split('INET6');
  const files = new MemoryFiles({
    'sys/conf/options': head,
    'sys/conf/options.amd64': text,
    'sys/conf/options-compat': tail,
  });
  const reader = new KernconfReader(files, 'sys', 'sys/amd64/conf', { since: 1_200_000, repeatedOption: 'last' });
  reader.read('sys/amd64/conf/FUZZ', KERNCONF);
  const { headers, values } = makeOptionHeaders(files, 'sys', reader.settings());
  for (const [header, content] of headers) {
    const lines = content.split('\n').slice(0, -1);
    const names = lines.map((line) => line.split(' ')[1] ?? '');
    if (new Set(names).size !== names.length) return `${header} defines a name twice: ${content}`;
    for (const line of lines) {
      const [, name = '', value] = /^#define (\S+) (.*)$/.exec(line) ?? [];
      if (values.get(name) !== value) return `${header}: ${line}, but the value is ${values.get(name) ?? 'none'}`;
    }
  }
  return undefined;
}
