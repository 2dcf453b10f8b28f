// The sample kernel as a whole: what hovers say of places is what `layout` says, which clang and lld witness
// (test/conformance/minikernel-truth.test.ts).
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { hoverAt, type VariableHover } from '../../../server/src/core/analysis/answers/hover.ts';
import { layoutReport } from '../../../server/src/core/analysis/image/layout-report.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { openSession, settle } from '../../kit/hovering.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

describe('every use in the sample kernel', () => {
  for (const arch of ['amd64', 'arm64']) {
    test(arch, () => {
      const files = new NodeFiles(sampleFolder);
      const workspace = openWorkspace(files, { arch });
      assert.ok(!('failure' in workspace));
      const rows = new Map(layoutReport(workspace, []).variables.map((row) => [`${row.name} ${row.file}`, row]));
      const session = settle(openSession(files, arch));
      let placed = 0;
      const parameters = new Set<string>();
      for (const [path, facts] of session.index.files) {
        const offsets = [
          ...facts.uses.values(),
          facts.definitions.map(({ start }) => start),
          facts.declarations.map(({ start }) => start),
          facts.accessors.map(({ start }) => start),
        ].flat();
        for (const offset of offsets) {
          const answer = hoverAt(session, path, offset);
          if (answer === undefined && isInDefine(session.tokens(path)?.text ?? '', offset)) {
            // A parameter of the macro: it stands for any variable.
            parameters.add(`${path}:${session.lineOf(path, offset)}`);
            continue;
          }
          assert.equal(answer?.kind, 'variable', `${path}:${session.lineOf(path, offset)}`);
          const row =
            answer.set === 'set_vnet' ? rows.get(`${answer.name} ${answer.defined[0]?.path ?? ''}`) : undefined;
          if (row === undefined) {
            if (answer.set === 'set_vnet') assert.notEqual(answer.place.kind, 'offset', answer.name);
            continue;
          }
          const said: Pick<VariableHover, 'type' | 'sizeBytes' | 'alignBytes' | 'place'> = answer;
          assert.deepEqual(
            [said.type, said.sizeBytes, said.alignBytes, said.place],
            [row.type, row.size, row.align, { kind: 'offset', offsetBytes: row.offset }],
            answer.name,
          );
          placed++;
        }
      }
      // More uses than variables: the sample has over a hundred of them.
      assert.ok(placed > rows.size, `${placed} places`);
      assert.deepEqual(
        [...new Set([...parameters].map((place) => place.replace(/:.*/, '')))].sort(),
        ['sys/net/vnet.h', 'sys/sys/pcpu.h'],
        'macros that take the name of a variable',
      );
    });
  }
});

/** Whether an offset stands in a #define, lines that go on with a backslash included. */
function isInDefine(text: string, offset: number): boolean {
  const lines = text.slice(0, offset).split('\n');
  let first = lines.length - 1;
  while (first > 0 && lines[first - 1]?.endsWith('\\') === true) first--;
  return /^\s*#\s*define\b/.test(lines[first] ?? '');
}
