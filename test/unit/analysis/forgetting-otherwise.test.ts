// The keepers that only some questions ask: a tree without VIMAGE, a rename, the simulator. With the `forget` of one
// turned off an edit is not noticed.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { renameEdits } from '../../../server/src/core/analysis/answers/rename/rename.ts';
import { renameSubject } from '../../../server/src/core/analysis/answers/rename/rename-subject.ts';
import { Simulation } from '../../../server/src/core/analysis/image/simulation.ts';
import { FreshVnet } from '../../../server/src/core/analysis/image/fresh-vnet.ts';
import { DEFAULT_CHECK_SETTINGS } from '../../../server/src/core/analysis/session/check-settings.ts';
import { Session } from '../../../server/src/core/analysis/session/session.ts';
import type { FileSource } from '../../../server/src/core/text/file-source.ts';
import type { TreeChange } from '../../../server/src/core/analysis/workspace/tree-change.ts';
import { afterEdit, deafen, differing, foundOutIn, type Answers, type Texts } from '../../kit/deaf-keepers.ts';
import { runScenario } from '../../kit/lab-kernel.ts';
import { finish } from '../../kit/rule-session.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

const HEAD = '#include <sys/param.h>\n#include <sys/kernel.h>\n#include <sys/module.h>\n#include <net/vnet.h>\n';
const A = 'sys/net/a.c';
const B = 'sys/net/b.c';
const HELD = 'sys/net/held.c';
const HEADER = 'sys/net/a.h';

/** held.ko refuses to be unloaded with EBUSY. The constructor's call of b_start() writes b_other, and not a_count. */
const TEXTS: Texts = {
  [HEADER]: 'struct a_stat { int a_packets; int a_unused; };\n',
  [A]: `${HEAD}#include <net/a.h>
VNET_DEFINE(int, a_count) = 7;
#define V_a_count VNET(a_count)
VNET_DEFINE(struct a_stat, a_stat);
void b_start(void);
static void a_init(const void *arg) { VNET(a_stat).a_packets = 1; b_start(); }
VNET_SYSINIT(a_init, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, a_init, NULL);
`,
  [B]: `${HEAD}int b_other;\nint b_elsewhere(int *);\nVNET_DECLARE(int, a_count);
#define V_a_count VNET(a_count)\nvoid b_start(void) { __asm __volatile("nop"); b_elsewhere(&b_other); }\n`,
  [HELD]: `${HEAD}
static int held_modevent(module_t mod, int what, void *arg) { return (what == 1 ? 16 : what == 3 ? 45 : 0); }
static moduledata_t held_mod = { "held", held_modevent, NULL };
DECLARE_MODULE(held, held_mod, SI_SUB_PSEUDO, SI_ORDER_ANY);
`,
};
const text = (path: string): string => TEXTS[path] ?? assert.fail(path);

/** Without VIMAGE the findings are those of a twin that has it. */
function open(edit: Texts = {}, vimage = true): Session {
  const files = tinyKernel({ sources: { ...TEXTS, ...edit }, vimage, uncompiled: [HELD] });
  files.set(
    'sys/modules/held/Makefile',
    '.PATH: ${SRCTOP}/sys/net\nKMOD= held\nSRCS= held.c\n.include <bsd.kmod.mk>\n',
  );
  const session = Session.open(files, {
    arch: 'amd64',
    settingsAt: () => ({ ...DEFAULT_CHECK_SETTINGS, rules: { 'unused-member': 'hint' } }),
  });
  assert.ok(!('failure' in session));
  finish(session);
  return session;
}

/** What the kernel of the tree as it is now does when it is booted, and when held.ko is unloaded. */
function simulated({ workspace }: Session): Answers {
  const simulation = Simulation.open(workspace);
  const fresh = FreshVnet.boot(workspace);
  assert.ok(!('failure' in simulation) && !('failure' in fresh));
  const { failure } = runScenario('boot\nmodule load held\nmodule unload held\n', simulation.start());
  return {
    unload: failure?.messages.join('; ') ?? 'done',
    ...Object.fromEntries(fresh.values().map(({ name, inOthers }) => [name, inOthers])),
  };
}

const simulatedEdits: Readonly<Record<string, Texts>> = {
  UnloadAnswers: { [HELD]: text(HELD).replace('what == 1 ? 16', 'what == 1 ? 0') },
  EffectFiles: { [B]: text(B).replace('b_elsewhere(&b_other)', 'V_a_count = b_elsewhere(&b_other)') },
};

describe('the simulator over a tree that is edited', () => {
  for (const [keeper, edit] of Object.entries(simulatedEdits)) {
    const fresh = simulated(open(edit));
    test(`${keeper}: it does what the edited sources say`, () => {
      assert.deepEqual(differing(afterEdit(open(), simulated, edit), fresh), []);
    });
    test(`${keeper}: without it, what they said before`, () => {
      assert.notDeepEqual(differing(afterEdit(open(), simulated, edit, keeper), fresh), []);
    });
  }
});

