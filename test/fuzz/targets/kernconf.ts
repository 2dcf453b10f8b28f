import { readKernconf } from '../../../server/src/core/kernel/read-kernconf.ts';
import { KernconfReader } from '../../../server/src/core/kernel/kernconf-parser.ts';
import { makeOptionHeaders } from '../../../server/src/core/kernel/option-headers.ts';
import { selectKernelFiles } from '../../../server/src/core/kernel/kernel-files.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';
import { CONFIG_WORDS } from '../kernel-texts.ts';
import { mutateText } from '../mutate-text.ts';
import { excerpt, seedTexts } from '../seeds.ts';
import { oneByOne, type Fault, type FuzzTarget } from '../target.ts';

const FOLDER = 'sys/amd64/conf';
const ERA = { since: 1_200_000, repeatedOption: 'last' } as const;
const OTHERS = {
  'sys/conf/options':
    'INET opt_inet.h\nINET6 opt_inet.h\nVIMAGE opt_global.h\nMAXUSERS\nHAMMER opt_cpu.h\nDEV_LO opt_lo.h\n',
  'sys/conf/options.amd64': 'AMD64 opt_global.h\n',
  'sys/conf/files': 'net/if.c standard\nnet/if_loop.c optional lo\nnetinet/in.c optional inet | inet6\n',
  'sys/conf/files.amd64': 'amd64/x.c optional smp !inet\n',
  [`${FOLDER}/DEFAULTS`]: 'machine amd64\ndevice isa\n',
  [`${FOLDER}/SELF`]: 'include SELF\ninclude SELF\n',
  [`${FOLDER}/GENERIC`]: 'cpu HAMMER\nident GENERIC\noptions INET\ndevice lo\n',
};

export const target: FuzzTarget = {
  about: 'a KERNCONF with what config(8) makes of it: options, opt_*.h, files',
  open: () => {
    const seeds = [...seedTexts(/(^|\/)conf\/[A-Z][-A-Z0-9_.]*$/), OTHERS[`${FOLDER}/GENERIC`]];
    const mutator = { words: [...CONFIG_WORDS, 'SELF'], seeds };
    return oneByOne((random) => mutateText(random, excerpt(random, seeds, 20), mutator), judge);
  },
};

function judge(text: string): Fault {
  const path = `${FOLDER}/FUZZ`;
  const files = new MemoryFiles({ ...OTHERS, [path]: text });
  const reader = new KernconfReader(files, 'sys', FOLDER, ERA);
  reader.read(path, text);
  const settings = reader.settings();
  const { headers, selecting, values } = makeOptionHeaders(files, 'sys', settings);
  const devices = new Set(settings.devices.map(({ name }) => name));
  selectKernelFiles(files, 'sys', settings.machine, settings.fileLists, {
    devices,
    options: selecting,
    profiling: settings.profiling,
  });
  for (const [header, content] of headers)
    for (const line of content.split('\n'))
      if (line !== '' && !line.startsWith('#define ')) return `${header} has the line ${line}`;
  for (const name of selecting)
    if (![...values.keys()].some((one) => one.toLowerCase() === name)) return `${name} selects files and has no value`;
  // A comment behind everything says nothing.
  const tree = { sysDir: 'sys', release: { osreldate: 1_300_000 } } as Parameters<typeof readKernconf>[1];
  const said = (more: string): string =>
    JSON.stringify({ ...readKernconf(files, tree, FOLDER, { path, text: text + more }), makeOptions: undefined });
  return said('') === said('\n# nothing\n') || /["\\]/.test(text)
    ? undefined
    : 'a comment at the end changes what the configuration says';
}
