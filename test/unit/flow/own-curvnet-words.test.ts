// Fixes are written in the words of the file: its own macros for CURVNET_SET and CURVNET_RESTORE.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fixTree } from '../../../server/src/core/analysis/session/fix-tree.ts';
import { finish, FIXTURE, openSample } from '../../kit/rule-session.ts';

function fixed(text: string): string {
  const session = openSample({ [FIXTURE]: text });
  session.findings(FIXTURE);
  finish(session);
  fixTree(session, [FIXTURE], () => true);
  return session.files.read(FIXTURE) ?? '';
}

/** The body of `fx_call` after all fixes; `words` are the file's own #defines. */
function bodyOf(words: readonly string[], body: readonly string[]): readonly string[] {
  const text = [
    '#include <sys/param.h>',
    '#include <sys/conf.h>',
    '#include <net/vnet.h>',
    'VNET_DEFINE(int, fx_ttl);',
    '#define\tV_fx_ttl\tVNET(fx_ttl)',
    ...words,
    'static int',
    'fx_call(struct cdev *dev, u_long cmd, char *data, int fflag, struct thread *td)',
    '{',
    ...body,
    '}',
    'static struct cdevsw fx_cdevsw = {',
    '\t.d_ioctl = fx_call,',
    '};',
    '',
  ].join('\n');
  const after = fixed(text);
  return after.slice(after.indexOf('{\n') + 2, after.indexOf('\n}\n')).split('\n');
}

const EXACT = ['#define\tFX_ENTER(v)\tCURVNET_SET((v))', '#define\tFX_LEAVE()\tCURVNET_RESTORE()'];
const MORE = [
  '#define\tFX_ENTER(v)\tfx_lock(); CURVNET_SET(v)',
  '#define\tFX_LEAVE()\tdo { CURVNET_RESTORE(); fx_unlock(); } while (0)',
];
const USES = ['\tV_fx_ttl = 1;', '\treturn (0);'];

test('a body is wrapped in macros of the file that do nothing else', () => {
  assert.deepEqual(bodyOf(EXACT, USES), [
    '\tFX_ENTER(TD_TO_VNET(td));',
    '\tV_fx_ttl = 1;',
    '\tFX_LEAVE();',
    '\treturn (0);',
  ]);
});

test('macros that also lock are not written where nothing is locked', () => {
  assert.deepEqual(bodyOf(MORE, USES), [
    '\tCURVNET_SET(TD_TO_VNET(td));',
    '\tV_fx_ttl = 1;',
    '\tCURVNET_RESTORE();',
    '\treturn (0);',
  ]);
});

test('what the file sets with its own macro it restores with its own', () => {
  const early = ['\tFX_ENTER(TD_TO_VNET(td));', '\tif (cmd == 0)', '\t\treturn (1);', '\tFX_LEAVE();', '\treturn (0);'];
  const wanted = ['\tFX_ENTER(TD_TO_VNET(td));', '\tif (cmd == 0) {', '\t\tFX_LEAVE();', '\t\treturn (1);', '\t}'];
  assert.deepEqual(bodyOf(MORE, early).slice(0, 5), wanted);
  assert.deepEqual(bodyOf(EXACT, early).slice(0, 5), wanted);
});

test('what is set without it is restored without it', () => {
  const early = [
    '\tCURVNET_SET(TD_TO_VNET(td));',
    '\tif (cmd == 0) {',
    '\t\treturn (1);',
    '\t}',
    '\tCURVNET_RESTORE();',
  ];
  assert.deepEqual(bodyOf(MORE, [...early, '\treturn (0);'])[2], '\t\tCURVNET_RESTORE();');
});
