// vnetscope check as a user runs it, on a copy of the sample kernel: fixing, baselines, settings, exit codes, SARIF.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { Ajv } from 'ajv';
import DraftFour from 'ajv-draft-04';
import formats from 'ajv-formats';
import type { Log } from 'sarif';
import { checkCommand } from '../../../server/src/cli/commands/check.ts';
import { main } from '../../../server/src/cli/main.ts';
import type { CheckReport } from '../../../server/src/core/analysis/session/check.ts';
import { readFolderSettings } from '../../../server/src/protocol/settings.ts';
import { root, textOf } from '../../kit/source-graph.ts';

const sample = path.join(root, 'test', 'minikernel');
const temporary = mkdtempSync(path.join(tmpdir(), 'vnetscope-check-'));
after(() => rmSync(temporary, { recursive: true, force: true }));
let trees = 0;

/** A copy of the sample kernel, some files replaced. */
function copyOfSample(files: Readonly<Record<string, string>> = {}): string {
  const folder = path.join(temporary, `tree${trees++}`);
  cpSync(sample, folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

async function check(
  folder: string,
  ...words: string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const code = await main(['check', ...words, '--no-cache'], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isInteractive: false,
    folder,
    sample,
  });
  return { code, out, err };
}

async function report(folder: string, ...words: string[]): Promise<CheckReport> {
  return JSON.parse((await check(folder, ...words, '--format', 'json')).out) as CheckReport;
}

const grave = ({ findings }: CheckReport): string[] =>
  findings
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ rule }) => rule)
    .sort();

/** Two mistakes that can be fixed, in one line, and one that can't. */
const MISTAKES = `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>

VNET_DEFINE(int, fix_first);
VNET_DEFINE(int, fix_second);
#define	V_fix_first VNET(fix_first)
#define	V_fix_second VNET(fix_first)
int *fix_pointer = &V_fix_first;
SYSCTL_DECL(_net);
SYSCTL_INT(_net, OID_AUTO, one, CTLFLAG_RW, &VNET_NAME(fix_first), 0, ""); SYSCTL_INT(_net, OID_AUTO, two, CTLFLAG_RD, &VNET_NAME(fix_second), 0, "");
`;
const FIXED = MISTAKES.replace('V_fix_second VNET(fix_first)', 'V_fix_second VNET(fix_second)')
  .replace('one, CTLFLAG_RW', 'one, CTLFLAG_VNET | CTLFLAG_RW')
  .replace('two, CTLFLAG_RD', 'two, CTLFLAG_VNET | CTLFLAG_RD');

test('check --help tells of each of its own options', async () => {
  const { code, out } = await check(sample, '--help');
  assert.equal(code, 0);
  for (const option of Object.keys(checkCommand.options)) assert.ok(out.includes(`  --${option} `), option);
});

describe('exit codes', () => {
  test('1 for findings at --fail-on or above, 0 without, 2 for wrong use', async () => {
    const folder = copyOfSample();
    assert.equal((await check(folder)).code, 1);
    assert.equal((await check(folder, 'sys/net/if.c')).code, 0);
    assert.equal((await check(folder, 'sys/netinet/igmp.c')).code, 1);
    assert.equal((await check(folder, 'sys/netinet/igmp.c', '--fail-on', 'error')).code, 0);
    for (const [words, message] of [
      [['--fail-on', 'never'], /--fail-on wants one of error, warning, information, hint\n$/],
      [['--explain', 'no-such'], /no such rule: no-such; vnetscope check --rules lists them\n$/],
      [['--rule', 'no-such=off'], /no such rule: no-such/],
      [['--rule', 'accessor-names-other=loud'], /--rule wants RULE=SEVERITY/],
      [['--baseline', 'nowhere.json'], /cannot read nowhere\.json; check --write-baseline nowhere\.json makes one\n$/],
    ] as const) {
      const { code, err } = await check(folder, ...words);
      assert.equal(code, 2, words.join(' '));
      assert.match(err, message);
    }
  });

  test('--rules lists every rule, --explain prints a page', async () => {
    assert.match((await check(sample, '--rules')).out, /^accessor-names-other +warning +fix +an accessor/m);
    assert.equal(
      (await check(sample, '--explain', 'accessor-names-other')).out,
      textOf('server/doc/rules/accessor-names-other.md'),
    );
  });
});

