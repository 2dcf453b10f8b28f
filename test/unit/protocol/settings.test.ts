import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {
  configurationContribution,
  restrictedConfigurations,
} from '../../../server/src/protocol/configuration-contribution.ts';
import { readSettings } from '../../../server/src/protocol/settings.ts';
import { root } from '../../kit/source-graph.ts';

interface Manifest {
  readonly contributes: { configuration: unknown };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; restrictedConfigurations?: readonly string[] };
  };
}

test("package.json's settings are those of the table (VNETSCOPE_UPDATE=1 writes them)", () => {
  const file = path.join(root, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  const {
    contributes,
    capabilities: { untrustedWorkspaces },
  } = manifest;
  const generated = configurationContribution();
  if (process.env['VNETSCOPE_UPDATE'] === '1') {
    contributes.configuration = generated;
    untrustedWorkspaces.restrictedConfigurations = restrictedConfigurations();
    writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  }
  assert.deepEqual(contributes.configuration, generated);
  assert.deepEqual(untrustedWorkspaces.restrictedConfigurations, restrictedConfigurations());
});

test('a workspace that nobody vouches for says neither what is run nor what is read outside it', () => {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
  const { supported, restrictedConfigurations: restricted = [] } = manifest.capabilities.untrustedWorkspaces;
  assert.equal(supported, 'limited');
  // A revision is what git is run for, a baseline and a tree are read wherever they lie.
  assert.deepEqual([...restricted].sort(), [
    'vnetscope.compat.against',
    'vnetscope.kernelTree',
    'vnetscope.modulePath',
    'vnetscope.tree',
  ]);
});

test('absent settings take their defaults', () => {
  const { settings, problems } = readSettings(undefined);
  assert.deepEqual(problems, []);
  assert.equal(settings.arch, 'amd64');
  assert.equal(settings.kernconf, 'GENERIC');
  assert.deepEqual(settings.options, []);
  assert.equal(settings['hover.enabled'], true);
});

test('settings are read from the nested section', () => {
  const { settings, problems } = readSettings({
    arch: 'arm64',
    options: ['IPSEC', '-SCTP'],
    hover: { enabled: false },
    layout: { largeBytes: 2 },
  });
  assert.deepEqual(problems, []);
  assert.equal(settings.arch, 'arm64');
  assert.deepEqual(settings.options, ['IPSEC', '-SCTP']);
  assert.equal(settings['hover.enabled'], false);
  assert.equal(settings['layout.largeBytes'], 2);
});

test('a wrong value makes one problem and leaves the default', () => {
  const { settings, problems } = readSettings({ arch: 'vax', layout: { largeBytes: -1 }, cache: 'yes', options: [1] });
  assert.deepEqual(problems, [
    'vnetscope.arch: expected one of amd64, arm64, i386, armv7, riscv64, powerpc64, powerpc64le, powerpc, mips64, not "vax"',
    'vnetscope.options: expected a list of strings, not [1]',
    'vnetscope.layout.largeBytes: expected a whole number from 1, not -1',
    'vnetscope.cache: expected true or false, not "yes"',
  ]);
  assert.equal(settings.arch, 'amd64');
  assert.equal(settings['layout.largeBytes'], 4096);
});
