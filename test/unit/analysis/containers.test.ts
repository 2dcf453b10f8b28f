// Containers as the index and a hover show them. Sizes are those that the container kernel's sys/vimage.h publishes,
// counted by hand for three machines.
import assert from 'node:assert/strict';
import path from 'node:path';
import test, { describe } from 'node:test';
import { hoverAt } from '../../../server/src/core/analysis/answers/hover.ts';
import { hoverPlainText } from '../../../server/src/core/analysis/answers/hover-markdown.ts';
import { indexOf } from '../../../server/src/core/analysis/answers/index-report.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { OverlayFiles } from '../../../server/src/core/analysis/workspace/overlay-files.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { openSession, settle } from '../../kit/hovering.ts';
import { CONTAINER_KERNEL } from '../../kit/migrated-containers.ts';
import { root, textOf } from '../../kit/source-graph.ts';

const files = new OverlayFiles(new NodeFiles(path.join(root, CONTAINER_KERNEL)));

/** SIZEOF_vnet_inet and its like, by the machine's macro. */
function published(macro: string): Readonly<Record<string, number>> {
  const block =
    new RegExp(`#ifdef ${macro}\\n([^]*?)#endif`).exec(textOf(`${CONTAINER_KERNEL}/sys/sys/vimage.h`))?.[1] ?? '';
  return Object.fromEntries(
    [...block.matchAll(/SIZEOF_(\w+)\s+(\d+)/g)].map(([, name = '', size]) => [name, Number(size)]),
  );
}

describe('the index', () => {
  for (const [arch, macro] of [
    ['amd64', '__amd64__'],
    ['i386', '__i386__'],
    ['powerpc', '__powerpc__'],
  ] as const) {
    test(`has the containers of ${arch} with the published sizes`, () => {
      const workspace = openWorkspace(files, { arch });
      assert.ok(!('failure' in workspace));
      const sizes = Object.fromEntries((indexOf(workspace).containers ?? []).map(({ name, size }) => [name, size]));
      // The number that went stale is planted.
      assert.deepEqual(sizes, { ...published(macro), ...(arch === 'amd64' ? { vnet_ipfw: 32 } : {}) });
    });
  }
});

/** The member or global at the first `‸` of the marked text. */
function hover(file: string, marked: string): string {
  const session = settle(openSession(files));
  const text = session.files.read(file) ?? '';
  const at = text.indexOf(marked.replace('‸', ''));
  assert.ok(at >= 0, marked);
  const answer = hoverAt(session, file, at + marked.indexOf('‸'));
  return answer === undefined ? '' : hoverPlainText(answer);
}

// 8 + 16 + 8 + 4 bytes lie in front of it.
const TTL = `int ip_defttl member _ip_defttl of struct vnet_inet, V_ip_defttl
4 bytes at offset 36 of struct vnet_inet (280 bytes) · 8.0-CONTAINERS amd64 GENERIC
options VIMAGE: vnet_inet->_ip_defttl, zero in each new vnet until its constructor runs

neither option: vnet_inet_0._ip_defttl
options VIMAGE_GLOBALS: plain global ip_defttl, initially IPDEFTTL`;

describe('a hover over a member', () => {
  for (const [what, file, marked] of [
    ['through its accessor', 'sys/netinet/ip_input.c', 'V_nipq > V_ip_‸defttl'],
    ['in the container', 'sys/netinet/vinet.h', 'int\t_ip_‸defttl;'],
    ['the plain global', 'sys/netinet/ip_input.c', 'int\tip_‸defttl = IPDEFTTL;'],
    ['its extern', 'sys/netinet/ip_var.h', 'extern int\tip_‸defttl;'],
    ['in its sysctl', 'sys/netinet/ip_input.c', 'ttl, CTLFLAG_RW, ip_‸defttl'],
    ['in its accessor', 'sys/netinet/vinet.h', 'VNET_INET(ip_‸defttl)'],
  ] as const)
    test(what, () => assert.equal(hover(file, marked), TTL));

  test('a constructor that sets it is named', () =>
    assert.match(hover('sys/net/if.c', 'V_if_‸indexlim = 8;'), /initially 8\nset by constructor vnet_net_iattach$/));
  test('a member without accessor', () =>
    assert.match(hover('sys/netinet/vinet.h', '_ip_output_‸flowtable_size;'), /of struct vnet_inet, no accessor\n/));
  test('a word that only looks like one', () =>
    assert.equal(hover('sys/netinet/vinet.h', '#define\t_NETINET_‸VINET_H_'), ''));
});
