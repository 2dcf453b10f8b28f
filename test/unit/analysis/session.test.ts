import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { hoverAt } from '../../../server/src/core/analysis/answers/hover.ts';
import { reportOf } from '../../../server/src/core/analysis/image/layout-report.ts';
import type { Session } from '../../../server/src/core/analysis/session/session.ts';
import { openSession, settle } from '../../kit/hovering.ts';
import { Seeded } from '../../kit/seeded.ts';
import { sampleFolder, tinyKernel } from '../../kit/tiny-kernel.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';

const HEAD = '#include <sys/param.h>\n#include <sys/kernel.h>\n#include <net/vnet.h>\n';

/** Everything that a session says of its tree, in a form that two sessions can be compared in. */
function whole(session: Session): unknown {
  const region = session.regions.region('set_vnet');
  assert.ok(region !== undefined, 'the region is not known');
  const { index } = session;
  const sorted = <T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] =>
    [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    layout: reportOf(session.workspace, region),
    files: sorted(index.files).map(([path, facts]) => [path, { ...facts, uses: sorted(facts.uses) }]),
    definitions: sorted(index.definitions),
    declarations: sorted(index.declarations),
    accessors: sorted(index.accessors),
    accessorsOf: sorted(index.accessorsOf),
    sysctls: sorted(index.sysctlsOf),
    sysinits: index.sysinits,
    uses: sorted(index.useCounts),
    findings: sorted(index.files).map(([path]) => session.findings(path)),
  };
}

/** The variables with their places: "x@8". */
function layout(session: Session): string {
  const region = session.regions.region('set_vnet');
  return [...(region?.byName ?? [])]
    .flatMap(([name, rows]) => rows.map(({ offsetBytes }) => `${name}@${offsetBytes ?? '?'}`))
    .join(' ');
}

describe('a session', () => {
  test('follows an edit in a source at once', () => {
    const text = `${HEAD}VNET_DEFINE(int, a);\nVNET_DEFINE(int, b);\n`;
    const session = settle(
      openSession(tinyKernel({ sources: { 'sys/net/a.c': text, 'sys/net/b.c': `${HEAD}VNET_DEFINE(int, c);\n` } })),
    );
    assert.equal(layout(session), 'a@0 b@4 c@8');
    session.setText('sys/net/a.c', text.replace('int, a', 'long, a'));
    assert.equal(layout(session), 'a@0 b@8 c@12');
    session.close('sys/net/a.c');
    assert.equal(layout(session), 'a@0 b@4 c@8');
  });

  test('gets a first virtualized global in a source that had none', () => {
    const session = settle(
      openSession(
        tinyKernel({
          sources: { 'sys/net/a.c': `${HEAD}int nothing;\n`, 'sys/net/b.c': `${HEAD}VNET_DEFINE(int, c);\n` },
        }),
      ),
    );
    assert.equal(layout(session), 'c@0');
    session.setText('sys/net/a.c', `${HEAD}VNET_DEFINE(int, a);\n`);
    assert.equal(layout(session), 'a@0 c@4');
  });

  test('says nothing of places while many sources that read an edited header are read again', () => {
    const source = (name: string): string => `${HEAD}#include <net/shared.h>\nVNET_DEFINE(shared_t, ${name});\n`;
    const sources = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`sys/net/${name}.c`, source(name)]));
    const session = settle(
      openSession(tinyKernel({ sources: { 'sys/net/shared.h': 'typedef int shared_t;\n', ...sources } })),
    );
    assert.equal(layout(session), 'a@0 b@4 c@8 d@12 e@16');
    session.setText('sys/net/shared.h', 'typedef long shared_t;\n');
    assert.equal(session.regions.region('set_vnet'), undefined);
    settle(session);
    assert.equal(layout(session), 'a@0 b@8 c@16 d@24 e@32');
  });

  test('sees a header that changed on disk', () => {
    const files = tinyKernel({
      sources: {
        'sys/net/shared.h': 'typedef int shared_t;\n',
        'sys/net/a.c': `${HEAD}#include <net/shared.h>\nVNET_DEFINE(shared_t, a);\nVNET_DEFINE(char, b);\n`,
      },
    });
    const session = settle(openSession(files));
    files.set('sys/net/shared.h', 'typedef long shared_t;\n');
    assert.equal(layout(session), 'a@0 b@4');
    session.filesChanged(['sys/net/shared.h']);
    settle(session);
    assert.equal(layout(session), 'a@0 b@8');
  });

  test('does not let the disk shine through an open document', () => {
    const files = tinyKernel({ sources: { 'sys/net/a.c': `${HEAD}VNET_DEFINE(char, a);\nVNET_DEFINE(char, b);\n` } });
    const session = settle(openSession(files));
    session.setText('sys/net/a.c', `${HEAD}VNET_DEFINE(long, a);\nVNET_DEFINE(char, b);\n`);
    files.set('sys/net/a.c', '');
    session.filesChanged(['sys/net/a.c']);
    assert.equal(layout(session), 'a@0 b@8');
  });

  test("answers for a source outside the tree with the tree's headers", () => {
    const files = tinyKernel({ sources: { 'sys/net/a.c': `${HEAD}VNET_DEFINE(int, a);\n#define V_a VNET(a)\n` } });
    const session = settle(openSession(files));
    const text = `${HEAD}VNET_DEFINE(long, own);\n`;
    session.setText('/home/me/mine.c', text);
    const answer = hoverAt(session, '/home/me/mine.c', text.indexOf('own'));
    assert.equal(answer?.kind, 'variable');
    assert.deepEqual([answer.sizeBytes, answer.place.kind], [8, 'notInKernel']);
    assert.equal(layout(session), 'a@0');
  });

  test('gives the same place twice only to the same question: steps end', () => {
    const session = openSession(tinyKernel({ sources: { 'sys/net/a.c': `${HEAD}VNET_DEFINE(int, a);\n` } }));
    let steps = 0;
    while (session.step()) assert.ok(++steps < 100_000, 'the background work does not end');
    assert.equal(session.step(), false);
    assert.equal(session.progress.phase, 'done');
  });

  test('findings wait for the whole index', () => {
    const session = openSession(tinyKernel({ sources: { 'sys/net/a.c': `${HEAD}VNET_DEFINE(int, a);\n` } }));
    assert.equal(session.findings('sys/net/a.c'), undefined);
    settle(session);
    assert.deepEqual(
      session.findings('sys/net/a.c')?.map(({ rule }) => rule),
      ['never-used'],
    );
  });
});

