// The simulator against a kernel that was really booted: every integer sysctl and every variable of set_vnet, in vnet0
// and in a new vnet. VNETSCOPE_BOOT_TRUTH names the file ("boot14 truth 1"), VNETSCOPE_BOOT_TREE the tree; a
// configuration that the tree lacks lies beside the file, NAME.kernconf. VNETSCOPE_BOOT_LIST=1 lists what is unknown,
// with its reasons.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  bootedKernel,
  compareKenvFacts,
  compareSysctls,
  compareVariables,
  openSimulation,
  readBootTruth,
} from '../kit/boot-truth.ts';

const truthFile = process.env['VNETSCOPE_BOOT_TRUTH'];
const tree = process.env['VNETSCOPE_BOOT_TREE'];
const skip =
  truthFile === undefined || tree === undefined ? 'VNETSCOPE_BOOT_TRUTH and VNETSCOPE_BOOT_TREE are not set' : false;
const isListed = process.env['VNETSCOPE_BOOT_LIST'] !== undefined;

test('nothing that is said of a booted kernel is wrong', { skip }, (t) => {
  const truth = readBootTruth(truthFile ?? '');
  for (const [name, booted] of Object.entries(truth.kernels)) {
    const simulation = openSimulation(tree ?? '', name, truthFile ?? '');
    const kernel = bootedKernel(simulation, 'machine hz=100 ncpu=1');
    const sysctls = compareSysctls(kernel, booted);
    for (const at of ['vnet0', 'a new vnet'] as const) {
      const rows = sysctls.filter(({ where }) => where === at);
      const known = rows.filter(({ verdict }) => verdict === 'equal').length;
      t.diagnostic(
        `${name}, ${at}: sysctls ${known} equal, ${rows.filter(({ verdict }) => verdict === 'unknown').length} unknown, ${rows.filter(({ verdict }) => verdict === 'differs').length} wrong, of ${rows.length}`,
      );
      if (isListed)
        for (const { name: oid, said, verdict } of rows) if (verdict !== 'equal') t.diagnostic(`  ${oid}: ${said}`);
    }
    const variables = compareVariables(kernel, booted);
    for (const truthIs of ['changed', 'as copied'] as const) {
      for (const at of ['vnet0', 'a new vnet'] as const) {
        const rows = variables.filter(({ truth: one, where }) => one === truthIs && where === at);
        t.diagnostic(
          `${name}, ${at}: of ${rows.length} variables ${truthIs}: ${rows.filter(({ said }) => said === 'changed').length} said to be changed, ${rows.filter(({ said }) => said === 'as copied').length} as copied, ${rows.filter(({ said }) => said === 'unknown').length} unknown`,
        );
        if (isListed)
          for (const { name: variable, file, said, reason } of rows)
            if (said !== truthIs) t.diagnostic(`  ${file} ${variable}: ${said}: ${reason}`);
      }
    }
    const facts =
      name === truth.kenvFacts.kernel
        ? compareKenvFacts(
            bootedKernel(
              simulation,
              `machine hz=100 ncpu=1\n${Object.entries(truth.kenvFacts.set)
                .map(([tunable, value]) => `kenv ${tunable}=${value}`)
                .join('\n')}`,
            ),
            truth,
          )
        : [];
    t.diagnostic(
      `${name}, tunables: ${facts.filter(({ verdict }) => verdict === 'equal').length} equal, ${facts.filter(({ verdict }) => verdict === 'unknown').length} unknown, ${facts.filter(({ verdict }) => verdict === 'differs').length} wrong, of ${facts.length}`,
    );
    if (isListed)
      for (const { name: oid, where, said, truth: is, verdict } of facts)
        if (verdict !== 'equal') t.diagnostic(`  ${where} ${oid}: ${said} (${is})`);
    assert.deepEqual(
      [...sysctls, ...facts].filter(({ verdict }) => verdict === 'differs'),
      [],
    );
    assert.deepEqual(
      variables.filter(
        ({ truth: is, said, value }) =>
          value === 'differs' ||
          (is === 'changed' && said === 'as copied') ||
          (is === 'as copied' && said === 'changed'),
      ),
      [],
    );
    const known = sysctls.filter(({ verdict, where }) => verdict === 'equal' && where === 'a new vnet').length;
    assert.ok(known * 10 >= (sysctls.length / 2) * 9, 'nine of ten are known');
  }
});
