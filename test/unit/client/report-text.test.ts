import assert from 'node:assert/strict';
import test from 'node:test';
import { reportText } from '../../../client/src/report-text.ts';

const report = {
  version: '0.1.0',
  editor: 'code-server 1.105.0',
  platform: 'freebsd x64, Node 22.1.0',
  place: 'local',
  isTrusted: false,
  status: { state: 'ready', release: '14.0-STABLE', arch: 'amd64', kernconf: 'GENERIC', globals: 437 },
  settings: [['vnetscope.kernconf', '"LAB"']],
  log: ['read in 900 ms', '``` a fence of the log'],
} as const;

test('a report holds what a maintainer asks for first', () => {
  const text = reportText(report);
  for (const part of [
    '- vnetscope: 0.1.0\n',
    '- editor: code-server 1.105.0\n',
    '- extension host: freebsd x64, Node 22.1.0, local\n',
    '- workspace: Restricted Mode\n',
    '- kernel: VNET 14.0-STABLE amd64 GENERIC: 437 virtualized globals\n',
    '- vnetscope.kernconf: "LAB"\n',
    'read in 900 ms\n',
  ]) {
    assert.ok(text.includes(part), `${part} is missing in\n${text}`);
  }
});

test('the log cannot leave its block', () => {
  assert.equal(reportText(report).match(/^```/gm)?.length, 2);
});

test('without a server, and with default settings, the report says so', () => {
  const text = reportText({ ...report, status: undefined, settings: [] });
  assert.match(text, /- kernel: the language server was not needed\n/);
  assert.match(text, /Settings that are not the default\n\nnone\n/);
});
