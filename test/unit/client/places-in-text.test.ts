// Links in what a simulation prints.
import assert from 'node:assert/strict';
import test from 'node:test';
import { placesIn } from '../../../client/src/places-in-text.ts';

const SAID = `> boot
  vnet vnet0 = 0xfffff8000d000000: 36,864 bytes at 0xfffff80010000000
  the zone "ipq": sys/netinet/ip_reass.c:164 frag_vnet_init(), called by sys/kern/uipc_socket.c:66:3 (sys/net/if.h:7)
t.scenario:6:12: V_tcp_minmss is 216, not 217
/home/me/t.scenario:7:1: other.scenario:8:1: net/if.c:9, at 12:30
`;

const shown = (scenario?: string): readonly string[] =>
  placesIn(SAID, scenario).map(({ start, end, file, line, column }) => {
    return `${SAID.slice(start, end)} = ${file} ${line} ${column}`;
  });

test('sources below sys, and the scenario that was run', () => {
  assert.deepEqual(shown('t.scenario'), [
    'sys/netinet/ip_reass.c:164 = sys/netinet/ip_reass.c 164 1',
    'sys/kern/uipc_socket.c:66:3 = sys/kern/uipc_socket.c 66 3',
    'sys/net/if.h:7 = sys/net/if.h 7 1',
    't.scenario:6:12 = t.scenario 6 12',
    '/home/me/t.scenario:7:1 = t.scenario 7 1',
  ]);
});

test('without a scenario the sources alone', () => {
  assert.deepEqual(
    shown().map((place) => place.split(' ')[0]),
    ['sys/netinet/ip_reass.c:164', 'sys/kern/uipc_socket.c:66:3', 'sys/net/if.h:7'],
  );
});
