import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { baselineText, changePlaces, compareMachines, DEFAULT_SCOPE, judge, POLICIES, type ChangePlace, type MachineComparison, type MachineLayouts, type Policy, type Scope } from '../../core/analysis/compat.ts';
import { EXIT_FINDINGS, EXIT_OK, UsageError, type Command, type CommonOptions, type Terminal } from '../command.ts';
import { CompatMeasurer, type MachineRequest } from '../compat-measure.ts';
import { compatSide, treeSide, type CompatSide } from '../compat-side.ts';
import { compatJson, compatSarif } from '../format/compat-data.ts';
import { compatText } from '../format/compat-text.ts';

/** One machine's comparison with the places of its changes in the newer tree. */
export interface PlacedComparison {
  readonly comparison: MachineComparison;
  readonly places: readonly (ChangePlace | undefined)[];
}

export interface CompatResult {
  readonly before: string;
  readonly after: string;
  readonly policy: Policy;
  readonly machines: readonly PlacedComparison[];
}

export const compatCommand: Command = {
  name: 'compat',
  usage: 'save [TREE|REV] | diff OLD [NEW]',
  summary: 'layouts that others are compiled against: saved, and compared; --policy stable|current',
  options: {
    'arch': { type: 'string', multiple: true }, 'kernconf': { type: 'string', multiple: true }, 'record': { type: 'string', multiple: true },
    'constant': { type: 'string', multiple: true }, 'policy': { type: 'string' }, 'out': { type: 'string' }, 'all': { type: 'boolean' },
  },
  run(options, terminal) {
    const [verb, ...words] = options.words;
    if (verb === 'save') return save(words, options, terminal);
    if (verb === 'diff') return diff(words, options, terminal);
    throw new UsageError('compat wants a verb: compat save [TREE|REVISION], or compat diff OLD [NEW]');
  },
};

function save(words: readonly string[], options: CommonOptions, terminal: Terminal): number {
  if (words.length > 1) throw new UsageError('compat save takes one tree or revision');
  const [word] = words;
  const side = word === undefined ? treeSide(undefined, terminal.folder) : compatSide(word, terminal.folder);
  if (side.kind === 'baseline') throw new UsageError(`${side.name} is a baseline already`);
  const measurer = new CompatMeasurer(options, terminal);
  const scope = scopeOf(options);
  const machines = requests(options).map((request) => measurer.measure(side, request, scope).layouts);
  measurer.save();
  const text = baselineText({ schemaVersion: 1, scope, machines });
  const { out } = options.own;
  if (typeof out !== 'string') terminal.out(text);
  else {
    try {
      writeFileSync(path.resolve(terminal.folder, out), text);
    } catch (error) {
      throw new UsageError(`${out}: cannot be written${error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''}`);
    }
  }
  return EXIT_OK;
}

function diff(words: readonly string[], options: CommonOptions, terminal: Terminal): number {
  const [old, newer] = words;
  if (old === undefined || words.length > 2) throw new UsageError('compat diff wants one or two sides: a baseline file, a tree, a git revision (REV, REV:FOLDER, TREE@REV); without NEW the tree here');
  const before = compatSide(old, terminal.folder);
  const after = newer === undefined ? treeSide(undefined, terminal.folder) : compatSide(newer, terminal.folder);
  const policy = policyOf(options);
  const measurer = new CompatMeasurer(options, terminal);
  const machines = compareSides(before, after, options, measurer);
  measurer.save();
  const result: CompatResult = { before: before.name, after: after.name, policy, machines };
  if (options.format === 'json') terminal.out(compatJson(result));
  else if (options.format === 'sarif') terminal.out(compatSarif(result));
  else terminal.out(compatText(result, options.own['all'] === true));
  return judge(machines.map(({ comparison }) => comparison), policy).isSafe ? EXIT_OK : EXIT_FINDINGS;
}

function compareSides(before: CompatSide, after: CompatSide, options: CommonOptions, measurer: CompatMeasurer): readonly PlacedComparison[] {
  const scope = before.kind === 'baseline' ? before.baseline.scope : after.kind === 'baseline' ? after.baseline.scope : scopeOf(options);
  const saved = before.kind === 'baseline' ? before : after.kind === 'baseline' ? after : undefined;
  const wanted = saved === undefined ? requests(options) : savedMachines(saved.baseline.machines, options);
  const placed = wanted.flatMap((request): PlacedComparison[] => {
    const old = before.kind === 'baseline' ? machineOf(before.baseline.machines, request) : measurer.measure(before, request, scope).layouts;
    if (old === undefined) return [];
    if (after.kind === 'baseline') {
      const now = machineOf(after.baseline.machines, request);
      return now === undefined ? [] : [{ comparison: compareMachines(old, now), places: [] }];
    }
    const { layouts, workspace } = measurer.measure(after, request, scope, old.records.filter(({ audience }) => audience !== 'object').map(({ name }) => name));
    const comparison = compareMachines(old, layouts);
    return [{ comparison, places: changePlaces(workspace, comparison.changes) }];
  });
  if (placed.length === 0) throw new UsageError('the two sides have no machine and configuration in common');
  return placed;
}

function requests(options: CommonOptions): readonly MachineRequest[] {
  const kernconfs = list(options, 'kernconf');
  return (list(options, 'arch').length === 0 ? [options.arch] : list(options, 'arch')).flatMap((arch) =>
    (kernconfs.length === 0 ? [undefined] : kernconfs).map((kernconf) => ({ arch, kernconf, options: options.options })));
}

/** The machines of a baseline; --arch and --kernconf choose among them. */
function savedMachines(machines: readonly MachineLayouts[], options: CommonOptions): readonly MachineRequest[] {
  const archs = list(options, 'arch');
  const kernconfs = list(options, 'kernconf');
  return machines.filter(({ arch, kernconf }) => (archs.length === 0 || archs.includes(arch)) && (kernconfs.length === 0 || kernconfs.includes(kernconf)));
}

function machineOf(machines: readonly MachineLayouts[], { arch, kernconf }: MachineRequest): MachineLayouts | undefined {
  return machines.find((machine) => machine.arch === arch && machine.kernconf === kernconf) ?? machines.find((machine) => machine.arch === arch);
}

function scopeOf(options: CommonOptions): Scope {
  const records = list(options, 'record').map((name) => (/^(?:struct|union) /.test(name) ? name : `struct ${name}`));
  return { records: records.sort(), constants: [...new Set([...DEFAULT_SCOPE.constants, ...list(options, 'constant')])].sort(), modules: [...options.modules].sort() };
}

function policyOf(options: CommonOptions): Policy {
  const { policy = 'stable' } = options.own;
  const found = POLICIES.find(({ name }) => name === policy);
  if (found === undefined) throw new UsageError(`no such policy: ${String(policy)}; there are ${POLICIES.map(({ name }) => name).join(', ')}`);
  return found;
}

function list(options: CommonOptions, name: string): readonly string[] {
  const value = options.own[name];
  return Array.isArray(value) ? value.map(String) : [];
}
