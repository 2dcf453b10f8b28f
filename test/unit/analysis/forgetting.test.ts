// Every keeper forgets enough, and no more than it must: after each edit a session answers as a fresh one, and with the
// `forget` of one keeper turned off it does not.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Completer } from '../../../server/src/core/analysis/answers/completion/completer.ts';
import { hoverAt } from '../../../server/src/core/analysis/answers/hover.ts';
import { reportOf } from '../../../server/src/core/analysis/image/layout-report.ts';
import { Session } from '../../../server/src/core/analysis/session/session.ts';
import { OverlayFiles } from '../../../server/src/core/analysis/workspace/overlay-files.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { getOrMake } from '../../../server/src/core/collections/get-or-make.ts';
import { afterEdit, differing, foundOutIn, namesOf, type Texts } from '../../kit/deaf-keepers.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';
import { allOn, baselineOf, finish } from '../../kit/rule-session.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

const HEAD = '#include <sys/param.h>\n#include <sys/kernel.h>\n#include <sys/sysctl.h>\n#include <net/vnet.h>\n';

/** Sources that ask for everything that is stored; each answer is one that an edit below changes. */
const SOURCES: Texts = {
  'sys/net/a.h': `#include <net/b.h>
#include <net/n.h>
#ifndef A_MORE
#define A_MORE 2
#endif
struct a_stat { int packets; int errors; int more[A_MORE]; };
VNET_DECLARE(struct a_stat, a_stat);
#define V_a_stat VNET(a_stat)
VNET_DECLARE(long, a_count);
#define V_a_count VNET(a_count)
void a_input(struct vnet *);
`,
  'sys/net/b.h': `struct b_options { int level; };
#define A_LEVEL 1
#define A_FLAG 0x00020000
typedef long e_size;
`,
  'sys/net/d.h': `#ifndef D_TYPE
#define D_TYPE int
#endif
struct d_stat { D_TYPE d_first; D_TYPE d_second; };
VNET_DECLARE(struct d_stat, d_stat);
#define V_d_stat VNET(d_stat)
`,
  'sys/net/e.h': `struct e_options { int e_first; };
VNET_DECLARE(e_size, m_size);
#define V_m_size VNET(m_size)
`,
  'sys/net/pfkeyv2.h': '#define SADB_EALG_DESCBC 2\n',
  'sys/net/a.c': `${HEAD}#include <net/a.h>
VNET_DEFINE(struct a_stat, a_stat);
VNET_DEFINE(long, a_count) = A_LEVEL;
VNET_DEFINE_STATIC(struct b_options, a_options);
#define V_a_options VNET(a_options)
VNET_DEFINE(char, modspace[40]);
#define A_OWN_FLAG 0x00020000
SYSCTL_DECL(_net);
SYSCTL_INT(_net, OID_AUTO, a_level, CTLFLAG_RW | A_FLAG, &VNET_NAME(a_options.level), 0, "level");
SYSCTL_INT(_net, OID_AUTO, a_packets, CTLFLAG_RD | A_OWN_FLAG, &VNET_NAME(a_stat.packets), 0, "packets");
SYSCTL_INT(_net, OID_AUTO, a_count, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(a_count), 0, "count");
static void a_init(void *arg) { V_a_count = 1; V_a_options.level = 2; }
VNET_SYSINIT(a_init, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, a_init, NULL);
void a_input(struct vnet *vnet) { CURVNET_SET(vnet); V_a_stat.packets++; CURVNET_RESTORE(); }
`,
  'sys/net/c.c': `${HEAD}#include <net/a.h>
#include <net/e.h>
VNET_DEFINE(long, c_last);
#define V_c_last VNET(c_last)
#define V_d_stat VNET(d_stat)
#ifdef C_OPTION
int c_option(void) { return (V_c_lasts); }
#endif
static int c_use(struct e_options *options) { return options->e_first + V_a_count + V_a_stat.packets; }
void c_timer(void *arg) { V_c_last = c_use(arg); }
void c_input(struct vnet *vnet) { CURVNET_SET(vnet); V_c_last++; C_RESTORE(); }
`,
  'sys/net/m.c': `${HEAD}#include <net/a.h>
#include <net/d.h>
VNET_DEFINE(long, m_size);
VNET_DEFINE(struct d_stat, d_stat);
VNET_DEFINE(struct a_stat, m_stat);
#define V_m_stat VNET(m_stat)
int m_sum(void) { return V_m_stat.packets + V_a_count; }
`,
  'sys/modules/Makefile': 'SUBDIR= m\n.include <bsd.subdir.mk>\n',
  'sys/modules/m/Makefile': '.PATH: ${SRCTOP}/sys/net\nKMOD= m\nSRCS= m.c\n.include <bsd.kmod.mk>\n',
};

