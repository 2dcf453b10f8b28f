// No byte of a file name or a source that a terminal would obey reaches it.
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { applyPatch, parsePatch } from 'diff';
import { main } from '../../../server/src/cli/main.ts';
import { visibleLine, visibleText } from '../../../server/src/cli/visible-text.ts';
import type { CheckReport } from '../../../server/src/core/analysis/session/check.ts';
import { Scratch, vnetscope } from '../../kit/command-line.ts';

const scratch = new Scratch();
after(() => {
  scratch.remove();
});

/** Sets a title, turns the screen red, C1's CSI, DEL, a bell, and the letters that turn the line around. */
const EVIL = '\x1b]0;title\x07\x1b[31m\x9b2J\x7f\u202e\u2066\u200f';
/** Unicode's Cc and the marks of direction (Bidi_Control), but for newline and tab. */
const UNSEEN = /[\p{Bidi_Control}]|(?![\n\t])\p{Cc}/u;

test('each of them, and nothing else', () => {
  for (let code = 0; code < 0x3000; code++) {
    const one = String.fromCharCode(code);
    const shown = visibleText(one);
    if (UNSEEN.test(one)) {
      assert.match(shown, /^\\u[0-9a-f]{4}$/, code.toString(16));
      assert.equal(JSON.parse(`"${shown}"`), one, 'JSON reads it as the same character');
    } else assert.equal(shown, one, code.toString(16));
  }
  assert.equal(visibleText(visibleText(EVIL)), visibleText(EVIL));
  assert.equal(visibleLine('one\r\n  two\nthree\x1b'), 'one two three\\u001b');
});

describe('commands', { skip: process.platform === 'win32' ? 'such names are none there' : false }, () => {
  const name = `a${EVIL}.c`;
  const tree = scratch.tree((made) => {
    const bad =
      '#include <sys/param.h>\n#include <net/vnet.h>\nVNET_DEFINE(int, evil);\n#define\tV_evil VNET(evil)\nint *p = &V_evil;\nSYSCTL_VNET_INT(_net, OID_AUTO, evil, CTLFLAG_RW, &VNET_NAME(evil), 0, "");\n';
    writeFileSync(path.join(made, 'sys/net', name), `#error ${EVIL}\n${bad}`);
    appendFileSync(path.join(made, 'sys/conf/files'), `net/${name}\tstandard\n`);
    appendFileSync(path.join(made, 'sys/amd64/conf/GENERIC'), `options ROUTETABLES="${EVIL}"\nnonsense${EVIL}\n`);
    writeFileSync(path.join(made, 'sys/conf/newvers.sh'), `REVISION="13.0${EVIL}"\nBRANCH="EVIL"\n`);
    writeFileSync(path.join(made, 'evil.scenario'), `boot\nfail ${EVIL}\n`);
  });
  const assertQuiet = (text: string, what: string): void => {
    const found = UNSEEN.exec(text);
    assert.equal(
      found,
      null,
      `${what}: ${JSON.stringify(text.slice(Math.max(0, (found?.index ?? 0) - 40), (found?.index ?? 0) + 10))}`,
    );
  };
  for (const words of [
    ['report'],
    ['layout'],
    ['layout', '--module', 'all'],
    ['layout', '--module', EVIL],
    ['record', 'struct ifnet'],
    ['record', EVIL],
    ['index'],
    ['check'],
    ['kernconf'],
    ['kernconf', '--kernconf', EVIL],
    ['cost'],
    ['symbols'],
    ['migrate'],
    ['compat', 'save'],
    ['compat', 'kept'],
    ['compat', 'registry'],
    ['compat', 'diff', EVIL],
    ['simulate', '--script', 'evil.scenario'],
    [EVIL],
    ['layout', `--${EVIL}`],
    ['layout', EVIL],
    ['check', '--baseline', EVIL],
    ['verify', '--kernel', EVIL],
  ]) {
    for (const format of words[0] === 'check' ? ['text', 'json', 'sarif'] : ['text', 'json']) {
      test(visibleText(`${words.join(' ')} --format ${format}`), async () => {
        let [out, err] = ['', ''];
        const code = await main([...words, '--format', format, '--no-cache'], {
          out: (text) => (out += text),
          err: (text) => (err += text),
          isInteractive: false,
          isScreen: true,
          folder: tree,
          sample: tree,
        });
        assert.ok(code < 3, err);
        assert.ok(out !== '' || err !== '');
        assertQuiet(out, 'out');
        assertQuiet(err, 'err');
        if (format !== 'text' && out.startsWith('{'))
          assert.doesNotThrow(() => {
            JSON.parse(out);
          });
      });
    }
  }

  test('JSON has the name itself', async () => {
    const { out } = await vnetscope(tree, 'check', '--format', 'json', '--no-cache');
    assert.ok((JSON.parse(out) as CheckReport).findings.some(({ file }) => file === `sys/net/${name}`));
  });

  test('a diff for another program is exact, its name as git and patch read it', async () => {
    const { out } = await vnetscope(tree, 'migrate', '--no-cache');
    // quote.c of git: \a, \b, \t, \n, \v, \f and \r by letter, other control bytes in octal.
    const header = '"a/sys/net/a\\033]0;title\\a\\033[31m\\302\\2332J\\177';
    assert.ok(out.includes(`--- ${header}`), JSON.stringify(out.slice(0, 200)));
    const [patch] = parsePatch(out);
    const before = readFileSync(path.join(tree, 'sys/net', name), 'utf8');
    assert.ok(patch !== undefined);
    assert.match(String(applyPatch(before, patch)), /^#error \x1b\]0;title/);
  });
});
