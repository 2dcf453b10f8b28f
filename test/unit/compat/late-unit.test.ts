import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { OverlayFiles } from '../../../server/src/core/analysis/workspace/overlay-files.ts';
import { Session } from '../../../server/src/core/analysis/session/session.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { baselineOf, finish, openSample } from '../../kit/rule-session.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

const compare = (session: Session): void => {
  session.compareWith(baselineOf(session.workspace, 'the sample'));
};
const found = (session: Session, header: string): number =>
  session.findings(header)?.filter(({ rule }) => rule === 'layout-change').length ?? -1;

/** A long before the first member. */
function breakRecord(session: Session, header: string, head: RegExp): void {
  const text = session.files.read(header) ?? '';
  const match = head.exec(text);
  assert.ok(match !== null);
  const at = match.index + match[0].length;
  session.setText(header, `${text.slice(0, at)}\n\tlong\tfix_first;${text.slice(at)}`);
}

test('a header that is edited while the units of its readers are stale has its finding at once', () => {
  const session = openSample();
  compare(session);
  const everywhere = 'sys/sys/param.h';
  session.setText(everywhere, `${session.files.read(everywhere) ?? ''}\n#define NOTHING 1\n`);
  breakRecord(session, 'sys/net/if_var.h', /^struct ifnet \{/m);
  assert.equal(found(session, 'sys/net/if_var.h'), 1);
});

const PART = 'sys/net/fix_part.h';

/** A session that has read the tree, but not yet who reads PART. */
function openWithPart(): Session {
  const source = 'sys/net/if_tunnel.c';
  const files = new OverlayFiles(new NodeFiles(sampleFolder));
  files.set(PART, 'struct fix_part {\n\tint\tp_a;\n};\n');
  files.set(
    source,
    `${readFileSync(path.join(sampleFolder, source), 'utf8')}\n#include <net/fix_part.h>\nVNET_DEFINE_STATIC(struct fix_part, fix_part);\n`,
  );
  const session = Session.open(files, { arch: 'amd64' });
  assert.ok(!('failure' in session));
  while (!session.isWhole) assert.ok(session.step());
  return session;
}

test('a header of which nobody knows yet who reads it is worth a second look when all is read', () => {
  const session = openWithPart();
  // A baseline of an older version does not name the readers of headers.
  const { layouts, ...baseline } = baselineOf(session.workspace, 'the sample');
  const older = JSON.parse(
    JSON.stringify(layouts, (key, value: unknown) => (key === 'reader' ? undefined : value)),
  ) as typeof layouts;
  session.compareWith({ ...baseline, layouts: older });
  breakRecord(session, PART, /^struct fix_part \{/m);
  let arrivals = 0;
  session.keepers.add({
    forget: (change) => {
      if (change.isArrival) arrivals++;
    },
  });
  assert.equal(found(session, PART), 0);
  finish(session);
  assert.equal(found(session, PART), 1);
  assert.ok(arrivals > 0, 'nothing says that it is worth it');
});

test('a header whose reader the baseline names has its finding before its readers are known', () => {
  const session = openWithPart();
  compare(session);
  breakRecord(session, PART, /^struct fix_part \{/m);
  assert.equal(found(session, PART), 1);
});

test('a header that nothing reads is asked about in vain, and that is the end of it', () => {
  const header = 'sys/net/fix_alone.h';
  const session = openSample({ [header]: 'struct fix_alone {\n\tint\ta;\n};\n' });
  compare(session);
  assert.equal(session.compat.unitOf(header), undefined);
  assert.equal(session.step(), false);
});