describe('--fix', () => {
  test('mends what can be mended, in one go, and tells what is left', async () => {
    const folder = copyOfSample({ 'sys/net/mistakes.c': MISTAKES });
    const { code, out, err } = await check(folder, '--fix');
    assert.equal(readFileSync(path.join(folder, 'sys/net/mistakes.c'), 'utf8'), FIXED);
    assert.match(err, /^vnetscope: fixed 6 in /);
    assert.match(out, /static-initializer-uses-vnet/);
    assert.doesNotMatch(out, /declare-type-mismatch/);
    assert.equal(code, 1);
    assert.deepEqual(grave(await report(folder)), ['static-initializer-uses-vnet']);
    assert.deepEqual(
      readdirSync(path.join(folder, 'sys/net')).filter((name) => name.includes('vnetscope-')),
      [],
    );
  });

  test('touches only the files that are named', async () => {
    const folder = copyOfSample({ 'sys/net/mistakes.c': MISTAKES });
    await check(folder, 'sys/net/mistakes.c', '--fix');
    assert.equal(
      readFileSync(path.join(folder, 'sys/netinet/igmp.c'), 'utf8'),
      readFileSync(path.join(sample, 'sys/netinet/igmp.c'), 'utf8'),
    );
    assert.equal(readFileSync(path.join(folder, 'sys/net/mistakes.c'), 'utf8'), FIXED);
  });

  test(
    'keeps the mode of a file and writes nothing where one cannot be written',
    { skip: process.getuid?.() === 0 ? 'root writes everywhere' : false },
    async () => {
      const folder = copyOfSample({ 'sys/net/mistakes.c': MISTAKES });
      chmodSync(path.join(folder, 'sys/netinet'), 0o555);
      const { code, err } = await check(folder, '--fix');
      chmodSync(path.join(folder, 'sys/netinet'), 0o755);
      assert.equal(code, 2);
      assert.match(err, /nothing is fixed/);
      assert.equal(readFileSync(path.join(folder, 'sys/net/mistakes.c'), 'utf8'), MISTAKES);
    },
  );

  test('keeps the mode of a file', async () => {
    const folder = copyOfSample({ 'sys/net/mistakes.c': MISTAKES });
    const file = path.join(folder, 'sys/net/mistakes.c');
    chmodSync(file, 0o640);
    await check(folder, '--fix', 'sys/net/mistakes.c');
    assert.equal(statSync(file).mode & 0o777, 0o640);
  });
});

describe('a baseline', () => {
  test('holds what it knows back, also after code has moved, and tells what is new and what is gone', async () => {
    const folder = copyOfSample({ 'sys/net/mistakes.c': MISTAKES });
    const file = path.join(folder, 'known.json');
    assert.equal((await check(folder, '--write-baseline', file)).code, 0);
    assert.deepEqual(grave(await report(folder, '--baseline', file)), []);
    writeFileSync(
      path.join(folder, 'sys/net/mistakes.c'),
      `/* moved */\n\n${MISTAKES.replace('SYSCTL_DECL', '\n\nSYSCTL_DECL')}`,
    );
    const moved = await check(folder, '--baseline', file);
    assert.equal(moved.code, 0, moved.out);
    writeFileSync(
      path.join(folder, 'sys/net/mistakes.c'),
      MISTAKES.replace('V_fix_second VNET(fix_first)', 'V_fix_second VNET(fix_second)').concat(
        '#define V_fix_second (VNET(fix_first))\n',
      ),
    );
    const changed = await check(folder, '--baseline', file);
    assert.equal(changed.code, 1);
    assert.match(changed.out, /mistakes\.c:13:28: warning: V_fix_second .*\[accessor-names-other\]/);
    assert.match(changed.out, /in the baseline; 1 of the baseline no longer found: update it with --write-baseline\n$/);
  });

  test('that is none is refused in one line', async () => {
    for (const [text, message] of [
      ['', /not JSON/],
      ['{}', /not a baseline/],
      ['{"schemaVersion":9,"findings":[]}', /another schemaVersion/],
      ['{"schemaVersion":1,"findings":[{}]}', /finding 1 has no fingerprint/],
    ] as const) {
      const file = path.join(temporary, 'broken.json');
      writeFileSync(file, text);
      const { code, err } = await check(sample, '--baseline', file);
      assert.equal(code, 2);
      assert.match(err, message);
      assert.equal(err.trim().split('\n').length, 1);
    }
  });
});