/** One edit of the sample kernel's texts; sizes, orders, names and types change. */
function edit(text: string, random: Seeded): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  switch (random.below(5)) {
    case 0:
      return lines.toSpliced(at, 1).join('\n');
    case 1:
      return lines.toSpliced(at, 0, `VNET_DEFINE(long, made${random.below(1000)});`).join('\n');
    case 2:
      return text.replace('VNET_DEFINE(int', 'VNET_DEFINE(long');
    case 3:
      return lines.toSpliced(at, 0, '#if 0').join('\n');
    default:
      return lines.toSpliced(at, 0, `${lines[random.below(lines.length)] ?? ''} {`).join('\n');
  }
}

test('after any edits a session says what a new one says', () => {
  const files = new NodeFiles(sampleFolder);
  const random = new Seeded(1);
  const paths = [
    'sys/net/if.c',
    'sys/netinet/ip_input.c',
    'sys/netinet/ip_var.h',
    'sys/net/if_dump.c',
    'sys/net/vnet.h',
    'sys/netinet/tcp_var.h',
  ];
  const session = settle(openSession(files));
  const texts = new Map<string, string>();
  for (let round = 0; round < 12; round++) {
    for (let i = 0; i <= random.below(3); i++) {
      const path = paths[random.below(paths.length)] ?? '';
      const before = texts.get(path) ?? files.read(path) ?? '';
      // Now and then a document is closed again.
      if (texts.has(path) && random.below(4) === 0) {
        texts.delete(path);
        session.close(path);
      } else {
        texts.set(path, edit(before, random));
        session.setText(path, texts.get(path) ?? '');
      }
      // Questions in between must not leave anything behind.
      hoverAt(session, path, random.below(before.length));
    }
    settle(session);
    const fresh = openSession(files);
    for (const [path, text] of texts) fresh.setText(path, text);
    settle(fresh);
    assert.deepEqual(whole(session), whole(fresh), `round ${round}`);
  }
});
