import type { RegionMap } from '../../server/src/protocol/region-map.ts';

/** A kernel of made-up variables of one size, for what the sample kernel is too small for. */
export function madeUpMap(count: number, sizeBytes = 8): RegionMap {
  const variables = Array.from({ length: count }, (_, i) => ({
    name: `variable_${i}`,
    symbol: `vnet_entry_variable_${i}`,
    file: `sys/net${i % 9}/file_${Math.floor(i / 50)}.c`,
    line: i + 1,
    column: 1,
    type: 'uint64_t',
    offset: i * sizeBytes,
    size: sizeBytes,
    align: 8,
    binding: 'local' as const,
    initialized: false,
    module: null,
  }));
  return {
    kernel: {
      release: { name: '14.0-TEST', osreldate: 1400000 },
      arch: 'amd64',
      kernconf: 'MADE-UP',
      vimage: true,
      section: { name: 'set_vnet', size: count * sizeBytes, align: 8, paddingBytes: 0 },
      objects: [],
      variables,
      modules: [],
      problems: [],
    },
    loaded: null,
    pageBytes: 4096,
    cacheLineBytes: 64,
    root: 'file:///kernel',
    modulesError: null,
  };
}
