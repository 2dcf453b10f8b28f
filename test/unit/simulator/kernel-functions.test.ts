import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import type { OwnedSysinit } from '../../../server/src/core/simulator/kernel-state.ts';
import { kvmNlist } from '../../../server/src/core/simulator/kvm.ts';
import { ascending, descending, exchangeSort, stableSort } from '../../../server/src/core/simulator/sysinit-order.ts';
import { withRange } from '../../../server/src/core/simulator/instance.ts';
import { BASE_SYSINITS, sysinit, vnetSysinit } from '../../kit/kernel-images.ts';
import { bootable, labImage, labKernel, runScenario } from '../../kit/lab-kernel.ts';

describe('sorting SYSINITs', () => {
  const entries: readonly OwnedSysinit[] = [
    ['a', 'SI_SUB_VNET'],
    ['b', 'SI_SUB_VNET'],
    ['c', 'SI_SUB_KLD'],
    ['d', 'SI_SUB_VNET'],
    ['e', 'SI_SUB_KLD'],
  ].map(([name = '', subsystem = '']) => ({ entry: sysinit(name, subsystem, 'SI_ORDER_FIRST'), owner: 'kernel' }));
  const names = (list: readonly OwnedSysinit[]): string => list.map(({ entry }) => entry.function).join('');

  test('the exchange sort of init_main.c (13) moves equal keys', () => {
    assert.equal(names(exchangeSort(entries, ascending)), 'ceadb');
  });

  test('the merge sort of main keeps them', () => {
    assert.equal(names(stableSort(entries, ascending)), 'ceabd');
  });

  test('linker_file_sysuninit() sorts downwards in the same way', () => {
    assert.equal(names(exchangeSort(entries, descending)), 'abdce');
  });
});

test('mi_startup() skips SI_SUB_DUMMY', () => {
  const registered = (subsystem: string): readonly string[] => {
    const { init } = vnetSysinit('constructor', 'placeholder', subsystem, 'SI_ORDER_ANY');
    const sysinits = { sysinits: [...BASE_SYSINITS, init], sysuninits: [], isComplete: true };
    const kernel = bootable(labImage('13', { sysinits }));
    assert.equal(runScenario('boot\n', kernel).failure, undefined);
    return kernel.state.constructors.map(({ vnet }) => vnet.function);
  };
  assert.deepEqual(registered('SI_SUB_DUMMY'), []);
  assert.deepEqual(registered('SI_SUB_PSEUDO'), ['placeholder']);
});

describe('kvm_nlist', () => {
  const up = (image = labKernel): ReturnType<typeof bootable> => {
    const kernel = bootable(image);
    assert.equal(runScenario('boot\nvnet create a\nmodule load pf\n', kernel).failure, undefined);
    return kernel;
  };
  const prison = (kernel: ReturnType<typeof bootable>, jid: number): Parameters<typeof kvmNlist>[2] => {
    const found = kernel.state.prisons.get(jid);
    assert.ok(found !== undefined);
    return found;
  };

  test('moves a symbol of set_vnet into the vnet of who asks', () => {
    const kernel = up();
    const [host, jailed] = [
      kvmNlist(kernel, '_tcp_do_sack', prison(kernel, 0)),
      kvmNlist(kernel, 'tcp_do_sack', prison(kernel, 1)),
    ];
    assert.ok(typeof host !== 'string' && typeof jailed !== 'string');
    assert.equal(host.symbol, 'vnet_entry_tcp_do_sack');
    // The second copy of the region lies one page behind the first.
    assert.equal(jailed.address - host.address, 4096n);
    assert.deepEqual(jailed.leadsTo, { kind: 'vnet', vnet: 1, offset: 0 });
  });

  test("a relocatable module's symbols lie in module space, a shared object's in its own file", () => {
    const object = up();
    const found = kvmNlist(object, 'pf_limit', prison(object, 1));
    assert.ok(typeof found !== 'string');
    assert.deepEqual(found.leadsTo, { kind: 'vnet', vnet: 1, offset: 304 + 400 });
    const shared = up(labImage('13', { arch: 'arm64', machine: { ...labKernel.machine, moduleFormat: 'ET_DYN' } }));
    const other = kvmNlist(shared, 'pf_limit', prison(shared, 1));
    assert.ok(typeof other !== 'string');
    assert.deepEqual(other.leadsTo, { kind: 'file', file: 'pf.ko' });
  });

  test('tries pcpu_entry_ last, and gives up', () => {
    const kernel = up();
    const found = kvmNlist(kernel, 'switchtime', prison(kernel, 0));
    assert.ok(typeof found !== 'string');
    assert.deepEqual([found.symbol, found.leadsTo], ['pcpu_entry_switchtime', { kind: 'cpu', offset: 8 }]);
    assert.equal(
      kvmNlist(kernel, '_nothing', prison(kernel, 0)),
      'kvm_nlist: no symbol nothing, vnet_entry_nothing or pcpu_entry_nothing',
    );
  });
});

