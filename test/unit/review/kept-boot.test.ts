// A boot that is kept for a revision answers as booting it again would: the oracle is a session that keeps nothing.
import assert from 'node:assert/strict';
import test from 'node:test';
import { OverlayFiles } from '../../../server/src/core/analysis/workspace/overlay-files.ts';
import type { BootStore, KeptBoot } from '../../../server/src/core/analysis/review/fresh-section.ts';
import { ReviewSession, type ReviewTree } from '../../../server/src/core/analysis/review/review-session.ts';
import type { ConfigurationReview } from '../../../server/src/core/analysis/review/review.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

const disk = new NodeFiles(sampleFolder);
let kept: KeptBoot | undefined;
const store: BootStore = {
  find: () => kept,
  keep: (boot) => {
    kept = JSON.parse(JSON.stringify(boot)) as KeptBoot;
  },
};

function reviewed(file: string, text: string, boots: BootStore | undefined): ConfigurationReview {
  const before: ReviewTree = { files: new OverlayFiles(disk), settingsAt: undefined, reuse: undefined, boots };
  const edited = new OverlayFiles(disk);
  edited.set(file, text);
  const session = new ReviewSession(before, { arch: 'amd64', policy: 'stable', boots: true });
  const made = session.review({ files: edited, settingsAt: undefined, reuse: undefined }, [
    { before: file, after: file },
  ]);
  assert.ok(!('failure' in made));
  return made;
}

const EDITS: Readonly<Record<string, readonly [file: string, from: string, to: string, changes: readonly string[]]>> = {
  'a comment': ['sys/net/if.c', 'static void\tif_grow(void);', 'static void\tif_grow(void);\t/* twice */', []],
  'a function that boot does not run': [
    'sys/net/if.c',
    'if (index == 0 || index > (u_int)V_if_index)',
    'if (index == 0 || index > (u_int)V_if_index + 0)',
    [],
  ],
  'a constructor': [
    'sys/netinet/tcp_subr.c',
    'V_tcp_tcbhashsize = buckets;',
    'V_tcp_tcbhashsize = buckets / 2;',
    ['tcp_tcbhashsize'],
  ],
};

for (const [name, [file, from, to, changes]] of Object.entries(EDITS))
  test(`${name}: with the boot of the older tree kept`, () => {
    const text = disk.read(file) ?? '';
    assert.ok(text.includes(from), from);
    const edited = text.replace(from, () => to);
    const plain = reviewed(file, edited, undefined);
    kept = undefined;
    assert.deepEqual(reviewed(file, edited, store), plain);
    assert.ok(((kept as KeptBoot | undefined)?.functions.length ?? 0) > 0);
    assert.deepEqual(reviewed(file, edited, store), plain);
    assert.deepEqual(
      plain.fresh.map((one) => one.name),
      changes,
    );
  });

test('a kept boot is not asked for again while what it ran is as it was', () => {
  const [file, from, to] = EDITS['a function that boot does not run'] ?? ['', '', ''];
  const edited = (disk.read(file) ?? '').replace(from, () => to);
  const marked: BootStore = {
    find: () => ({ side: { values: [], leaks: [] }, functions: kept?.functions ?? [] }),
    keep: () => undefined,
  };
  assert.deepEqual(reviewed(file, edited, marked).fresh, []);
});
