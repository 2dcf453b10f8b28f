import assert from 'node:assert/strict';
import test from 'node:test';
import { DEFAULT_SCOPE, measureLayouts, POLICIES } from '../../../server/src/core/analysis/compat.ts';
import { finish, openSample } from '../../kit/rule-session.ts';

const EVERYWHERE = 'sys/sys/param.h';
const HEADER = 'sys/net/if_var.h';

test('a header that is edited while its readers are read again gets its finding when they are', () => {
  const session = openSample();
  finish(session);
  const [policy] = POLICIES;
  assert.ok(policy !== undefined);
  session.compat.setBaseline({ name: 'the sample', layouts: measureLayouts(session.workspace, DEFAULT_SCOPE).layouts, policy });
  const find = (): number => session.findings(HEADER)?.filter(({ rule }) => rule === 'layout-change').length ?? -1;
  const head = /^struct ifnet \{/m.exec(session.files.read(HEADER) ?? '');
  assert.ok(head !== null);

  // After the first edit no unit holds any more, and nobody is known to read the second file.
  session.setText(EVERYWHERE, `${session.files.read(EVERYWHERE) ?? ''}\n#define NOTHING 1\n`);
  const text = session.files.read(HEADER) ?? '';
  const at = head.index + head[0].length;
  session.setText(HEADER, `${text.slice(0, at)}\n\tlong\tif_first;${text.slice(at)}`);
  const before = session.lateAnswers;
  const early = find();
  finish(session);
  assert.equal(find(), 1);
  assert.equal(early, 0);
  assert.ok(session.lateAnswers > before, 'nothing says that it is worth a second look');
});