describe('settings', () => {
  test('.vnetscope.json holds for its folder and those below; the inner one wins; --rule holds where none says another', async () => {
    const folder = copyOfSample({
      '.vnetscope.json': '{"rules": {"accessor-names-other": "off", "declare-type-mismatch": "hint"}}',
      'sys/net/.vnetscope.json': '{"rules": {"declare-type-mismatch": "warning"}}',
    });
    const { findings } = await report(folder, '--rule', 'sysctl-missing-vnet-flag=information');
    const severities = Object.fromEntries(findings.map(({ rule, severity }) => [rule, severity]));
    assert.equal(severities['accessor-names-other'], undefined);
    assert.equal(severities['declare-type-mismatch'], 'warning');
    assert.equal(severities['sysctl-missing-vnet-flag'], 'information');
  });

  test('a broken one is refused in one line', async () => {
    const { code, err } = await check(copyOfSample({ 'sys/net/.vnetscope.json': '{"rules": {"no-such": "off"}}' }));
    assert.equal(code, 2);
    assert.match(err, /^vnetscope: sys\/net\/\.vnetscope\.json: rules: no such rule: no-such\n$/);
    const loud = await check(
      copyOfSample({ 'sys/net/.vnetscope.json': '{"rules": {"never-used": "off", "large-global": "loud"}}' }),
    );
    assert.match(
      loud.err,
      /: rules\.large-global: expected one of off, hint, information, warning, error, not "loud"\n$/,
    );
  });

  test('the schema takes what the reader takes and refuses what it refuses', () => {
    const isValid = new Ajv({ strict: false }).compile(
      JSON.parse(textOf('server/doc/vnetscope.schema.json')) as object,
    );
    for (const text of [
      '{}',
      '{"rules": {"accessor-names-other": "off"}}',
      '{"layout": {"largeBytes": 8192, "loadedModules": ["pf"]}}',
      '{"$schema": "x"}',
      '[]',
      '{"rules": {"no-such": "off"}}',
      '{"rules": {"accessor-names-other": "loud"}}',
      '{"rules": []}',
      '{"layout": {"largeBytes": 0}}',
      '{"layout": {"largeBytes": 1.5}}',
      '{"layout": {"loud": 1}}',
      '{"loud": 1}',
      '{"arch": "arm64"}',
    ]) {
      assert.equal(isValid(JSON.parse(text)), readFolderSettings(text).problems.length === 0, text);
    }
  });
});

describe('SARIF', () => {
  const schema = createRequire(import.meta.url)
    .resolve('@microsoft/jest-sarif')
    .replace(/lib\/.*$/, 'lib/schemas/sarif-2.1.0-rtm.5.json');
  const validator = new DraftFour({ allErrors: true, strict: false, unicodeRegExp: false });
  formats(validator);
  const isValid = validator.compile(JSON.parse(readFileSync(schema, 'utf8')) as object);

  test('validates against the schema, with fixes, fingerprints, related places and what is held back', async () => {
    const folder = copyOfSample({
      'sys/net/mistakes.c': MISTAKES.replace(
        '#define	V_fix_second',
        '/* vnetscope-ignore accessor-names-other: an old name */\n#define	V_fix_second',
      ),
    });
    const known = path.join(folder, 'known.json');
    await check(folder, '--write-baseline', known, 'sys/netinet/igmp.c');
    const log = JSON.parse((await check(folder, '--format', 'sarif', '--baseline', known)).out) as Log;
    assert.ok(isValid(log), JSON.stringify(isValid.errors?.slice(0, 3)));
    const [run] = log.runs;
    const results = run?.results ?? [];
    const rules = run?.tool.driver.rules ?? [];
    for (const { ruleId, ruleIndex, partialFingerprints } of results) {
      assert.equal(rules[ruleIndex ?? -1]?.id, ruleId);
      assert.match(partialFingerprints?.['vnetscope/v1'] ?? '', /^[0-9a-f]{16}$/);
    }
    for (const { helpUri, help } of rules) {
      assert.match(helpUri ?? '', /^https:\/\/man\.freebsd\.org\//);
      assert.match(help?.markdown ?? '', /^# /);
    }
    const kinds = results.flatMap(
      ({ suppressions }) => suppressions?.map(({ kind, justification }) => `${kind}: ${justification ?? ''}`) ?? [],
    );
    assert.ok(kinds.includes('inSource: an old name') && kinds.includes('external: in the baseline'), kinds.join('\n'));
    assert.ok(
      results.some(({ relatedLocations }) =>
        (relatedLocations ?? []).some(({ message }) => message?.text === 'defined as int'),
      ),
    );
    const fixes = results.flatMap(({ fixes: own }) => own ?? []);
    assert.ok(fixes.length > 0);
    // Another machine has the tree elsewhere: no path of this one stands in the log.
    assert.equal(run?.originalUriBaseIds?.['%SRCROOT%']?.uri, undefined);
    assert.ok(
      results.some(({ locations }) => {
        const place = locations?.[0]?.physicalLocation?.artifactLocation;
        return place?.uri === 'sys/net/mistakes.c' && place.uriBaseId === '%SRCROOT%';
      }),
    );
  });

  test('a log that breaks the schema would be seen', () => {
    assert.equal(isValid({ version: '2.1.0', runs: [{ tool: { driver: {} } }] }), false);
  });
});
