import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openWorkspace } from '../../../server/src/core/analysis/open.ts';
import { Simulation } from '../../../server/src/core/analysis/image/simulation.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

function sample(request: { readonly kernconf?: string; readonly arch?: string } = {}): Simulation {
  const workspace = openWorkspace(new NodeFiles(path.join(root, 'test/minikernel')), { arch: 'amd64', ...request });
  assert.ok(!('failure' in workspace));
  const simulation = Simulation.open(workspace);
  assert.ok(!('failure' in simulation));
  return simulation;
}

describe('the scenarios of the documentation', () => {
  const text = readFileSync(path.join(root, 'server/doc/simulate.md'), 'utf8');
  const simulation = sample();
  let line = 1;
  for (const piece of text.split(/^(?=```)/m)) {
    const at = line;
    line += piece.split('\n').length - 1;
    if (!piece.startsWith('```scenario\n')) continue;
    test(`simulate.md:${at}`, () => {
      const { errors, failure } = simulation.run(piece.slice('```scenario\n'.length), () => undefined);
      assert.deepEqual(
        errors.map((error) => `simulate.md:${at + error.line}:${error.column}: ${error.message}`),
        [],
      );
      assert.equal(
        failure === undefined
          ? ''
          : `simulate.md:${at + failure.line}:${failure.column}: ${failure.messages.join('; ')}`,
        '',
      );
    });
  }
});

describe('a conversation', () => {
  test('goes on after what fails, and waits for the end of a loop', () => {
    const said: string[] = [];
    const conversation = sample().converse((event) => said.push(event.kind));
    const reply = (line: string): string => {
      const answer = conversation.say(line);
      return answer.kind === 'failed' ? answer.failure.messages[0] : answer.kind;
    };
    assert.deepEqual(
      [
        'boot',
        'vnet create a',
        'vnet create a',
        'nonsense',
        'repeat 3',
        'vnet create v$i',
        'end',
        'expect vnets == 5',
        '',
        'expect vnets == 6',
      ].map(reply),
      [
        'done',
        'done',
        'there is a vnet or jail a already',
        'no such statement: nonsense',
        'more',
        'more',
        'done',
        'done',
        'done',
        'vnets is 5, not 6',
      ],
    );
    assert.ok(said.includes('vnet_alloc'));
  });

  test('completes statements, vnets, variables, modules and sysctls', () => {
    const conversation = sample().converse(() => undefined);
    for (const line of ['boot', 'vnet create alpha', 'module load shaper']) conversation.say(line);
    const choices = (line: string): readonly string[] => conversation.complete(line).choices;
    assert.deepEqual(choices('mo'), ['module']);
    assert.deepEqual(choices('module '), ['load', 'unload']);
    assert.deepEqual(choices('module load '), ['if_tunnel', 'shaper']);
    assert.deepEqual(choices('module unload '), ['shaper']);
    assert.deepEqual(choices('in a'), ['alpha']);
    assert.deepEqual(choices('in alpha '), ['expect', 'kvm', 'set', 'show', 'sysctl']);
    assert.deepEqual(choices('in alpha set V_shaper_d'), ['V_shaper_debug', 'V_shaper_dropped']);
    assert.deepEqual(choices('in alpha set V_shaper_debug '), ['=']);
    assert.deepEqual(choices('sysctl net.link.shaper.de'), ['net.link.shaper.debug']);
    assert.deepEqual(choices('show diff'), ['differences']);
    assert.deepEqual(choices('show differences '), ['alpha', 'vnet0']);
    assert.deepEqual(choices('on '), ['cpu']);
    assert.deepEqual(choices('on cpu '), ['0', '1']);
    assert.deepEqual(choices('expect offset V_if_index'), ['V_if_index', 'V_if_indexlim']);
  });
});

test('a kernel without VIMAGE has plain globals', () => {
  const { failure } = sample({ kernconf: 'NOVIMAGE' }).run(
    'boot\nmodule load shaper\nexpect place shaper == none\nfail without VIMAGE\nvnet create a\n',
    () => undefined,
  );
  assert.equal(failure?.messages.join(), undefined);
});

test('INVARIANTS comes from the configuration', () => {
  const scenario = 'boot\nvnet create a\nsocket open a\nfail panic\nvnet destroy a\n';
  assert.equal(
    sample({ kernconf: 'SHAPED' })
      .run(scenario, () => undefined)
      .failure?.messages.join(),
    undefined,
  );
  assert.match(sample().run(scenario, () => undefined).failure?.messages[0] ?? '', /the statement does not fail/);
});
