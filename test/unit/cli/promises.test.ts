// What the papers promise is there, and what is not there is not promised.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { commands } from '../../../server/src/cli/commands/index.ts';
import { help, main } from '../../../server/src/cli/main.ts';
import { settingsSection, settingsTable } from '../../../server/src/protocol/settings.ts';
import { root, textOf } from '../../kit/source-graph.ts';

async function run(
  ...words: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const sample = path.join(root, 'test/minikernel');
  const code = await main(words, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isInteractive: false,
    folder: root,
    sample,
  });
  return { code, out, err };
}

test('--jobs is taken, changes nothing and is promised nowhere', async () => {
  const plain = ['kernconf', 'test/minikernel', '--no-cache'];
  assert.deepEqual(await run(...plain, '--jobs', '4'), await run(...plain));
  assert.equal((await run(...plain, '--jobs', 'many')).code, 2);
  for (const text of [
    help(),
    ...commands.map((command) => command.help ?? ''),
    textOf('README.md'),
    textOf('package.json'),
  ]) {
    assert.doesNotMatch(text, /\bjobs\b/);
  }
});

for (const { name, summary, options } of commands)
  test(`${name} --help says what it does, and each of its own options`, async () => {
    const { code, out, err } = await run(name, '--help');
    assert.deepEqual([code, err], [0, '']);
    assert.ok(out.startsWith(`usage: vnetscope ${name} `) && out.includes(`\n${summary}\n`), out);
    for (const option of Object.keys(options)) assert.match(out, new RegExp(`^ .*--${option}\\b`, 'm'));
  });

test("README's commands are those that there are", () => {
  const listed = [...textOf('README.md').matchAll(/^vnetscope ([a-z]+) .*?  +\S/gm)].map(([, name]) => name);
  assert.deepEqual([...new Set(listed)].sort(), commands.map(({ name }) => name).sort());
});

test("README's settings are those that there are", () => {
  const [, table = ''] = /^## Settings\n([^]*?)^## /m.exec(textOf('README.md')) ?? [];
  const settings = Object.keys(settingsTable).map((name) => `${settingsSection}.${name}`);
  const told = new Set<string>();
  for (const [, names = ''] of table.matchAll(/^\| (`.*?`) \|/gm)) {
    let last = '';
    for (const [, name = ''] of names.matchAll(/`(vnetscope\.[\w.]+|\.\w+\.?)`/g)) {
      const whole = name.startsWith('.') ? besides(last, name) : name;
      const meant = settings.filter((one) => one === whole || (whole.endsWith('.') && one.startsWith(whole)));
      assert.notDeepEqual(meant, [], `${name} is no setting`);
      for (const setting of meant) told.add(setting);
      if (!name.startsWith('.')) last = name;
    }
  }
  assert.deepEqual(
    settings.filter((name) => !told.has(name)),
    [],
  );
});

/** `.policy` behind vnetscope.compat.against is vnetscope.compat.policy; one that ends in a dot is another group. */
function besides(name: string, shorter: string): string {
  const [section = '', group = '', own = ''] = name.split('.');
  if (!shorter.endsWith('.')) return [section, group, shorter.slice(1)].join('.');
  return `${section}${shorter}${own}`;
}
