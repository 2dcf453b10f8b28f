// The order of the background's work: OpenModules puts the module of an open source before the tree.
import assert from 'node:assert/strict';
import test from 'node:test';
import { hoverAt } from '../../../server/src/core/analysis/answers/hover.ts';
import type { Session } from '../../../server/src/core/analysis/session/session.ts';
import { openSession } from '../../kit/hovering.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

const HEAD = '#include <sys/param.h>\n#include <sys/kernel.h>\n#include <net/vnet.h>\n';
const OPEN = `${HEAD}VNET_DEFINE(int, x) = 1;\n`;
const SOURCE = 'sys/net/tiny.c';

function start(isOpen: boolean): Session {
  const session = openSession(
    tinyKernel({
      sources: {
        'sys/net/a.c': `${HEAD}VNET_DEFINE(char, modspace[64]);\n`,
        // x lies behind what the module's other source defines.
        'sys/net/first.c': `${HEAD}VNET_DEFINE(long, a[2]) = { 1 };\n`,
        [SOURCE]: OPEN,
        'sys/modules/tiny/Makefile':
          '.PATH: ${.CURDIR}/../../net\nKMOD= tiny\nSRCS= first.c tiny.c\n.include <bsd.kmod.mk>\n',
      },
      uncompiled: ['sys/net/first.c', SOURCE],
    }),
  );
  if (isOpen) session.setText(SOURCE, OPEN);
  return session;
}

/** What a hover over x says of its place. */
function placeOf(session: Session): string {
  const answer = hoverAt(session, SOURCE, (session.textOf(SOURCE) ?? '').indexOf('x)'));
  assert.ok(answer?.kind === 'variable');
  const [place] = answer.inModules;
  if (place !== undefined) return `${place.module} +${place.offsetBytes}`;
  if (answer.place.kind !== 'notInKernel') return answer.place.kind;
  const { modules, isMeasured } = answer.place;
  return modules === undefined ? 'no module known' : `${modules.join()}${isMeasured === false ? ' not measured' : ''}`;
}

/** The places that a hover says one after the other while nothing of the index is known. */
function placesBeforeIndex(session: Session): readonly string[] {
  const places: string[] = [];
  while (session.step() && session.progress.phase !== 'definitions' && session.progress.phase !== 'done') {
    const place = placeOf(session);
    if (place !== places.at(-1)) places.push(place);
  }
  return places;
}

test('the module of an open source is measured before the tree is indexed', () => {
  assert.deepEqual(placesBeforeIndex(start(true)), ['no module known', 'tiny not measured', 'tiny +16']);
});

test('the module of a source that nobody opened waits', () => {
  assert.ok(!placesBeforeIndex(start(false)).includes('tiny +16'));
});

test('an edit of an open source is followed when it is asked about', () => {
  const session = start(true);
  while (session.step()) continue;
  session.setText(SOURCE, `${HEAD}VNET_DEFINE(int, w) = 1;\nVNET_DEFINE(int, x) = 1;\n`);
  assert.equal(placeOf(session), 'tiny +20');
});
