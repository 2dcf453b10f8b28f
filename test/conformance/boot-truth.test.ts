// The simulator against a kernel that was really booted: every integer sysctl and every variable of set_vnet, in vnet0 and in
// a new vnet. VNETSCOPE_BOOT_TRUTH names the file ("boot14 truth 1"), VNETSCOPE_BOOT_TREE the tree, whose
// sys/amd64/conf holds the configuration under the kernel's name.
import assert from 'node:assert/strict';
import test from 'node:test';
import { bootedKernel, compareSysctls, compareVariables, openSimulation, readBootTruth } from '../kit/boot-truth.ts';

const truthFile = process.env['VNETSCOPE_BOOT_TRUTH'];
const tree = process.env['VNETSCOPE_BOOT_TREE'];
const skip = truthFile === undefined || tree === undefined ? 'VNETSCOPE_BOOT_TRUTH and VNETSCOPE_BOOT_TREE are not set' : false;

test('nothing that is said of a booted kernel is wrong', { skip }, (t) => {
  for (const [name, booted] of Object.entries(readBootTruth(truthFile ?? '').kernels)) {
    const kernel = bootedKernel(openSimulation(tree ?? '', name), 'machine hz=100 ncpu=1');
    const sysctls = compareSysctls(kernel, booted);
    assert.deepEqual(sysctls.filter(({ verdict }) => verdict === 'differs'), []);
    const known = sysctls.filter(({ verdict, where }) => verdict === 'equal' && where === 'a new vnet').length;
    t.diagnostic(`${name}: ${known} of ${sysctls.length / 2} sysctls of a new vnet are known`);
    assert.ok(known * 10 >= sysctls.length / 2 * 9, 'nine of ten are known');
    const variables = compareVariables(kernel, booted);
    assert.deepEqual(variables.filter(({ truth, said, value }) => value === 'differs' || (truth === 'changed' && said === 'as copied') || (truth === 'as copied' && said === 'changed')), []);
    const copied = variables.filter(({ truth, where }) => truth === 'as copied' && where === 'a new vnet');
    t.diagnostic(`${name}: ${copied.filter(({ said }) => said === 'as copied').length} of ${copied.length} variables that stay as copied are said to`);
  }
});
