// The containers of test/containerkernel as VNET_DEFINE: nothing is lost, a second time changes nothing, sizes stay.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { containerTree } from '../../../server/src/core/analysis/containers/container-tree.ts';
import { measureContainer } from '../../../server/src/core/analysis/containers/container-layout.ts';
import { layoutReport } from '../../../server/src/core/analysis/image/layout-report.ts';
import { migrate } from '../../../server/src/core/analysis/answers/migrate.ts';
import { isUnknown } from '../../../server/src/core/types/unknown.ts';
import { migratedContainers, openContainers } from '../../kit/migrated-containers.ts';

const { files, texts, needs } = migratedContainers();
const migrated = openContainers(files, ['VIMAGE']);
const before = openContainers();
const tree = containerTree(before);

describe('migrated containers', () => {
  test('a second time changes nothing', () => {
    assert.deepEqual(migrate(migrated).report.changes, []);
    assert.equal(containerTree(migrated), undefined);
  });

  // kern_linker.c asks the symbol maps, sysctl.h has their macros: the allocator's own change.
  test('nothing of the older way is left, but what the allocator replaces', () => {
    const left = [...texts].flatMap(([file, text]) =>
      file.endsWith('vimage.h')
        ? []
        : (
            text
              .replace(/\/\*[^]*?\*\//g, '')
              .match(
                /\b(?:INIT_VNET_\w+|VNET_(?:NET|INET6?|IPFW)\b|VNET_SYMMAP\w*|VIMAGE_GLOBALS|SYSCTL_V_\w+|vmi_size|vmi_symmap|vnet_\w+_0)\b/g,
              ) ?? []
          ).map((word) => `${file}: ${word}`),
    );
    assert.deepEqual(
      left.filter(
        (one) =>
          !one.startsWith('sys/conf/') &&
          !/conf\/(GENERIC|GLOBALS|VIMAGE)/.test(one) &&
          !one.startsWith('sys/sys/sysctl.h') &&
          !one.startsWith('sys/kern/kern_linker.c'),
      ),
      [],
    );
  });

  test('every member is a virtualized global of the same size and alignment', () => {
    assert.ok(tree !== undefined);
    const rows = new Map(layoutReport(migrated, []).variables.map((row) => [row.name, row]));
    const different: string[] = [];
    for (const container of tree.containers) {
      const measured = measureContainer(before, container);
      for (const { name } of container.members) {
        const [member, row] = [isUnknown(measured) ? undefined : measured.members.get(`_${name}`), rows.get(name)];
        // The planted difference: the member is u_long, the plain global u_int.
        if (name === 'in_ifaddrhmask') continue;
        if (row === undefined || row.size !== member?.size)
          different.push(`${name}: ${String(member?.size)} -> ${String(row?.size)}`);
      }
    }
    assert.deepEqual(different, []);
    assert.equal(
      rows.size,
      tree.containers.reduce((sum, { members }) => sum + members.length, 0),
    );
  });

  test('initial values come from the plain global, or from the one constant that a constructor assigns', () => {
    const line = (name: string): string | undefined =>
      [...texts.values()]
        .join('\n')
        .match(new RegExp(`^VNET_DEFINE(?:_STATIC)?\\([^;]*, ${name}(?:\\[[^;]*)?\\)[^;]*;`, 'm'))?.[0];
    assert.deepEqual(['ip_defttl', 'ip_id', 'if_indexlim', 'nipq', 'ipq', 'ripcb'].map(line), [
      'VNET_DEFINE(int, ip_defttl) = IPDEFTTL;',
      'VNET_DEFINE(u_short, ip_id) = 1;',
      'VNET_DEFINE_STATIC(int, if_indexlim) = 8;',
      'VNET_DEFINE_STATIC(int, nipq);',
      'VNET_DEFINE_STATIC(TAILQ_HEAD(ipqhead, ipq), ipq[4]);',
      'VNET_DEFINE(struct inpcbhead, ripcb);',
    ]);
    // What the definition cannot say stays in the constructor.
    assert.deepEqual(['fw_verbose', 'static_count'].map(line), [
      'VNET_DEFINE_STATIC(int, fw_verbose);',
      'VNET_DEFINE_STATIC(u_int32_t, static_count);',
    ]);
    const rules = texts.get('sys/netinet/ip_fw2.c') ?? '';
    assert.match(rules, /V_fw_verbose = FW_VERBOSE;\n\tV_static_count = FW_COUNT;/);
    assert.ok(!rules.includes('/* the rules */'), 'a comment goes with what it is about');
    assert.match(texts.get('sys/net/if.c') ?? '', /V_ifindex_table = malloc\(/);
  });

  test('what the result needs is said', () => assert.match(needs.join('\n'), /VNET_DEFINE, VNET_DECLARE and VNET/));
});
