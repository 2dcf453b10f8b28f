// What `simulate --steps` says of each statement is what the statements themselves print: events as `simulate` tells
// them, the kernel as `show` shows it, values as `show differences` has them.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';
import { SimulatedSteps, type AskedSteps } from '../../../server/src/core/analysis/image/simulated-steps.ts';
import { Simulation } from '../../../server/src/core/analysis/image/simulation.ts';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import type { SimulationReport } from '../../../server/src/protocol/simulation.ts';
import { Scratch, vnetscope } from '../../kit/command-line.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

const scratch = new Scratch();
after(() => scratch.remove());

const STATEMENTS = [
  'boot',
  'vnet create red',
  'module load shaper',
  'vnet create blue',
  'in red set V_if_indexlim = 9',
  'module load if_tunnel',
  'module unload shaper',
  'vnet destroy red',
];

interface Event {
  readonly line: number;
  readonly kind: string;
  readonly what?: string;
  readonly data?: unknown;
}

function scenario(lines: readonly string[]): string {
  const file = path.join(scratch.folder, 'steps.scenario');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

async function steps(lines: readonly string[], ...more: readonly string[]): Promise<SimulationReport> {
  return stepsOf(sampleFolder, lines, ...more);
}

async function stepsOf(tree: string, lines: readonly string[], ...more: readonly string[]): Promise<SimulationReport> {
  const words = ['simulate', tree, '--script', scenario(lines), '--steps', '--format', 'json', '--no-cache', ...more];
  return JSON.parse((await vnetscope(scratch.folder, ...words)).out) as SimulationReport;
}

/** What a scenario's statements print, as data. */
async function events(lines: readonly string[]): Promise<readonly Event[]> {
  const words = ['simulate', sampleFolder, '--script', scenario(lines), '--format', 'json', '--no-cache'];
  return (JSON.parse((await vnetscope(scratch.folder, ...words)).out) as { readonly events: readonly Event[] }).events;
}

function simulation(): Simulation {
  const workspace = openWorkspace(new NodeFiles(sampleFolder), { arch: 'amd64' });
  assert.ok(!('failure' in workspace));
  const opened = Simulation.open(workspace);
  assert.ok(!('failure' in opened));
  return opened;
}

test('each step has the events of its line, and the kernel is what show shows behind it', async () => {
  const report = await steps(STATEMENTS);
  assert.deepEqual(
    report.steps.map(({ text }) => text),
    STATEMENTS,
  );
  const told = await events(STATEMENTS);
  report.steps.forEach((step, i) => {
    assert.deepEqual(
      step.events.map((event) => ({ line: i + 1, ...event })),
      told.filter(({ line }) => line === i + 1),
      step.text,
    );
  });
  const subjects = ['vnets', 'modules', 'modspace'];
  const shown = (await events(STATEMENTS.flatMap((line) => [line, ...subjects.map((what) => `show ${what}`)]))).filter(
    ({ kind }) => kind === 'shown',
  );
  report.steps.forEach(({ text, after: { vnets, modules, modspace } }, i) => {
    const [inVnets, inModules, inModspace] = shown.slice(i * 3, i * 3 + 3).map(({ data }) => data);
    // How many interfaces there are is known when the constructors have run.
    const known = (inVnets as readonly { readonly ifcnt: number | null }[]).map((vnet) => ({ ...vnet, ifcnt: null }));
    assert.deepEqual([vnets, modules, modspace], [known, inModules, inModspace], text);
  });
  assert.ok(report.steps.some(({ after: { modspace } }) => (modspace?.pieces.length ?? 0) > 2));
});

test('what a new vnet was given is what differs from the reference copies; a set statement wrote one variable', async () => {
  const report = await steps(STATEMENTS.slice(0, 5), '--values');
  const [data] = (await events(['boot', 'vnet create red', 'show differences red']))
    .filter(({ kind }) => kind === 'shown')
    .map(
      (event) => event.data as readonly { readonly name: string; readonly copy: string; readonly reference: string }[],
    );
  assert.ok(data !== undefined && data.length > 5);
  const created = report.steps[1]?.written?.filter(({ vnet }) => vnet === 'red');
  assert.deepEqual(
    created?.map(({ name, before, after: now }) => ({ name, reference: before, copy: now })),
    data
      .filter(({ copy, reference }) => copy !== reference)
      .map(({ name, reference, copy }) => ({ name, reference, copy })),
  );
  assert.deepEqual(
    report.steps[4]?.written?.map(({ vnet, name, after: now, by }) => ({ vnet, name, after: now, by })),
    [{ vnet: 'red', name: 'if_indexlim', after: '9', by: null }],
  );
  // A constructor wrote it, in the line that says so.
  const counters = created.find(({ name }) => name === 'ifvstat');
  assert.ok(counters !== undefined && counters.by !== null);
  const line = readFileSync(path.join(sampleFolder, counters.by.file), 'utf8').split('\n')[counters.by.line - 1];
  assert.match(line ?? '', /VNET_PCPUSTAT_SYSINIT|COUNTER_ARRAY|counter|ifvstat/i);
  assert.ok((await steps(['boot'])).steps[0]?.written === null, 'nobody has asked for values');
});

test('a scenario ends where it fails; what is given behind it goes on', () => {
  const run = new SimulatedSteps(simulation(), 's');
  const asked: AskedSteps = { name: 's', text: 'boot\nmodule load nosuch\nvnet create a\n', given: [], values: false };
  const stopped = run.take(asked);
  assert.deepEqual([stopped.steps.length, stopped.notRun], [2, 1]);
  assert.match(stopped.steps[1]?.failure?.messages[0] ?? '', /kldload nosuch: No such file or directory/);
  const on = run.take({ ...asked, given: ['module load nosuch', 'vnet create b', 'no statement'] });
  assert.deepEqual(
    on.steps.map(({ text, line, isGiven, failure }) => [text, line, isGiven, failure !== undefined]),
    [
      ['boot', 1, false, false],
      ['module load nosuch', 2, false, true],
      ['module load nosuch', 4, true, true],
      ['vnet create b', 5, true, false],
      ['no statement', 6, true, true],
    ],
  );
  const wrong = run.take({ ...asked, text: 'boot\nnonsense\n' });
  assert.deepEqual([wrong.steps.length, wrong.errors.map(({ line }) => line)], [0, [2]]);
  assert.equal(run.take({ ...asked, text: 'boot\nfail ENOENT\n' }).errors[0]?.line, 2);
});

test('a run that goes on from an earlier one says what a new one says', () => {
  const made = simulation();
  const kept = new SimulatedSteps(made, 's');
  const texts: readonly (readonly string[])[] = [
    ['boot', 'vnet create a', 'module load shaper'],
    ['boot', 'vnet create a', 'module load shaper', 'module unload shaper', 'vnet destroy a'],
    ['boot', 'vnet create a', 'module load if_tunnel', 'snapshot x', 'vnet create b', 'back x'],
    ['boot cpus=3', 'vnet create a', 'module load if_tunnel'],
    ['boot', 'vnet create a', 'back', 'repeat 2\nvnet create v$i\nend', 'vnet destroy v1'],
    ['preload shaper', 'boot', 'kenv net.inet.ip.ttl=3'],
    ['boot'],
  ];
  for (const values of [false, true])
    for (const given of texts) {
      const asked: AskedSteps = { name: 's', text: '', given, values };
      const plain = (taken: ReturnType<SimulatedSteps['take']>): unknown =>
        taken.steps.map(({ events: told, ...step }) => ({ ...step, told, written: step.written?.length }));
      assert.deepEqual(plain(kept.take(asked)), plain(new SimulatedSteps(made, 's').take(asked)), given.join('; '));
    }
});

test('a panic has its place: the macro or function that is simulated, or the call in C that was run', async () => {
  const { steps: asserted } = await steps(['boot invariants', 'curvnet set NULL']);
  const panic = asserted[1]?.events.find(({ kind }) => kind === 'panic');
  const header = readFileSync(path.join(sampleFolder, 'sys/net/vnet.h'), 'utf8').split('\n');
  assert.deepEqual(
    [panic?.['file'], /^#define\tCURVNET_SET\(/.test(header[Number(panic?.['line']) - 1] ?? '')],
    ['sys/net/vnet.h', true],
  );
  assert.equal(asserted[1]?.after.phase, 'panicked');
  const tree = scratch.tree((folder) => {
    const file = path.join(folder, 'sys/net/if_loop.c');
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replace(/^lo_vnet_init\(.*\n\{\n/m, (head) => `${head}\tpanic("no room for %d", 3);\n`),
    );
  });
  const source = readFileSync(path.join(tree, 'sys/net/if_loop.c'), 'utf8').split('\n');
  const { steps: run, notRun } = await stepsOf(tree, ['boot', 'vnet create a'], '--values');
  const inC = run[0]?.events.find(({ kind }) => kind === 'panic');
  assert.equal(inC?.['message'], 'no room for 3');
  assert.deepEqual(
    [inC['file'], inC['line']],
    ['sys/net/if_loop.c', source.findIndex((line) => line.includes('panic("no room')) + 1],
  );
  assert.deepEqual(
    [run.length, run[0]?.failure?.message, run[0]?.after.phase, notRun],
    [1, 'panic: no room for 3', 'panicked', 1],
  );
});

test('--steps and --values say how they are used', async () => {
  const said = async (...words: readonly string[]): Promise<string> => {
    const { err, code } = await vnetscope(scratch.folder, 'simulate', sampleFolder, ...words);
    assert.equal(code, 2);
    return err;
  };
  assert.match(await said('--steps'), /--steps wants --format json/);
  assert.match(await said('--values', '--format', 'json'), /--values wants --steps/);
  assert.match(await said('--steps', '--format', 'json', '--module', 'shaper'), /--steps wants a scenario/);
});
