// What a command cannot do is one clear line and exit 2, never an answer to another question.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { commands } from '../../../server/src/cli/commands/index.ts';
import { Scratch, vnetscope } from '../../kit/command-line.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

const scratch = new Scratch();
after(() => {
  scratch.remove();
});

/** Words of a command that answers about a tree. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  compat: ['compat', 'save'],
  record: ['record', 'struct ifnet'],
};
const words = (name: string): readonly string[] => [...(ASKED[name] ?? [name]), sampleFolder];
const onTrees = commands.map(({ name }) => name).filter((name) => name !== 'lsp');
const WITH_SARIF = ['check', 'compat diff', 'review'];
const WITH_MODULES = ['layout', 'symbols', 'simulate', 'compat'];
const WITH_FOLDERS = ['check', 'record', 'migrate'];

async function refused(said: RegExp, ...given: readonly string[]): Promise<void> {
  const { code, out, err } = await vnetscope(scratch.folder, ...given);
  assert.deepEqual([code, out], [2, ''], given.join(' '));
  assert.match(err, said, given.join(' '));
  assert.equal(err.indexOf('\n'), err.length - 1, 'one line');
}

for (const name of onTrees) {
  if (!WITH_SARIF.includes(name))
    test(`${name}: --format sarif where there is none`, () =>
      refused(/ has no --format sarif: /, ...words(name), '--format', 'sarif'));

  test(`${name}: --module that names nothing, or has no meaning`, () => {
    const said = WITH_MODULES.includes(name)
      ? /^vnetscope: --module: no such module: shapr; near ones: shaper$/m
      : WITH_FOLDERS.includes(name)
        ? /--module wants a folder with a module, not shapr$/m
        : name === 'verify'
          ? /./
          : /has no --module$/m;
    return refused(said, ...words(name), '--module', 'shapr');
  });
}

const WRONG: readonly (readonly [given: readonly string[], said: RegExp])[] = [
  [['layout', sampleFolder, '--option', '='], /--option wants NAME or NAME=VALUE, not =$/m],
  [['layout', sampleFolder, '--option', '1X'], /--option wants NAME or NAME=VALUE, not 1X$/m],
  [['layout', sampleFolder, '--arch', 'amd64', '--arch', 'arm64'], /--arch is given twice$/m],
  [['layout', sampleFolder, '--kernconf', 'GENERIC', '--kernconf=NOVIMAGE'], /--kernconf is given twice$/m],
  [['layout', sampleFolder, '--arch'], /--arch wants a value$/m],
  [['layout', sampleFolder, '--jobs', '-1'], /--jobs wants a value$/m],
  [
    ['compat', 'save', sampleFolder, '--out', '/no/such/folder/x'],
    /^vnetscope: \/no\/such\/folder\/x cannot be written: [^']*$/m,
  ],
  [
    ['layout', sampleFolder, '--kernconf', 'GENERICC'],
    /no such kernel configuration: GENERICC .*near ones: GENERIC\b/m,
  ],
  [['layout', sampleFolder, '--kernconf', 'qqqqqq'], /no such kernel configuration: qqqqqq in [\w/]+$/m],
];

for (const [given, said] of WRONG) {
  test(given.map((word) => (word === sampleFolder ? 'ROOT' : word)).join(' '), () => refused(said, ...given));
}