describe('events', () => {
  test('an alignment that the allocator does not give is told with both numbers', () => {
    // modspace begins at 304: after 8 bytes of tiny, what wants 16 gets 8.
    const { events, failure } = runScenario(
      'boot\nmodule load tiny\nmodule load pf\nmodule unload pf\nmodule unload tiny\nmodule load pf\n',
    );
    assert.equal(failure, undefined);
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'misaligned'),
      [
        {
          kind: 'misaligned',
          set: 'set_vnet',
          file: 'pf.ko',
          start: 312,
          needsBytes: 16,
          hasBytes: 8,
          variables: ['pf_status'],
        },
      ],
    );
  });

  test('constructors of a module run in each vnet, the newest first', () => {
    const { events } = runScenario('boot\nvnet create a\nvnet create b\nmodule load pf\nmodule unload pf\n');
    const ran = events.flatMap((event) =>
      (event.kind === 'constructors' || event.kind === 'destructors') &&
      event.why === 'registration' &&
      event.functions[0]?.startsWith('vnet_pf') === true
        ? [`${event.vnet} ${event.functions.join()}`]
        : [],
    );
    assert.deepEqual(ran, [
      'b vnet_pf_init()',
      'a vnet_pf_init()',
      'vnet0 vnet_pf_init()',
      'b vnet_pf_uninit()',
      'a vnet_pf_uninit()',
      'vnet0 vnet_pf_uninit()',
    ]);
  });

  test('destructors run in descending order, and then the vnet is gone', () => {
    const { events } = runScenario('boot\nvnet create a\nvnet destroy a\n');
    assert.deepEqual(
      events.slice(-2).map((event) => (event.kind === 'destructors' ? event.functions : event.kind)),
      [['ip_destroy()', 'if_uninit()'], 'vnet_destroy'],
    );
  });

  test('freed memory is the next to be handed out', () => {
    const { events } = runScenario('boot\nvnet create a\nvnet create b\nvnet destroy a\nvnet create c\n');
    const made = new Map(
      events.flatMap((event) => (event.kind === 'vnet_alloc' ? [[event.vnet, event] as const] : [])),
    );
    assert.equal(made.get('c')?.dataMem, made.get('a')?.dataMem);
    assert.equal(made.get('c')?.address, made.get('a')?.address);
  });
});

test('written ranges grow together where they touch', () => {
  const ranges = [
    [10, 2],
    [20, 4],
    [12, 1],
    [0, 3],
    [13, 7],
    [30, 1],
  ].reduce<ReturnType<typeof withRange>>(
    (all, [offset = 0, sizeBytes = 0]) => withRange(all, { offset, sizeBytes }),
    [],
  );
  assert.deepEqual(ranges, [
    { offset: 0, sizeBytes: 3 },
    { offset: 10, sizeBytes: 14 },
    { offset: 30, sizeBytes: 1 },
  ]);
});
