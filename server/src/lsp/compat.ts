import path from 'node:path';
import { POLICIES } from '../core/compat/policy.ts';
import { readBaseline } from '../core/compat/read-baseline.ts';
import type { Baseline, MachineLayouts } from '../core/compat/baseline.ts';
import { GitRepository } from '../host/git-repository.ts';
import { readNamed } from '../host/named-file.ts';
import { upstreamBase } from '../host/upstream-base.ts';
import { CompatVerdicts } from './compat-status.ts';
import { NOT_TRUSTED, type Feature, type Server } from './server.ts';
import { kernelWords } from './simulate-module.ts';
import type { Tree } from './trees.ts';

/**
 * Gives every tree the baseline that its settings name: read from a file, or measured from a revision in a separate
 * process.
 */
export const compat: Feature = {
  register(server) {
    const asked = new WeakMap<Tree, string>();
    const verdicts = new CompatVerdicts(server);
    const look = (): void => {
      for (const tree of server.trees.open) {
        const { 'compat.against': against, 'compat.policy': policy } = tree.settings;
        const question = JSON.stringify([against.trim(), policy, server.isTrusted]);
        if (asked.get(tree) === question) continue;
        const isFirst = !asked.has(tree);
        asked.set(tree, question);
        if (isFirst && against.trim() === '') continue;
        bring(server, verdicts, tree, against.trim(), policy, () => asked.get(tree) === question).catch(
          (error: unknown) => {
            server.logError('vnetscope.compat.against', error);
          },
        );
      }
    };
    server.onTreeOpened(look);
    server.onFilesChanged(look);
    server.onStarted(look);
  },
};

/** A baseline for one machine. */
interface NamedLayouts {
  /** As a developer knows it. */
  readonly name: string;
  /** The revision or the file that it comes from. */
  readonly source: string;
  readonly layouts: MachineLayouts;
}

async function bring(
  server: Server,
  verdicts: CompatVerdicts,
  tree: Tree,
  against: string,
  policyName: string,
  isWanted: () => boolean,
): Promise<void> {
  const policy = POLICIES.find(({ name }) => name === policyName);
  const found = against === '' || policy === undefined ? undefined : await baselineOf(server, tree, against);
  if (!isWanted()) return;
  if (found !== undefined && 'error' in found) {
    server.connection.console.warn(`vnetscope.compat.against: ${found.error}`);
    tree.session.compareWith(undefined);
    verdicts.set(tree, undefined, found.error);
  } else if (found === undefined || policy === undefined) {
    tree.session.compareWith(undefined);
    verdicts.set(tree, undefined);
  } else {
    tree.session.compareWith({ ...found, policy });
    verdicts.set(tree, { name: found.name, source: found.source, policy: policy.name });
  }
  // The findings of open documents may have changed.
  server.background.wake();
}

async function baselineOf(
  server: Server,
  tree: Tree,
  against: string,
): Promise<NamedLayouts | { readonly error: string }> {
  // Looking up a revision runs git: no process is started in a workspace that is not trusted.
  if (!server.isTrusted) return { error: NOT_TRUSTED };
  const { root } = tree.files;
  if (against.endsWith('.json'))
    return machineOf(
      tree,
      { name: against, source: path.resolve(root, against) },
      readBaselineFile(path.resolve(root, against)),
    );
  const revision = against === 'merge-base' ? mergeBase(root) : { revision: against, name: against };
  if ('error' in revision) return revision;
  const words = [
    'compat',
    'save',
    revision.revision,
    '--quiet',
    ...kernelWords(tree),
    ...(tree.settings.cache ? [] : ['--no-cache']),
  ];
  const saved = await server.runCommand(root, words);
  return 'error' in saved
    ? { error: saved.error.replace(/^vnetscope: /, '') }
    : machineOf(tree, { name: revision.name, source: revision.revision }, readBaseline(saved.out));
}

function readBaselineFile(file: string): Baseline | { readonly error: string } {
  const bytes = readNamed(file);
  return 'error' in bytes ? bytes : readBaseline(bytes.toString('utf8'));
}

/** The baseline's rows for the machine that the tree is opened for. */
function machineOf(
  tree: Tree,
  { name, source }: Omit<NamedLayouts, 'layouts'>,
  baseline: Baseline | { readonly error: string },
): NamedLayouts | { readonly error: string } {
  if ('error' in baseline) return { error: `${name}: ${baseline.error}` };
  const { arch, kernconf } = tree.session.workspace.kernel;
  const layouts =
    baseline.machines.find((machine) => machine.arch === arch && machine.kernconf === kernconf) ??
    baseline.machines.find((machine) => machine.arch === arch);
  return layouts === undefined ? { error: `${name} has no ${arch}` } : { name, source, layouts };
}

function mergeBase(root: string): { readonly revision: string; readonly name: string } | { readonly error: string } {
  const repository = GitRepository.find(root);
  if (repository === undefined) return { error: 'merge-base: the tree is in no git repository' };
  if ('error' in repository) return repository;
  const found = upstreamBase(repository);
  return 'error' in found ? { error: `merge-base: ${found.error}` } : found;
}
