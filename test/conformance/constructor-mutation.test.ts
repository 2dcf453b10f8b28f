// Constants, conditions and bounds of loops changed in the constructors of a real tree: what is said of a fresh vnet
// follows. VNETSCOPE_BOOT_TREE names a tree of 14.0-STABLE, VNETSCOPE_BOOT_TRUTH the file beside which the kernel's
// configuration lies (boot-truth.test.ts). Expected values are read from the sources.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { FreshVnet } from '../../server/src/core/analysis/image/fresh-vnet.ts';
import { openWorkspace } from '../../server/src/core/analysis/open.ts';
import { OverlayFiles } from '../../server/src/core/analysis/workspace/overlay-files.ts';
import { TreeChange } from '../../server/src/core/analysis/workspace/tree-change.ts';
import { sysctlRoot } from '../../server/src/core/simulator/kern-sysctl.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';

const truthFile = process.env['VNETSCOPE_BOOT_TRUTH'];
const tree = process.env['VNETSCOPE_BOOT_TREE'];
const skip =
  truthFile === undefined || tree === undefined ? 'VNETSCOPE_BOOT_TRUTH and VNETSCOPE_BOOT_TREE are not set' : false;

const REASS = 'sys/netinet/ip_reass.c';
const FRAG6 = 'sys/netinet6/frag6.c';
const SYNCACHE = 'sys/netinet/tcp_syncache.c';
const HOSTCACHE = 'sys/netinet/tcp_hostcache.c';
const FASTOPEN = 'sys/netinet/tcp_fastopen.c';
const IP6 = 'sys/netinet6/ip6_input.c';
const FRAGS = 'V_maxfragsperpacket = 16;';
const FRAGS6 = 'V_ip6_maxfragsperpacket = 64;';
const SYN_SIZE = 'V_tcp_syncache.hashsize = TCP_SYNCACHE_HASHSIZE;\n\tV_tcp_syncache.bucket';
const HOST_SIZE = 'V_tcp_hostcache.hashsize = TCP_HOSTCACHE_HASHSIZE;\n\tV_tcp_hostcache.bucket';
const FAST_LIMIT = 'V_tcp_fastopen_ccache.bucket_limit =\n\t\t    TCP_FASTOPEN_CCACHE_BUCKET_LIMIT_DEFAULT;';

