import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { candidateObjects, readObjectPart, type ObjectPart } from '../../../server/src/core/analysis/region/region.ts';
import { checkTree, type CheckFinding } from '../../../server/src/core/analysis/session/check.ts';
import type { Workspace, WorkspaceRequest } from '../../../server/src/core/analysis/workspace/workspace.ts';
import { fromPlain, toPlain } from '../../../server/src/core/analysis/workspace/plain-data.ts';
import { DiskShards } from '../../../server/src/host/disk-shards.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';

let root = '';
let edits = 0;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'vnetscope-units-'));
  cpSync(path.resolve(import.meta.dirname, '../../minikernel'), path.join(root, 'tree'), { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function edit(file: string, text: string, isNew = false): void {
  const place = path.join(root, 'tree', file);
  if (isNew) writeFileSync(place, text);
  else appendFileSync(place, text);
  utimesSync(place, 1_000_000_000 + ++edits, 1_000_000_000 + edits);
}

interface Run {
  readonly parts: readonly ObjectPart[];
  /** Sources of the units that were translated. */
  readonly translated: ReadonlySet<string>;
}

function partsOf(workspace: Workspace): readonly ObjectPart[] {
  return candidateObjects(workspace, workspace.kernel.objects, 'set_vnet').map((object) =>
    readObjectPart(workspace, object),
  );
}

/** Reads the parts of all objects that may define members, as one process does; or does other work. */
function run(request: WorkspaceRequest = { arch: 'amd64' }, work = partsOf): Run {
  const files = new NodeFiles(path.join(root, 'tree'));
  const shards = new DiskShards(files, 'b', path.join(root, 'cache'), () => Date.now() + 3_600_000);
  files.shards = shards;
  const workspace = openWorkspace(files, request);
  if ('failure' in workspace) assert.fail(workspace.failure.message);
  const translated = new Set<string>();
  const translate = workspace.translate.bind(workspace);
  workspace.translate = (source, ...others) => (translated.add(source), translate(source, ...others));
  const parts = work(workspace);
  shards.save();
  return { parts, translated };
}

/** Units that read a file, by what the parts of the first run say. */
function readers(parts: readonly ObjectPart[], file: string): ReadonlySet<string> {
  return new Set(parts.filter(({ source, reads }) => source === file || reads.has(file)).map(({ source }) => source));
}

test('a unit is translated again if it reads what changed, and no other', () => {
  const first = run();
  assert.ok(first.translated.size > 10);
  const again = run();
  assert.deepEqual([...again.translated], []);
  assert.deepEqual(toPlain(again.parts), toPlain(first.parts));
  const all = new Set(first.parts.flatMap(({ reads }) => [...reads]));
  const some = [...all].filter((file) => file.startsWith('sys/net') && readers(first.parts, file).size < 8).slice(0, 3);
  assert.equal(some.length, 3);
  for (const file of ['sys/netinet/igmp.c', ...some, 'sys/sys/param.h']) {
    const before = readers(run().parts, file);
    edit(file, '\nstruct edited;\n');
    assert.deepEqual(run().translated, before, file);
  }
});

test('a second check translates only what a fix of a finding looks at', () => {
  const checked = (): Run =>
    run({ arch: 'amd64' }, (workspace) => {
      findings = checkTree(workspace).findings;
      return [];
    });
  let findings: readonly CheckFinding[] = [];
  assert.ok(checked().translated.size > 10);
  const fixed = new Set(findings.filter(({ rule }) => rule === 'declare-type-mismatch').map(({ file }) => file));
  assert.deepEqual(
    [...checked().translated].filter((source) => !fixed.has(source)),
    [],
  );
});

test('a header that now lies where an #include looks first is found', () => {
  const { parts } = run();
  const textOf = (file: string): string => readFileSync(path.join(root, 'tree', file), 'utf8');
  const source = parts.find((part) => textOf(part.source).includes('<net/if.h>'))?.source ?? '';
  const folder = path.dirname(source);
  const quoted = path.join(root, 'tree', source);
  writeFileSync(quoted, readFileSync(quoted, 'utf8').replace('<net/if.h>', '"net/if.h"'));
  utimesSync(quoted, 5000, 5000);
  run();
  assert.deepEqual([...run().translated], []);
  cpSync(path.join(root, 'tree/sys/net/if.h'), path.join(root, 'tree', folder, 'net/if.h'), { recursive: true });
  assert.ok(run().translated.has(source));
});

test('another configuration uses what reads the same, and the first is still known after it', () => {
  run();
  edit('sys/amd64/conf/OTHER', 'include GENERIC\nident OTHER\noptions MAXCPU=8\n', true);
  const other = run({ arch: 'amd64', kernconf: 'OTHER' });
  const [part] = other.parts;
  assert.ok(part !== undefined);
  assert.deepEqual([...run({ arch: 'amd64' }).translated], []);
  assert.deepEqual([...run({ arch: 'amd64', kernconf: 'OTHER' }).translated], []);
});

test('a unit that asks __has_include is always translated', () => {
  edit('sys/netinet/igmp.c', '\n#if __has_include(<net/nothing.h>)\nint there;\n#endif\n');
  run();
  assert.deepEqual([...run().translated], ['sys/netinet/igmp.c']);
});

test('what JSON lacks comes back', () => {
  const data = {
    big: 1n << 70n,
    map: new Map([['a', new Set([1, 'x'])]]),
    list: [null, [2n]],
    of: 'a member of that name',
  };
  assert.deepEqual(fromPlain(JSON.parse(JSON.stringify(toPlain(data)))), data);
});
