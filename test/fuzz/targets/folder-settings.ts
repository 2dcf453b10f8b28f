import { FolderSettings } from '../../../server/src/host/folder-settings.ts';
import { readSettings } from '../../../server/src/protocol/settings.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';
import { mutateJson } from '../mutate-json.ts';
import { mutateText } from '../mutate-text.ts';
import { oneByOne, type Fault, type FuzzTarget } from '../target.ts';

const SEEDS: readonly unknown[] = [
  {
    rules: { 'curvnet-not-set': 'error', 'static-define': 'off', '*': 'warning' },
    layout: { largeBytes: 4096, paddingBytes: 64, loadedModules: ['pf', 'ipfw'] },
  },
  { $schema: 'x', tree: '../src', modulePath: ['a', 'b/c'], 'layout.largeBytes': 1, 'layout.loadedModules': [] },
];
const TEXTS = SEEDS.map((seed) => JSON.stringify(seed, undefined, 2));
const { settings } = readSettings({});

export const target: FuzzTarget = {
  about: '.vnetscope.json',
  open: () =>
    oneByOne((random) => {
      const text = JSON.stringify(mutateJson(random, random.pick(SEEDS), SEEDS));
      return random.chance(0.3)
        ? mutateText(random, text, {
            words: ['{', '}', '[', ']', ',', ':', 'null', '"rules"', '//', '/*'],
            seeds: TEXTS,
          })
        : text;
    }, judge),
};

function judge(text: string): Fault {
  const folders = new FolderSettings(
    new MemoryFiles({ '.vnetscope.json': text, 'sys/net/.vnetscope.json': text }),
    () => settings,
  );
  const { rules, largeBytes, paddingBytes, loadedModules } = folders.at('sys/net/if.c');
  for (const value of [largeBytes, paddingBytes])
    if (typeof value !== 'number' || !Number.isFinite(value)) return `a number of bytes is ${String(value)}`;
  if (!Array.isArray(loadedModules) || loadedModules.some((one) => typeof one !== 'string'))
    return 'loadedModules is no list of texts';
  const severity = Object.values(rules).find(
    (one) => !['off', 'hint', 'information', 'warning', 'error'].includes(one),
  );
  if (severity !== undefined) return `a rule is ${severity}`;
  if (Object.getPrototypeOf(rules) !== Object.prototype) return 'rules have another prototype';
  const long = folders.problems.find(({ message }) => message.includes('\n'));
  return long === undefined ? undefined : `a problem of several lines: ${JSON.stringify(long.message)}`;
}