const MUTATIONS: readonly (readonly [file: string, from: string, to: string, sysctl: string, value: string])[] = [
  [REASS, FRAGS, 'V_maxfragsperpacket = 17;', 'net.inet.ip.maxfragsperpacket', '17'],
  [REASS, FRAGS, 'V_maxfragsperpacket = V_ipq_hashsize / 100;', 'net.inet.ip.maxfragsperpacket', '10'],
  [
    REASS,
    FRAGS,
    'for (V_maxfragsperpacket = 1; V_maxfragsperpacket < 40; V_maxfragsperpacket *= 3)\n\t\tcontinue;',
    'net.inet.ip.maxfragsperpacket',
    '81',
  ],
  [REASS, FRAGS, 'V_maxfragsperpacket = curvnet == vnet0 ? 1 : 2;', 'net.inet.ip.maxfragsperpacket', '2'],
  [REASS, FRAGS, 'if (V_ipq_hashsize > 1000)\n\t\tV_maxfragsperpacket = 5;', 'net.inet.ip.maxfragsperpacket', '5'],
  [REASS, FRAGS, 'if (V_ipq_hashsize < 1000)\n\t\tV_maxfragsperpacket = 5;', 'net.inet.ip.maxfragsperpacket', '0'],
  [REASS, FRAGS, 'V_maxfragsperpacket = (V_ipq_hashseed & 1) + 5;', 'net.inet.ip.maxfragsperpacket', 'unknown'],
  [REASS, 'V_ipq_hashsize = IPREASS_NHASH;', 'V_ipq_hashsize = 1 << 5;', 'net.inet.ip.reass_hashsize', '32'],
  [REASS, '= IPREASS_NHASH;', '= IPREASS_NHASH * 2;', 'net.inet.ip.reass_hashsize', '2048'],
  [
    REASS,
    '"net.inet.ip.reass_hashsize", &V_ipq_hashsize);',
    '"none", &V_ipq_hashsize);\n\tV_ipq_hashsize /= 4;',
    'net.inet.ip.reass_hashsize',
    '256',
  ],
  [FRAG6, FRAGS6, 'V_ip6_maxfragsperpacket = 65;', 'net.inet6.ip6.maxfragsperpacket', '65'],
  [FRAG6, FRAGS6, 'V_ip6_maxfragsperpacket = bucket;', 'net.inet6.ip6.maxfragsperpacket', '1024'],
  [
    FRAG6,
    'bucket < IP6REASS_NHASH; bucket++) {\n\t\tTAILQ_INIT',
    'bucket < IP6REASS_NHASH; bucket++) {\n\t\tif (bucket == 700)\n\t\t\tbreak;\n\t\tV_ip6_maxfragsperpacket = bucket;\n\t\tTAILQ_INIT',
    'net.inet6.ip6.maxfragsperpacket',
    '64',
  ],
  [FRAG6, FRAGS6, 'V_ip6_maxfragsperpacket = 64 >> 2 | 1;', 'net.inet6.ip6.maxfragsperpacket', '17'],
  [
    SYNCACHE,
    SYN_SIZE,
    'V_tcp_syncache.hashsize = 256;\n\tV_tcp_syncache.bucket',
    'net.inet.tcp.syncache.hashsize',
    '256',
  ],
  [
    SYNCACHE,
    SYN_SIZE,
    'V_tcp_syncache.hashsize = 256;\n\tV_tcp_syncache.bucket',
    'net.inet.tcp.syncache.cachelimit',
    '7680',
  ],
  [
    SYNCACHE,
    SYN_SIZE,
    'V_tcp_syncache.hashsize = 300;\n\tV_tcp_syncache.bucket',
    'net.inet.tcp.syncache.hashsize',
    '512',
  ],
  [SYNCACHE, '_limit = TCP_SYNCACHE_BUCKETLIMIT;', '_limit = 10;', 'net.inet.tcp.syncache.bucketlimit', '10'],
  [SYNCACHE, '_limit = TCP_SYNCACHE_BUCKETLIMIT;', '_limit = 10;', 'net.inet.tcp.syncache.cachelimit', '5120'],
  [SYNCACHE, '_limit = SYNCACHE_MAXREXMTS;', '_limit = 9;', 'net.inet.tcp.syncache.rexmtlimit', '9'],
  [
    SYNCACHE,
    '.hashsize * V_tcp_syncache.bucket_limit;',
    '.hashsize + V_tcp_syncache.bucket_limit;',
    'net.inet.tcp.syncache.cachelimit',
    '542',
  ],
  [
    HOSTCACHE,
    HOST_SIZE,
    'V_tcp_hostcache.hashsize = 64;\n\tV_tcp_hostcache.bucket',
    'net.inet.tcp.hostcache.hashsize',
    '64',
  ],
  [
    HOSTCACHE,
    HOST_SIZE,
    'V_tcp_hostcache.hashsize = 64;\n\tV_tcp_hostcache.bucket',
    'net.inet.tcp.hostcache.cachelimit',
    '1920',
  ],
  [HOSTCACHE, '.expire = TCP_HOSTCACHE_EXPIRE;', '.expire = 7;', 'net.inet.tcp.hostcache.expire', '7'],
  [HOSTCACHE, '.prune = TCP_HOSTCACHE_PRUNE;', '.prune = 11;', 'net.inet.tcp.hostcache.prune', '11'],
  [
    HOSTCACHE,
    '.cache_limit = cache_limit;\n\tTUNABLE',
    '.cache_limit = 2 * cache_limit;\n\tTUNABLE',
    'net.inet.tcp.hostcache.cachelimit',
    '15360',
  ],
  [
    HOSTCACHE,
    '.bucket_limit = TCP_HOSTCACHE_BUCKETLIMIT;',
    '.bucket_limit = 31;',
    'net.inet.tcp.hostcache.bucketlimit',
    '31',
  ],
  [
    IP6,
    'TUNABLE_INT_FETCH("net.inet6.ip6.no_radr", &V_ip6_no_radr);',
    'V_ip6_no_radr = 1;',
    'net.inet6.ip6.no_radr',
    '1',
  ],
  [
    IP6,
    'TUNABLE_INT_FETCH("net.inet6.ip6.accept_rtadv", &V_ip6_accept_rtadv);',
    'if (V_ip6_auto_linklocal == 1)\n\t\tV_ip6_accept_rtadv = 3;',
    'net.inet6.ip6.accept_rtadv',
    '3',
  ],
  [
    'sys/netinet/tcp_subr.c',
    'TUNABLE_INT_FETCH("net.inet.tcp.sack.enable", &V_tcp_do_sack);',
    'V_tcp_do_sack = 0;',
    'net.inet.tcp.sack.enable',
    '0',
  ],
  ['sys/net/route/route_tables.c', 'V_rt_numfibs = 1;', 'V_rt_numfibs = 2;', 'net.fibs', '2'],
  [FASTOPEN, FAST_LIMIT, 'V_tcp_fastopen_ccache.bucket_limit = 3;', 'net.inet.tcp.fastopen.ccache_bucket_limit', '3'],
  [
    FASTOPEN,
    'if (V_tcp_fastopen_ccache.bucket_limit == 0)',
    'if (V_tcp_fastopen_ccache.bucket_limit != 0)',
    'net.inet.tcp.fastopen.ccache_bucket_limit',
    '0',
  ],
  ['sys/net/route/route_tables.c', 'V_rt_numfibs = 1;', 'V_rt_numfibs = 1 + 2 * 1;', 'net.fibs', '3'],
];