const sample = new NodeFiles(sampleFolder);

/** Headers and lists of the sample kernel, and the sources above. */
const BASE: Texts = (() => {
  const texts: Record<string, string> = {};
  const pending = ['sys'];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop())
    for (const name of sample.list(folder)) {
      if (name.endsWith('/')) pending.push(`${folder}/${name.slice(0, -1)}`);
      else texts[`${folder}/${name}`] = sample.read(`${folder}/${name}`) ?? '';
    }
  const isNeeded = (path: string): boolean =>
    !path.endsWith('.c') && (!/^sys\/(net|netinet|netinet6|modules)\//.test(path) || path === 'sys/net/vnet.h');
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([path]) => isNeeded(path))),
    'sys/conf/files': 'net/a.c\tstandard\nnet/c.c\tstandard\n',
    'sys/conf/files.amd64': '',
    'sys/amd64/conf/DEFAULTS': 'machine\tamd64\n',
    'sys/amd64/conf/GENERIC': 'cpu\tHAMMER\nident\tGENERIC\noptions \tVIMAGE\n',
    ...SOURCES,
  };
})();

const inBase = (path: string): string => BASE[path] ?? assert.fail(path);

/** Edits of each kind, as texts that replace others. */
const EDITS: Readonly<Record<string, Texts>> = {
  'a source': {
    'sys/net/a.c': inBase('sys/net/a.c')
      .replace('(long, a_count)', '(char, a_count)')
      .replace('#include <net/a.h>', '#define D_TYPE long\n#include <net/d.h>\n#include <net/a.h>')
      .replace('V_a_count = 1; ', '')
      .replace(' CURVNET_RESTORE();', '')
      .replace('A_OWN_FLAG 0x00020000', 'A_OWN_FLAG 0')
      .replace('CTLFLAG_VNET | ', ''),
  },
  'a source of a module': {
    // Of the same length: types and oids are stored by offset.
    'sys/net/m.c': inBase('sys/net/m.c')
      .replace('(long, m_size)', '(char, m_size)')
      .replace('struct a_stat, m_stat', 'struct a_stat, m_stats[2]'),
  },
  'a header': {
    'sys/net/a.h': inBase('sys/net/a.h').replace('int packets;', 'long packets; int drops;'),
    'sys/net/e.h': inBase('sys/net/e.h').replace('int e_first;', 'int e_first; int e_second;'),
  },
  'an included header': {
    'sys/net/b.h': inBase('sys/net/b.h')
      .replace('int level', 'long level')
      .replace('A_LEVEL 1', 'A_LEVEL 3')
      .replace('A_FLAG 0x00020000', 'A_FLAG 0')
      .replace('typedef long', 'typedef char')
      .concat('#include <net/d.h>\n'),
    'sys/net/pfkeyv2.h': inBase('sys/net/pfkeyv2.h').replace('2', '1'),
  },
  'the machine': {
    'sys/amd64/include/param.h': inBase('sys/amd64/include/param.h').replace(
      /(#define\s+CACHE_LINE_SHIFT\s+)\d+/,
      '$14',
    ),
  },
  'SI_SUB_*': {
    'sys/sys/kernel.h': inBase('sys/sys/kernel.h').replace(
      /SI_SUB_PROTO_DOMAIN =.*/,
      '$&\n\tSI_SUB_PROTO_DOMAINLAST = 0x8800001,',
    ),
  },
  'a header that comes': { 'sys/net/n.h': '#define A_MORE 8\n#define C_RESTORE() CURVNET_RESTORE()\n' },
  'a list of options': { 'sys/conf/options': `${inBase('sys/conf/options')}C_OPTION\topt_global.h\n` },
  'a makefile': { 'sys/modules/m/Makefile': inBase('sys/modules/m/Makefile').replace('KMOD= m', 'KMOD= n') },
};

function open(edit: Texts = {}): Session {
  const session = Session.open(new OverlayFiles(new MemoryFiles({ ...BASE, ...edit })), {
    arch: 'amd64',
    settingsAt: allOn,
  });
  assert.ok(!('failure' in session));
  finish(session);
  session.compareWith(BASELINE);
  finish(session);
  return session;
}

const BASELINE = (() => {
  const session = Session.open(new OverlayFiles(new MemoryFiles(BASE)), { arch: 'amd64' });
  assert.ok(!('failure' in session));
  return baselineOf(session.workspace, 'before');
})();

const asData = (_: string, value: unknown): unknown =>
  value instanceof Map
    ? [...(value as Map<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1))
    : value instanceof Set
      ? [...(value as Set<unknown>)].sort()
      : typeof value === 'bigint'
        ? value.toString()
        : value;

/** Asks a session all that it can be asked about these files, in the order in which an editor does. */
function answers(session: Session): Record<string, string> {
  // What is only begun when it is asked for is there at the second time.
  const measured = session.index.files.has('sys/net/m.c') && session.regions.isMeasuredAsBuilt('sys/net/m.c');
  ask(session);
  finish(session);
  return { ...ask(session), measured: String(measured) };
}

function ask(session: Session): Record<string, string> {
  const paths = [...session.index.files.keys()].filter((path) => /\/[a-em]\.[ch]$/.test(path)).sort();
  const said: Record<string, string> = {};
  const say = (what: string, answer: unknown): void => {
    said[what] = JSON.stringify([answer], asData);
  };
  const region = session.regions.region('set_vnet');
  say('layout', region && reportOf(session.workspace, region));
  const { index } = session;
  say('index', [
    index.definitions,
    index.declarations,
    index.accessors,
    index.sysctlsOf,
    index.sysinits,
    index.useCounts,
  ]);
  say('machine', session.machine);
  const completer = new Completer(session);
  for (const path of [...paths, 'sys/net/pfkeyv2.h']) {
    const text = session.textOf(path) ?? '';
    const findings = session.findings(path);
    if (findings === undefined) say(`findings ${path}`, undefined);
    for (const finding of findings ?? []) {
      const what = `finding ${path} ${finding.rule}: ${finding.message}`;
      said[what] = `${said[what] ?? ''}${JSON.stringify(finding)}`;
    }
    say(`modules ${path}`, session.modules.of(path));
    for (const { 0: name, index: start } of text.matchAll(
      /\b(?:V_\w+|struct \w+|SI_SUB_\w+|a_input|packets|A_LEVEL)\b/g,
    )) {
      say(`hover ${path} ${name} ${start}`, hoverAt(session, path, start + (name.startsWith('struct ') ? 8 : 1)));
      if (name.startsWith('V_') || name.startsWith('SI_'))
        say(`completion ${path} ${name} ${start}`, completer.at(path, start + (name.startsWith('V_') ? 2 : 15)));
    }
  }
  return said;
}

/** Keepers, each with the edits after which an answer is stale if it does not hear of them. */
const STALE: Readonly<Record<string, readonly string[]>> = {
  Workspace: ['a source', 'a source of a module', 'a header', 'an included header', 'the machine', 'a makefile'],
  HeaderReaders: ['a source'],
  CachedUnits: ['a source', 'a header', 'a header that comes'],
  LiveRegion: ['a source', 'a source of a module', 'a header', 'a header that comes'],
  LiveMachine: ['the machine'],
  TreeReading: ['a source', 'a source of a module', 'a header'],
  LiveFlow: ['a source'],
  LiveModules: ['a makefile'],
  LiveDefinitions: ['a source of a module'],
  LiveKept: ['a header', 'a header that comes'],
  LiveCompat: ['a source', 'a header'],
  TreeAnswers: ['a source', 'a source of a module', 'an included header', 'a list of options'],
  IncludeClosure: ['an included header'],
  SubsystemNames: ['SI_SUB_*'],
};

/** The list as Session's constructor makes it; what questions add stands behind it, as it comes. */
const IN_ORDER = [
  'Workspace',
  'HeaderReaders',
  'SeenTokens',
  'CachedUnits',
  'LiveRegion',
  'LiveMachine',
  'OpenModules',
  'TreeReading',
  'LiveFlow',
  'LiveModules',
  'LiveDefinitions',
  'LiveKept',
  'LiveCompat',
  'TreeAnswers',
];

/** Keepers that this tree does not ask: those of the container era. */
const NOT_ASKED = ['ContainerAnswers', 'Containers'];

/** Keepers that another test finds out. */
const ELSEWHERE = ['SeenTokens'];

/** Keepers that only decide what is worked out first. */
const SCHEDULES = ['OpenModules'];

const freshAnswers = new Map<string, Record<string, string>>();

/** Answers of a session that has only ever seen the edited tree. */
function fresh(kind: string): Record<string, string> {
  return getOrMake(freshAnswers, kind, () => answers(open(EDITS[kind])));
}

test('after an edit of each kind a session answers as a fresh one, and otherwise than before', () => {
  const before = answers(open());
  for (const [kind, edit] of Object.entries(EDITS)) {
    assert.notEqual(differing(before, fresh(kind)).length, 0, `${kind} changes no answer`);
    // Readers of a header that no kernel compiles are measured when they are asked about, not in advance.
    const isSource = kind === 'a source' || kind === 'a source of a module';
    const after = afterEdit(open(), answers, edit);
    const stale = differing(after, fresh(kind)).filter((what) => isSource || what !== 'measured');
    const sayings = stale.map((what) => (!(what in after) ? `missing: ${what}` : `stale: ${what}`));
    assert.deepEqual(sayings, [], kind);
  }
});

test('every keeper is in the one list, in order, and is told of something that some answer needs', () => {
  const { keepers } = open();
  assert.deepEqual(namesOf(keepers).slice(0, IN_ORDER.length), IN_ORDER);
  const session = open();
  answers(session);
  assert.deepEqual(
    namesOf(session.keepers).sort(),
    [...Object.keys(STALE), ...NOT_ASKED, ...ELSEWHERE, ...SCHEDULES].sort(),
  );
  assert.deepEqual(Object.keys(STALE), foundOutIn('test/unit/analysis/forgetting.test.ts'));
});

for (const [keeper, kinds] of Object.entries(STALE))
  test(`a ${keeper} that does not hear of ${kinds.join(', ')} is found out`, () => {
    for (const kind of kinds) {
      const stale = differing(afterEdit(open(), answers, EDITS[kind] ?? {}, keeper), fresh(kind));
      assert.notEqual(stale.filter((what) => keeper === 'LiveDefinitions' || what !== 'measured').length, 0, kind);
    }
  });

test('LiveKept: members that a header is given while the tree is searched for its old ones are not taken for used', () => {
  const session = open();
  session.findings('sys/net/e.h');
  session.setText('sys/net/e.h', EDITS['a header']?.['sys/net/e.h'] ?? '');
  finish(session);
  const names = Object.keys(answers(session)).filter((what) => what.startsWith('finding sys/net/e.h unused-member'));
  assert.match(names.join(), /names e_second of struct e_options/);
});
