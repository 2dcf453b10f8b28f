import type { FreshValue } from '../core/analysis/image/fresh-vnet.ts';
import { kernconfPlaces } from '../core/kernel/configure-kernel.ts';
import { obeyed } from './answered.ts';
import type { FreshThread } from './fresh-messages.ts';
import type { Feature, Server } from './server.ts';
import type { Tree } from './trees.ts';

/** What is known of the fresh vnets of one tree. */
export interface FreshVnets {
  readonly thread: FreshThread;
  /** The last edit that was told, and the last that the values count. */
  told: number;
  counted: number;
  values: ReadonlyMap<string, FreshValue> | undefined;
}

/** Keeps the threads that know what fresh vnets hold told of edits. */
export const freshValues: Feature = {
  register(server) {
    const tell = (uri: string, text: string | undefined): void => {
      const treeFile = server.treeFileOf(uri);
      const vnets = treeFile === undefined ? undefined : server.freshVnets.get(treeFile.tree);
      if (treeFile !== undefined && vnets !== undefined)
        vnets.thread.tell({ kind: 'text', path: treeFile.path, text, edit: ++vnets.told });
    };
    server.documents.onDidChangeContent(
      obeyed(server, 'didChange', ({ document }) => {
        tell(document.uri, document.getText());
      }),
    );
    server.documents.onDidClose(
      obeyed(server, 'didClose', ({ document }) => {
        tell(document.uri, undefined);
      }),
    );
    const forget = (): void => {
      for (const [tree, { thread }] of server.freshVnets) {
        thread.end();
        server.freshVnets.delete(tree);
      }
    };
    server.onTreeOpened(forget);
    server.onFilesChanged(forget);
  },
};

/**
 * What a vnet holds in a variable after its constructors have run; undefined while that is not known. The first
 * question has the kernel booted in a thread of its own.
 */
export function freshValue(server: Server, tree: Tree, name: string, file: string | undefined): FreshValue | undefined {
  const { startFresh } = server.options;
  if (startFresh === undefined || !tree.settings['hover.values']) return undefined;
  const vnets = server.freshVnets.get(tree) ?? begin(server, tree, startFresh);
  return vnets.counted === vnets.told ? vnets.values?.get(`${file ?? ''} ${name}`) : undefined;
}

function begin(server: Server, tree: Tree, start: NonNullable<Server['options']['startFresh']>): FreshVnets {
  const { workspace, files } = tree.session;
  const vnets: FreshVnets = {
    told: 0,
    counted: 0,
    values: undefined,
    thread: start((message) => {
      switch (message.kind) {
        case 'values':
          vnets.counted = message.edit;
          vnets.values = new Map(message.values.map((value) => [`${value.file} ${value.name}`, value]));
          break;
        case 'stale':
          vnets.values = undefined;
          break;
        case 'failed':
          vnets.values = undefined;
          server.connection.console.warn(`what a fresh vnet holds is not known: ${message.message}`);
      }
    }),
  };
  server.freshVnets.set(tree, vnets);
  // Named one by one: a message to a thread carries data alone, and a session's request holds functions too.
  const { arch, kernconf, options, moduleOptions } = workspace.request;
  vnets.thread.tell({
    kind: 'open',
    root: tree.files.root,
    readable: kernconfPlaces({ arch, kernconf: kernconf ?? '' }).map((treeFile) => tree.files.absolute(treeFile)),
    request: { arch, kernconf, options, moduleOptions },
    texts: files.openPaths.flatMap((path) => {
      const text = files.read(path);
      return text === undefined ? [] : [[path, text] as const];
    }),
  });
  return vnets;
}
