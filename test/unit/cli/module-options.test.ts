import assert from 'node:assert/strict';
import test from 'node:test';
import { main } from '../../../server/src/cli/main.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

async function layout(
  ...words: string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const code = await main(['layout', sampleFolder, '--no-cache', ...words], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isInteractive: false,
    folder: sampleFolder,
    sample: sampleFolder,
  });
  return { code, out, err };
}

test('--module-options: kernel or own, anything else is one line and exit 2', async () => {
  assert.deepEqual(await layout('--module', 'shaper', '--module-options', 'mine'), {
    code: 2,
    out: '',
    err: 'vnetscope: --module-options wants kernel or own, not mine\n',
  });
  // A kernel without VIMAGE hands that on; alone, the module's own opt_global.h has it.
  assert.match((await layout('--module', 'shaper', '--kernconf', 'NOVIMAGE')).out, /no options VIMAGE/);
  assert.match(
    (await layout('--module', 'shaper', '--kernconf', 'NOVIMAGE', '--module-options', 'own')).out,
    /^ +0 .* shaper_pipes /m,
  );
});