test('what a fresh vnet holds follows changed constructors', { skip }, (t) => {
  const disk = new NodeFiles(tree ?? '');
  const beside = path.resolve(path.dirname(truthFile ?? ''), 'LAB.kernconf');
  if (existsSync(beside)) disk.permitted.allowFile(beside);
  const files = new OverlayFiles(disk);
  const workspace = openWorkspace(files, {
    arch: 'amd64',
    kernconf: existsSync(beside) ? disk.nameOf(beside) : undefined,
  });
  assert.ok(!('failure' in workspace));
  let boots = 0;
  const boot = (): FreshVnet => {
    boots++;
    const booted = FreshVnet.boot(workspace);
    assert.ok(!('failure' in booted));
    return booted;
  };
  let fresh = boot();
  const edit = (file: string, text: string | undefined): void => {
    if (text === undefined) files.drop(file);
    else files.set(file, text);
    workspace.keepers.forget(TreeChange.edit([file]));
    if (!fresh.changed(file)) fresh = boot();
  };
  const wrong: string[] = [];
  for (const [file, from, to, sysctl, value] of MUTATIONS) {
    const text = files.read(file) ?? '';
    assert.ok(text.includes(from), `${file}: ${from}`);
    edit(file, text.replace(from, to));
    const jail = [...fresh.kernel.state.prisons.entries()].map(([, prison]) => prison).find(({ name }) => name === 'a');
    assert.ok(jail !== undefined);
    const answer = sysctlRoot(fresh.kernel, sysctl, jail, undefined);
    const said = 'errno' in answer ? answer.errno.name : answer.value;
    if (value === 'unknown' ? !said.startsWith('unknown') : said !== value)
      wrong.push(`${to}: ${sysctl} is ${said}, not ${value}`);
    edit(file, undefined);
  }
  t.diagnostic(`${MUTATIONS.length} mutations, ${boots} boots`);
  assert.deepEqual(wrong, []);
});
