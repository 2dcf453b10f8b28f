import { baselineText } from '../../core/compat/baseline-text.ts';
import { changePlaces, type ChangeLocation } from '../../core/analysis/layouts/change-places.ts';
import { compareMachines, type MachineComparison } from '../../core/compat/compare-machines.ts';
import { judge, POLICIES, type Policy } from '../../core/compat/policy.ts';
import type { MachineLayouts } from '../../core/compat/baseline.ts';
import { EXIT_FINDINGS, EXIT_OK, UsageError, type Command, type CommonOptions, type Terminal } from '../command.ts';
import { CompatMeasurer, list, openSide, requests, scopeOf, type MachineRequest } from '../compat-measure.ts';
import { compatSide, filesSide, treeSide, type CompatSide } from '../compat-side.ts';
import { compatJson, compatSarif } from '../format/compat-data.ts';
import { compatText } from '../format/compat-text.ts';
import { modulesExist } from '../open-workspace.ts';
import { writeOutput } from '../write-output.ts';
import { compatKept } from './compat-kept.ts';
import { compatRegistry } from './compat-registry.ts';

/** One machine's comparison with the places of its changes in the newer tree. */
export interface PlacedComparison {
  readonly comparison: MachineComparison;
  readonly places: readonly (ChangeLocation | undefined)[];
}

export interface CompatResult {
  readonly before: string;
  readonly after: string;
  readonly policy: Policy;
  readonly machines: readonly PlacedComparison[];
}

export const compatCommand: Command = {
  name: 'compat',
  usage: 'diff OLD [NEW]',
  summary: 'what breaks old modules and programs; also: save, kept, registry; --policy stable|current',
  formats: ['text', 'json', 'sarif'],
  modules: 'names',
  options: {
    arch: { type: 'string', multiple: true },
    kernconf: { type: 'string', multiple: true },
    record: { type: 'string', multiple: true },
    constant: { type: 'string', multiple: true },
    policy: { type: 'string' },
    out: { type: 'string' },
    all: { type: 'boolean' },
    registry: { type: 'string', multiple: true },
  },
  help: `  diff OLD [NEW]          what breaks old modules and programs; each a baseline file, a tree or a git revision
  save [TREE | REV]       the layouts as a baseline file
  kept [TREE | REV]       members and constants that nothing uses any more
  registry [TREE | REV]   protocol numbers that differ from the published registries

  --policy NAME     diff: stable (default) or current, the branch whose promises count; exits with 1 if they are broken
  --out FILE        save: writes to FILE instead of standard output
  --all             diff: every change, also what breaks nobody; kept: also what programs outside the tree may name
  --record NAME     compares this record too (repeatable)
  --constant NAME   compares this constant too (repeatable)
  --registry FILE   registry: your own registry (repeatable)
  --arch NAME, --kernconf NAME
                    repeatable: compares each machine and configuration`,
  run(options, terminal) {
    const [verb, ...words] = options.words;
    if (options.format === 'sarif' && verb !== 'diff')
      throw new UsageError(`compat ${verb ?? ''} has no --format sarif: text or json`);
    if (verb === 'save') return save(words, options, terminal);
    if (verb === 'diff') return diff(words, options, terminal);
    if (verb === 'kept') return compatKept(words, options, terminal);
    if (verb === 'registry') return compatRegistry(words, options, terminal);
    throw new UsageError(
      'compat wants a verb: compat diff OLD [NEW], or save, kept, registry with a tree or a revision',
    );
  },
};

function save(words: readonly string[], options: CommonOptions, terminal: Terminal): number {
  const side = filesSide('save', words, options);
  const measurer = new CompatMeasurer(options, terminal);
  const scope = scopeOf(options);
  for (const request of options.modules.length > 0 ? requests(options) : [])
    modulesExist(openSide(side, request, options), options);
  const machines = requests(options).map((request) => measurer.measure(side, request, scope).layouts);
  measurer.save();
  const text = baselineText({ schemaVersion: 1, scope, machines });
  const { out } = options.own;
  if (typeof out !== 'string') terminal.out(text);
  else writeOutput(out, text, options);
  return EXIT_OK;
}

function diff(words: readonly string[], options: CommonOptions, terminal: Terminal): number {
  const [old, newer] = words;
  if (old === undefined || words.length > 2)
    throw new UsageError(
      'compat diff OLD [NEW]: each a baseline file, a tree or a git revision (REV, REV:FOLDER, TREE@REV); NEW is the tree here by default',
    );
  const before = compatSide(old, options);
  const after = newer === undefined ? treeSide(undefined, options) : compatSide(newer, options);
  const policy = policyOf(options);
  const measurer = new CompatMeasurer(options, terminal);
  const machines = compareSides(before, after, options, measurer);
  measurer.save();
  const result: CompatResult = { before: before.name, after: after.name, policy, machines };
  if (options.format === 'json') terminal.out(compatJson(result));
  else if (options.format === 'sarif') terminal.out(compatSarif(result));
  else terminal.out(compatText(result, options.own['all'] === true));
  return judge(
    machines.map(({ comparison }) => comparison),
    policy,
  ).isSafe
    ? EXIT_OK
    : EXIT_FINDINGS;
}

function compareSides(
  before: CompatSide,
  after: CompatSide,
  options: CommonOptions,
  measurer: CompatMeasurer,
): readonly PlacedComparison[] {
  const scope =
    before.kind === 'baseline'
      ? before.baseline.scope
      : after.kind === 'baseline'
        ? after.baseline.scope
        : scopeOf(options);
  const saved = before.kind === 'baseline' ? before : after.kind === 'baseline' ? after : undefined;
  const wanted = saved === undefined ? requests(options) : savedMachines(saved.baseline.machines, options);
  const placed = wanted.flatMap((request): PlacedComparison[] => {
    const old =
      before.kind === 'baseline'
        ? machineOf(before.baseline.machines, request)
        : measurer.measure(before, request, scope).layouts;
    if (old === undefined) return [];
    if (after.kind === 'baseline') {
      const now = machineOf(after.baseline.machines, request);
      return now === undefined ? [] : [{ comparison: compareMachines(old, now), places: [] }];
    }
    const { layouts, workspace } = measurer.measure(
      after,
      request,
      scope,
      old.records.filter(({ audience }) => audience !== 'object').map(({ name }) => name),
    );
    const comparison = compareMachines(old, layouts);
    return [{ comparison, places: changePlaces(workspace, comparison.changes) }];
  });
  if (placed.length === 0) throw new UsageError('OLD and NEW have no machine and configuration in common');
  return placed;
}

/** The machines of a baseline; --arch and --kernconf choose among them. */
function savedMachines(machines: readonly MachineLayouts[], options: CommonOptions): readonly MachineRequest[] {
  const archs = list(options, 'arch');
  const kernconfs = list(options, 'kernconf');
  return machines.filter(
    ({ arch, kernconf }) =>
      (archs.length === 0 || archs.includes(arch)) && (kernconfs.length === 0 || kernconfs.includes(kernconf)),
  );
}

function machineOf(
  machines: readonly MachineLayouts[],
  { arch, kernconf }: MachineRequest,
): MachineLayouts | undefined {
  return (
    machines.find((machine) => machine.arch === arch && machine.kernconf === kernconf) ??
    machines.find((machine) => machine.arch === arch)
  );
}

function policyOf(options: CommonOptions): Policy {
  const { policy = 'stable' } = options.own;
  const found = POLICIES.find(({ name }) => name === policy);
  if (found === undefined)
    throw new UsageError(`no such policy: ${String(policy)}; there are ${POLICIES.map(({ name }) => name).join(', ')}`);
  return found;
}
