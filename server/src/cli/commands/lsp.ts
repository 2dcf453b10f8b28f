import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { TREE_VARIABLE } from '../../host/outside-tree.ts';
import { rulePages } from '../../host/package-root.ts';
import { type Command, UsageError } from '../command.ts';
import { layoutText } from '../format/layout-text.ts';
import { buildName, isNamedBuild, version } from '../version.ts';

const TRANSPORTS = ['stdio', 'node-ipc', 'socket', 'pipe'] as const;

export const lspCommand: Command = {
  name: 'lsp',
  usage: '--stdio',
  summary: 'the language server, for an editor: --stdio, --node-ipc, --socket PORT or --pipe NAME',
  options: {
    stdio: { type: 'boolean' },
    'node-ipc': { type: 'boolean' },
    socket: { type: 'string' },
    pipe: { type: 'string' },
    clientProcessId: { type: 'string' },
  },
  help: `Give exactly one of the first four.

  --stdio                   standard input and output
  --node-ipc                the channel of a Node parent process
  --socket PORT             connects to this port of localhost
  --pipe NAME               connects to this pipe or Unix socket
  --clientProcessId PID     the server ends when this process does`,
  async run(options) {
    const [transport, ...others] = TRANSPORTS.filter((name) => options.own[name] !== undefined);
    if (transport === undefined || others.length > 0) {
      throw new UsageError('lsp wants exactly one of --stdio, --node-ipc, --socket PORT or --pipe NAME');
    }
    // Set in the environment, so that settings take precedence over it.
    if (options.tree !== undefined) process.env[TREE_VARIABLE] = path.resolve(options.folder, options.tree);
    // Loaded here: no other command needs it.
    const { listen } = await import('../../lsp/process.ts');
    const folder = path.dirname(fileURLToPath(import.meta.url));
    const watchFile = path.join(folder, 'watch.cjs');
    return listen({
      transport,
      version,
      build: isNamedBuild() ? buildName() : undefined,
      regionText: layoutText,
      rulePages: rulePages(folder),
      watchFile,
      bundle: path.join(folder, 'vnetscope.cjs'),
    });
  },
};