describe('a rename between whose steps a file changes', () => {
  function renamed(deaf?: string): string {
    const session = open();
    const subject = renameSubject(session, A, text(A).indexOf('a_count'));
    assert.ok(subject !== undefined && !('refusal' in subject));
    const work = renameEdits(session, A, subject, 'a_total');
    assert.equal(work.next().done, false);
    if (deaf !== undefined) deafen(session.keepers, deaf);
    session.setText(B, `/* One line more. */\n${text(B)}`);
    for (;;) {
      const { done, value } = work.next();
      if (done === true) return 'refusal' in value ? value.refusal : 'renamed';
    }
  }
  test('EditCount: it is refused', () => {
    assert.match(renamed(), /^A file changed/);
  });
  test('EditCount: without it, edits of a text that is no more', () => {
    assert.equal(renamed('EditCount'), 'renamed');
  });
});

describe('a tree without VIMAGE', () => {
  const ask = (session: Session): Answers => {
    const found = (): unknown => [A, HEADER].map((path) => session.findings(path));
    found();
    finish(session);
    return { findings: JSON.stringify(found()) };
  };
  // large-global: the size is the twin's.
  const edit: Texts = { [A]: `${text(A)}VNET_DEFINE_STATIC(char, a_large[8192]);\n` };
  const fresh = ask(open(edit, false));
  test('TwinWork: the edit makes a finding', () => {
    assert.match(fresh['findings'] ?? '', /large-global/);
    assert.doesNotMatch(ask(open({}, false))['findings'] ?? '', /large-global/);
  });
  test('TwinWork: findings are those of the edited text', () => {
    assert.deepEqual(differing(afterEdit(open({}, false), ask, edit), fresh), []);
  });
  test('TwinWork: without it, those of the text before', () => {
    assert.notDeepEqual(differing(afterEdit(open({}, false), ask, edit, 'TwinWork'), fresh), []);
  });

  /** The changes that the session's own list hears of while the twin searches the tree for an unused member. */
  function heard(isDeaf: boolean): readonly TreeChange[] {
    const session = open({}, false);
    const changes: TreeChange[] = [];
    session.keepers.add({ forget: (change) => void changes.push(change) });
    const twin = Reflect.get(session, 'withVimage') as Session;
    if (isDeaf) deafen(twin.keepers, 'TwinArrivals');
    session.findings(HEADER);
    finish(session);
    return changes;
  }
  test('TwinArrivals: the end of its search is told to whoever has published findings', () => {
    assert.deepEqual(
      heard(false).map(({ first }) => first),
      ['findings'],
    );
  });
  test('TwinArrivals: without it, nobody hears of it', () => {
    assert.deepEqual(heard(true), []);
  });
});

describe('a header that only questions look into', () => {
  const PLAIN = 'sys/net/plain.h';
  const files = tinyKernel({ sources: { ...TEXTS, [PLAIN]: 'int before;\n' } });
  /** What is seen of it before and after it has changed on disk, and how often it was read. */
  function seen(deaf?: string): { readonly texts: readonly unknown[]; readonly reads: number } {
    files.set(PLAIN, 'int before;\n');
    let reads = 0;
    const disk: FileSource = {
      isFile: (path) => files.isFile(path),
      list: (folder) => files.list(folder),
      read: (path) => {
        if (path === PLAIN) reads++;
        return files.read(path);
      },
    };
    const session = Session.open(disk, { arch: 'amd64' });
    assert.ok(!('failure' in session));
    finish(session);
    if (deaf !== undefined) deafen(session.keepers, deaf);
    reads = 0;
    const texts = [session.tokens(PLAIN)?.text, session.tokens(PLAIN)?.text];
    files.set(PLAIN, 'int after;\n');
    session.filesChanged([PLAIN]);
    texts.push(session.tokens(PLAIN)?.text);
    return { texts, reads };
  }
  test('SeenTokens: it is read once, and again after a change', () => {
    assert.deepEqual(seen(), { texts: ['int before;\n', 'int before;\n', 'int after;\n'], reads: 2 });
  });
  test('SeenTokens: without it, what it held before', () => {
    assert.deepEqual(seen('SeenTokens').texts.at(-1), 'int before;\n');
  });
});

test('these keepers are the ones that the list of tests names', () => {
  const file = 'test/unit/analysis/forgetting-otherwise.test.ts';
  assert.deepEqual(
    [...foundOutIn(file)].sort(),
    ['TwinWork', 'TwinArrivals', 'EditCount', 'SeenTokens', ...Object.keys(simulatedEdits)].sort(),
  );
});
