// The mistakes of seeded.test.ts in a real tree of 14, which VNETSCOPE_REVIEW_TREE names: each is found, and going back
// adds nothing. One of them is the tree's own: if_vmove_loan() restores curvnet twice on its way out with ENODEV.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { OverlayFiles } from '../../../server/src/core/analysis/workspace/overlay-files.ts';
import type { ChangedFile } from '../../../server/src/core/analysis/review/changed-files.ts';
import { ReviewSession, type ReviewTree } from '../../../server/src/core/analysis/review/review-session.ts';
import type { ConfigurationReview } from '../../../server/src/core/analysis/review/review.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';

const root = process.env['VNETSCOPE_REVIEW_TREE'];
const skip = root === undefined ? 'VNETSCOPE_REVIEW_TREE names no tree' : false;

interface Seed {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly found: (review: ConfigurationReview) => void;
}

const rules = ({ findings }: ConfigurationReview): readonly string[] => findings.added.map(({ rule }) => rule);
const LATE = '\t\tCURVNET_RESTORE();\n\t\tprison_free(pr);\n\t\treturn (ENODEV);';

const SEEDS: Readonly<Record<string, Seed>> = {
  'the second CURVNET_RESTORE of if_vmove_loan': {
    file: 'sys/net/if.c',
    from: LATE.replace('\t\tCURVNET_RESTORE();\n', ''),
    to: LATE,
    found: (review) => {
      assert.deepEqual(rules(review), ['curvnet-restore-without-set']);
    },
  },
  'a tunable that never works': {
    file: 'sys/netinet/ip_input.c',
    from: 'OID_AUTO, stealth, CTLFLAG_VNET | CTLFLAG_RW,',
    to: 'OID_AUTO, stealth, CTLFLAG_VNET | CTLFLAG_RWTUN,',
    found: (review) => {
      assert.deepEqual(rules(review), ['sysctl-vnet-tunable']);
      assert.deepEqual(
        review.sysctls.map(({ after }) => [after?.name, after?.tunable]),
        [['net.inet.ip.stealth', 'ignored']],
      );
    },
  },
  'a member in the middle of struct inpcb': {
    file: 'sys/netinet/in_pcb.h',
    from: '\tint\tinp_flags2;',
    to: '\tuint64_t inp_seeded;\n\tint\tinp_flags2;',
    found: (review) => {
      assert.equal(review.kbi.isSafe, false);
      const names = review.kbi.changes.filter(({ breaks }) => breaks.includes('module')).map(({ name }) => name);
      assert.ok(names.includes('struct inpcb'), names.join());
    },
  },
  'a module that no longer fits in modspace': {
    file: 'sys/net/if_bridge.c',
    from: 'VNET_DEFINE_STATIC(int, log_stp);',
    to: 'VNET_DEFINE_STATIC(int, log_stp);\nVNET_DEFINE_STATIC(char, seeded_table[40000]);',
    found: (review) => {
      assert.deepEqual(
        review.globals.fits.map(({ module, fitsAlone }) => [module, fitsAlone]),
        [['if_bridge', false]],
      );
    },
  },
  'a constructor that forgets its destructor': {
    file: 'sys/net/if_bridge.c',
    from: '\n\tuma_zdestroy(V_bridge_rtnode_zone);\n',
    to: '\n',
    found: (review) => {
      assert.ok(rules(review).includes('vnet-resource-leak'), rules(review).join());
    },
  },
};

describe('seeded mistakes in a real tree', { skip, timeout: 1_800_000 }, () => {
  if (root === undefined) return;
  const disk = new NodeFiles(root);
  const tree = (texts: Readonly<Record<string, string>>): ReviewTree => {
    const files = new OverlayFiles(disk);
    for (const [file, text] of Object.entries(texts)) files.set(file, text);
    return { files, settingsAt: undefined, reuse: undefined };
  };
  const sound = {
    'sys/net/if.c': (disk.read('sys/net/if.c') ?? '').replace(LATE, LATE.replace('\t\tCURVNET_RESTORE();\n', '')),
  };
  const session = new ReviewSession(tree(sound), { arch: 'amd64', policy: 'stable', boots: false });
  const reviewed = (texts: Readonly<Record<string, string>>, file: string): ConfigurationReview => {
    const changed: ChangedFile[] = [{ before: file, after: file }];
    const made = session.review(tree(texts), changed);
    assert.ok(!('failure' in made));
    return made;
  };
  for (const [name, { file, from, to, found }] of Object.entries(SEEDS)) {
    test(name, () => {
      const text = (sound as Readonly<Record<string, string>>)[file] ?? disk.read(file) ?? '';
      assert.ok(text.includes(from), `${file} has no ${from}`);
      found(reviewed({ ...sound, [file]: text.replace(from, () => to) }, file));
      const undone = reviewed(sound, file);
      assert.deepEqual(
        [
          rules(undone),
          undone.globals.changes.filter(({ kind }) => kind === 'added'),
          undone.globals.fits.filter((one) => !one.fitsAlone),
        ],
        [[], [], []],
      );
    });
  }
});
