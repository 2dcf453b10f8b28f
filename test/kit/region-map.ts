import type { RegionMap } from '../../server/src/protocol/region-map.ts';
import { Conversation, folderUri, FULL_CLIENT } from './lsp-conversation.ts';

/** A language server that has opened a folder with a kernel. */
export async function conversationIn(folder: string, settings: object = {}): Promise<Conversation> {
  const conversation = new Conversation();
  conversation.answers.set('workspace/configuration', (params) =>
    (params as { readonly items: readonly unknown[] }).items.map(() => settings),
  );
  await conversation.request('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: folderUri(folder), name: 'kernel' }],
    capabilities: FULL_CLIENT,
    initializationOptions: { settings },
  });
  await conversation.notify('initialized', {});
  return conversation;
}

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
