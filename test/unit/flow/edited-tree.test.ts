// After an edit the tree's flow is patched, not read anew: it must be what reading everything again gives.
import assert from 'node:assert/strict';
import test from 'node:test';
import { LiveFlow } from '../../../server/src/core/analysis/session/live-flow.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { OverlayFiles } from '../../../server/src/core/analysis/workspace/overlay-files.ts';
import { TreeChange } from '../../../server/src/core/analysis/workspace/tree-change.ts';
import { buildTreeIndex } from '../../../server/src/core/analysis/workspace/build-tree-index.ts';
import type { HandlerKind } from '../../../server/src/core/flow/file-flow.ts';
import type { TreeFlow, TreeFunction } from '../../../server/src/core/flow/tree-flow.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { Seeded } from '../../kit/seeded.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

const EDITS = 150;

/** Everything that the rules ask of it. */
function told(tree: TreeFlow): readonly string[] {
  const { contexts } = tree;
  const name = (one: TreeFunction | undefined): string =>
    one === undefined ? '' : `${one.path} ${one.flow.name} ${one.flow.start}`;
  const of = (kind: HandlerKind): string => contexts.handlers(kind).map(name).join();
  const paths = [...tree.paths];
  const flows = paths.flatMap((path) => tree.functions(path));
  const accessors = new Set(flows.flatMap(({ flow }) => flow.uses.map((use) => `V_${use.name}`)));
  return [
    of('vnet-sysinit'),
    of('vnet-sysuninit'),
    of('callout'),
    [...contexts.constructed].map((pair) => pair.map(name).join(' by ')).join(),
    ...[...accessors].sort().map((accessor) =>
      [
        accessor,
        contexts.isGivenOut(accessor),
        contexts.makers(accessor).map(name).join(),
        contexts
          .users(accessor)
          .map(({ by, use }) => `${name(by)} ${use.start}`)
          .join(),
      ].join('\n'),
    ),
    ...flows.map((one) =>
      [
        name(one),
        JSON.stringify(tree.story(one, 'needs')),
        JSON.stringify(tree.story(one, 'sleeps')),
        contexts
          .handedOver(one)
          .map(({ path, registration }) => `${path} ${registration.start}`)
          .join(),
        tree
          .callers(one)
          .map(({ node, call }) => `${name(node)} ${call.start}`)
          .join(),
        tree.resolve(one.path, one.flow.name).map(name).join(),
        one.flow.resources.map((resource) => contexts.isGivenBack(one.path, resource)).join(),
        one.flow.announces.map((event) => contexts.isAnnouncedInVnet(event.name)).join(),
        [...contexts.inSameVnet(one)].map(name).join(),
      ].join('\n'),
    ),
  ];
}

const STATEMENTS = [
  'V_if_index++;',
  'CURVNET_SET(vnet0); CURVNET_RESTORE();',
  '(void)malloc(8, M_TEMP, M_WAITOK);',
  'if_alloc(0);',
  'ip_input(NULL); tcp_input(NULL);',
  'return;',
  'SEEDED(1);',
  'SEEDED(2);',
  '',
];
const MACROS = [
  '#define SEEDED(x) V_if_index',
  '#define SEEDED(x) pause("", 0)',
  '#define SEEDED(x) CURVNET_SET(x)',
  '#define V_if_index other',
  '#define UNSEEN(x) f(x)',
];

/**
 * One change somewhere in a file: a statement or a line less, a function or a call with another name, a macro, another
 * registration.
 */
function changed(text: string, random: Seeded, k: number): string {
  const at = (pattern: RegExp, put: (found: string) => string): string => {
    const places = [...text.matchAll(pattern)];
    if (places.length === 0) return text;
    const { index, 0: found } = random.pick(places);
    return `${text.slice(0, index)}${put(found)}${text.slice(index + found.length)}`;
  };
  switch (random.below(10)) {
    case 0:
      return `${text}void if_alloc_${k}(void) { ${random.pick(STATEMENTS)} }\n`;
    case 1:
      return `${random.pick(MACROS)}\n${text}`;
    case 2:
      return at(/^[a-z]\w+(?=\([^;]*$)/gm, (name) => `${name}x`);
    case 3:
      return at(/(?<=^\t.*)\b[a-z]\w+(?=\()/gm, () => random.pick(['if_alloc', 'ip_input', 'nothing']));
    case 4:
      return at(/^(\t.*;|#define .*)$/gm, () => '');
    case 5:
      return at(/\bVNET_SYS(UN)?INIT(?=\()/g, (word) =>
        random.pick([word.slice('VNET_'.length), 'VNET_SYSUNINIT', 'OTHER']),
      );
    case 6:
      return at(/^#define SEEDED.*$/gm, () => '');
    default:
      return at(/^\{\n/gm, (brace) => `${brace}${random.pick(STATEMENTS)}\n`);
  }
}

test(`${EDITS} edits of the sample kernel`, () => {
  const files = new OverlayFiles(new NodeFiles(sampleFolder));
  const workspace = openWorkspace(files, { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  const sources = buildTreeIndex(workspace, true).checked;
  const live = new LiveFlow(workspace, () => sources);
  const first = live.tree;
  assert.ok(told(first).length > 50);
  const random = new Seeded(11);
  const disk = new NodeFiles(sampleFolder);
  let last: readonly string[] = [];
  for (let k = 0; k < EDITS; k++) {
    // The same again, another file, now and then several before anybody looks.
    const paths =
      last.length > 0 && random.chance(0.6)
        ? last
        : Array.from({ length: random.chance(0.2) ? 3 : 1 }, () => random.pick(sources));
    last = paths;
    for (const path of paths)
      files.set(path, random.chance(0.15) ? (disk.read(path) ?? '') : changed(files.read(path) ?? '', random, k));
    workspace.forget(TreeChange.edit(paths));
    live.forget(TreeChange.edit(paths));
    assert.equal(live.tree, first);
    assert.deepEqual(
      told(live.tree),
      told(new LiveFlow(workspace, () => sources).tree),
      `edit ${k} of ${paths.join()}`,
    );
  }
});

test('VNET_DOMAIN_SET comes and goes: files that do not mention it are read again', () => {
  const header = 'sys/net/fx_domain.h';
  const once =
    'void net_add_domain(void *);\n#define DOMAIN_SET(name) SYSINIT(domain_ ## name, 1, 2, net_add_domain, & name ## domain)\n';
  const each = `${once}#define VNET_DOMAIN_SET(name) VNET_SYSINIT(domain_ ## name, 1, 2, vnet_domain_init, & name ## domain)\n`;
  const files = new OverlayFiles(new NodeFiles(sampleFolder));
  files.set(header, once);
  files.set(
    'sys/net/fx_proto.c',
    '#include <net/vnet.h>\n#include <net/fx_domain.h>\nstatic void\nfx_init(void)\n{\n\tV_if_index++;\n}\nstatic struct protosw fx_sw = { .pr_init = fx_init };\n',
  );
  const workspace = openWorkspace(files, { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  const sources = [...new Set([...buildTreeIndex(workspace, true).checked, header])].sort();
  const live = new LiveFlow(workspace, () => sources);
  for (const [text, runs] of [
    [once, false],
    [each, true],
    [once, false],
  ] as const) {
    files.set(header, text);
    workspace.forget(TreeChange.edit([header]));
    live.forget(TreeChange.edit([header]));
    assert.equal(
      live.tree.contexts.handlers('vnet-sysinit').some(({ flow }) => flow.name === 'fx_init'),
      runs,
    );
    assert.deepEqual(told(live.tree), told(new LiveFlow(workspace, () => sources).tree));
  }
});
