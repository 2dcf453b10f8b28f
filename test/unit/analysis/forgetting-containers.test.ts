// The keepers of a tree of 2008 and 2009: after an edit the container kernel is what its files say, and with the
// `forget` of one keeper turned off it is not.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { describe } from 'node:test';
import { measureContainer } from '../../../server/src/core/analysis/containers/container-layout.ts';
import { containerTree } from '../../../server/src/core/analysis/containers/container-tree.ts';
import { OverlayFiles } from '../../../server/src/core/analysis/workspace/overlay-files.ts';
import { Session } from '../../../server/src/core/analysis/session/session.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { isUnknown } from '../../../server/src/core/types/unknown.ts';
import { afterEdit, differing, foundOutIn, listOf, type Answers, type Texts } from '../../kit/deaf-keepers.ts';
import { CONTAINER_KERNEL } from '../../kit/migrated-containers.ts';
import { finish } from '../../kit/rule-session.ts';
import { root } from '../../kit/source-graph.ts';

const folder = path.join(root, CONTAINER_KERNEL);
const text = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

const SOURCE = 'sys/netinet/in_pcb.c';
const HEADER = 'sys/netinet/vinet.h';
const OPTIONS_HEADER = 'sys/netinet/in_pcb.h';

function open(edit: Texts = {}): Session {
  const files = new OverlayFiles(new NodeFiles(folder));
  for (const [file, changed] of Object.entries(edit)) files.set(file, changed);
  const session = Session.open(files, { arch: 'amd64', options: ['VIMAGE'] });
  assert.ok(!('failure' in session));
  finish(session);
  return session;
}

/** The containers with their sizes, and what the rules report in the files that are edited. */
function ask(session: Session): Answers {
  const answers: Record<string, string> = {};
  for (const container of containerTree(session.workspace)?.containers ?? []) {
    const measured = measureContainer(session.workspace, container);
    answers[container.tag] = isUnknown(measured)
      ? measured.reason
      : JSON.stringify([measured.sizeBytes, [...measured.members.keys()]]);
  }
  for (const file of [SOURCE, HEADER]) answers[file] = JSON.stringify(session.findings(file));
  return answers;
}

const EDITS: Readonly<Record<string, Texts>> = {
  // It is reported no more: its definition stands under VIMAGE_GLOBALS.
  'a source': {
    [SOURCE]: text(SOURCE).replace(
      /^int\tipport_lowfirstauto.*$/m,
      '#ifdef VIMAGE_GLOBALS\nint\tipport_lowfirstauto = 1023;\n#endif',
    ),
  },
  'a header': { [HEADER]: text(HEADER).replace('int\t_nipq;', 'int\t_nipq; int _added;') },
  'a record of a member': {
    [OPTIONS_HEADER]: text(OPTIONS_HEADER).replace('struct inpcbinfo {', 'struct inpcbinfo { char added[4096];'),
  },
};

const STALE: Readonly<Record<string, readonly string[]>> = {
  Containers: ['a source', 'a header', 'a record of a member'],
  ContainerAnswers: ['a source', 'a header'],
};

describe('the container kernel after an edit', () => {
  const before = ask(open());
  const fresh = new Map(Object.entries(EDITS).map(([kind, edit]) => [kind, ask(open(edit))]));
  for (const [kind, edit] of Object.entries(EDITS))
    test(kind, () => {
      const wanted = fresh.get(kind) ?? {};
      assert.notDeepEqual(differing(before, wanted), [], 'the edit changes no answer');
      assert.deepEqual(differing(afterEdit(open(), ask, edit), wanted), []);
    });
  for (const [keeper, kinds] of Object.entries(STALE))
    test(`${keeper} that does not hear of ${kinds.join(', ')} is found out`, () => {
      for (const kind of kinds)
        assert.notDeepEqual(
          differing(afterEdit(open(), ask, EDITS[kind] ?? {}, keeper), fresh.get(kind) ?? {}),
          [],
          kind,
        );
    });
});

// Settings in a mode never change: those that nothing compiles with any more would stay for ever.
test('ModeSettings keeps none of those that an edit makes useless', () => {
  const session = open();
  ask(session);
  const keeper = listOf(session.keepers).find((one) => one.constructor.name === 'ModeSettings');
  assert.ok(keeper !== undefined);
  const stored = (): number => (Reflect.get(keeper, 'byCompile') as ReadonlyMap<unknown, unknown>).size;
  assert.notEqual(stored(), 0);
  session.setText(HEADER, text(HEADER).replace('int\t_nipq;', 'long\t_nipq;'));
  assert.equal(stored(), 0);
});

test('these keepers are the ones that the list of tests names', () => {
  const file = 'test/unit/analysis/forgetting-containers.test.ts';
  assert.deepEqual([...foundOutIn(file)].sort(), [...Object.keys(STALE), 'ModeSettings'].sort());
});
