/** What to do is another thing from case to case: the advice has to be the right one. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { FIXTURE, findingsIn, type Files } from '../kit/rule-session.ts';

const HEADER = 'sys/net/fix_own.h';
const HEAD = '#include <sys/param.h>\n#include <net/vnet.h>\n#include <net/fix_own.h>\n';
const ACCESSOR = '#define\tV_fix_own VNET(fix_own)\n';

const cases: readonly (readonly [what: string, rule: string, files: Files, help: string])[] = [
  [
    'a header cannot reach what is static: its accessor is the wrong one',
    'accessor-duplicate',
    { [HEADER]: ACCESSOR, [FIXTURE]: `${HEAD}VNET_DEFINE_STATIC(int, fix_own);\n${ACCESSOR}` },
    "remove the one in sys/net/fix_own.h: 'fix_own' is static here",
  ],
  [
    'what the header declares has its accessor there',
    'accessor-duplicate',
    {
      [HEADER]: `VNET_DECLARE(int, fix_own);\n${ACCESSOR}`,
      [FIXTURE]: `${HEAD}VNET_DEFINE(int, fix_own);\n${ACCESSOR}`,
    },
    'remove this one',
  ],
];

for (const [what, rule, files, help] of cases) {
  test(what, () => {
    assert.deepEqual(
      (findingsIn(files).get(FIXTURE) ?? []).filter((finding) => finding.rule === rule).map((finding) => finding.help),
      [help],
    );
  });
}
