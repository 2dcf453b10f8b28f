import { ErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver/node';
import {
  simulateModuleCommandName,
  simulateModuleMethod,
  type SimulatedModule,
  type SimulateModuleParams,
} from '../protocol/simulate-module.ts';
import { answered } from './answered.ts';
import { uriOfPath } from './file-uri.ts';
import type { Command, Feature, TreeFile, Server } from './server.ts';
import type { Tree } from './trees.ts';

/** Runs `vnetscope simulate --module` for the module of a source as a separate process, on the files as saved. */
export const simulateModule: Feature = {
  register(server) {
    server.connection.onRequest(
      simulateModuleMethod,
      answered(server, simulateModuleMethod, ({ uri }: SimulateModuleParams, token: CancellationToken) =>
        run(server, uri, token),
      ),
    );
  },
};

/** The same for editors without the extension; its argument is the URI of a source. */
export const simulateModuleCommand: Command = {
  name: simulateModuleCommandName,
  isOffered: () => true,
  async run(server, [uri], token) {
    if (typeof uri !== 'string') {
      throw new ResponseError(ErrorCodes.InvalidParams, `${simulateModuleCommandName} wants the URI of a source`);
    }
    return run(server, uri, token);
  },
};

async function run(server: Server, uri: string, token: CancellationToken): Promise<SimulatedModule | null> {
  const treeFile = server.treeFileOf(uri);
  if (treeFile === undefined) return { module: undefined, text: 'The file is in no kernel tree.' };
  const modules = await modulesOf(server, treeFile, token);
  if (modules === undefined) return null;
  const [module] = modules;
  return module === undefined
    ? { module, text: whyNone(treeFile) }
    : {
        module,
        text: await simulated(server, treeFile, module, modules, token),
        root: uriOfPath(treeFile.tree.files.root),
      };
}

/** Undefined if the request was cancelled or the tree was closed. */
async function modulesOf(
  server: Server,
  { tree, path }: TreeFile,
  token: CancellationToken,
): Promise<readonly string[] | undefined> {
  const find = (): ReturnType<typeof tree.session.modules.of> => tree.session.modules.of(path);
  for (let known = find(); ; known = find()) {
    if (known !== undefined) return known.map(({ name }) => name);
    if (token.isCancellationRequested || !server.trees.open.includes(tree)) return undefined;
    await server.nextProgress();
  }
}

function whyNone({ tree, path }: TreeFile): string {
  if (!path.endsWith('.c')) return `${path} is not a source of a module: open one of its .c files.`;
  return tree.session.workspace.isCompiled(path)
    ? `${path} is part of the kernel; no module compiles it.`
    : `No module compiles ${path}.`;
}

/** `vnetscope simulate` on a tree as the session looks at it. */
export function simulateWords(tree: Tree): readonly string[] {
  return treeWords('simulate', tree);
}

/** A command of vnetscope on a tree as the session looks at it. */
export function treeWords(command: string, tree: Tree, otherArch?: string): readonly string[] {
  const { outside } = tree.session.workspace.request;
  const elsewhere = (names: readonly string[] = []): readonly string[] =>
    names.map((name) => tree.files.absolute(name));
  const subject = [
    ...elsewhere(outside?.folders),
    '--tree',
    tree.files.root,
    ...elsewhere(outside?.modulePath).flatMap((folder) => ['--module-path', folder]),
  ];
  return [command, ...(subject.length > 2 ? subject : [tree.files.root]), ...kernelWords(tree, otherArch)];
}

/** The configuration that a session looks at, as options of a command. */
export function kernelWords(tree: Tree, otherArch?: string): readonly string[] {
  const { options = [], ...own } = tree.session.workspace.request;
  // A configuration's name means another file on another machine, which may not have it: there it is the default.
  const arch = otherArch ?? own.arch;
  const kernconf = arch === own.arch ? own.kernconf : undefined;
  return [
    '--arch',
    arch,
    ...(kernconf === undefined ? [] : ['--kernconf', kernconf]),
    ...options.flatMap((option) => ['--option', option]),
  ];
}

async function simulated(
  server: Server,
  { tree }: TreeFile,
  module: string,
  modules: readonly string[],
  token: CancellationToken,
): Promise<string> {
  const done = await server.runCommand(tree.files.root, [...simulateWords(tree), '--module', module], token);
  const others = modules.length > 1 ? `Also compiled by ${modules.slice(1).join(', ')}.\n\n` : '';
  return `${others}${done.out}${'error' in done ? `${done.error}\n` : ''}`;
}
