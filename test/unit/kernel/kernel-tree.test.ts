import assert from 'node:assert/strict';
import test from 'node:test';
import { isFailure } from '../../../server/src/core/kernel/failure.ts';
import { readKernelTree } from '../../../server/src/core/kernel/kernel-tree.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';

const param = '#define __FreeBSD_version 903000\t/* Master, propagated to newvers */\n';
const newvers =
  'REVISION="9.3"\nBRANCH="RELEASE"\nif [ "X${BRANCH_OVERRIDE}" != "X" ]; then\n\tBRANCH=${BRANCH_OVERRIDE}\nfi\n';

function sysDirOf(texts: Record<string, string>): string | undefined {
  const tree = readKernelTree(new MemoryFiles(texts));
  return isFailure(tree) ? undefined : tree.sysDir;
}

test('the folder that holds sys/, with its release', () => {
  const tree = readKernelTree(
    new MemoryFiles({ 'sys/net/vnet.h': '', 'sys/sys/param.h': param, 'sys/conf/newvers.sh': newvers }),
  );
  assert.deepEqual(tree, { sysDir: 'sys', release: { name: '9.3-RELEASE', osreldate: 903000 }, problems: [] });
});

test("the release's name as sh leaves it in newvers.sh", () => {
  const override = 'if [ -n "${BRANCH_OVERRIDE}" ]; then\n\tBRANCH=${BRANCH_OVERRIDE}\nfi\n';
  const rest = 'RELEASE="${REVISION}-${BRANCH}"\nVERSION="${TYPE} ${RELEASE}"\n';
  // With sh: . ./newvers.sh; echo "$RELEASE".
  const names: Readonly<Record<string, string>> = {
    ['TYPE="FreeBSD"\nREVISION="12.1"\nBRANCH=${BRANCH_OVERRIDE:-STABLE}\n' + rest]: '12.1-STABLE',
    ['REVISION="15.0"\nBRANCH="${BRANCH_OVERRIDE:-RELEASE-p9}"\n' + rest]: '15.0-RELEASE-p9',
    ['TYPE="FreeBSD"\nREVISION="13.3"\nBRANCH="STABLE"\n' + override + 'BRANCH="${BRANCH}-HBSD"\n' + rest]:
      '13.3-STABLE-HBSD',
    ["REVISION='11.0'; BRANCH='CURRENT' # one line\n" + rest]: '11.0-CURRENT',
    ['REVISION=10.0\nBRANCH=CURRENT\nif [ "X${BRANCH_OVERRIDE}" != "X" ]; then BRANCH=${BRANCH_OVERRIDE}; fi\n' +
    rest +
    'YEAR=$(date +%Y)\necho $((1 + 1)) > version\n']: '10.0-CURRENT',
    ['REVISION="15.0"\nBRANCH="CURRENT"\n' +
    override +
    'unset RELEASE\nunset VERSION\nwhile :\ndo\n\tcase "$1" in\n\t*=*) eval "$1"; shift;;\n\t*) break;;\n\tesac\ndone\nRELEASE="${RELEASE:-${REVISION}-${BRANCH}}"\n']:
      '15.0-CURRENT',
    ['MAJOR=14\nMINOR=0\nREVISION="${MAJOR}.${MINOR}"\ncase "$REVISION" in\n*.0) BRANCH=CURRENT ;;\n*) BRANCH=STABLE ;;\nesac\n']:
      '14.0-CURRENT',
    // What only the machine that builds knows is not stated.
    ['REVISION="14.1"\nBRANCH=$(git rev-parse --abbrev-ref HEAD)\n' + rest]: '14.1',
    ['REVISION="14.1"\nBRANCH="STABLE"\nif [ -f /etc/vendor ]; then BRANCH="VENDOR"; fi\n' + rest]: '14.1',
    'echo no release here\n': 'unknown',
  };
  for (const [text, name] of Object.entries(names)) {
    const tree = readKernelTree(
      new MemoryFiles({ 'sys/net/vnet.h': '', 'sys/sys/param.h': param, 'sys/conf/newvers.sh': text }),
    );
    assert.ok(!isFailure(tree));
    assert.equal(tree.release.name, name, text);
  }
});

test('sys itself, F-Stack, RTEMS libbsd, and a folder one level down', () => {
  assert.equal(sysDirOf({ 'net/vnet.h': '', 'sys/param.h': param }), '');
  assert.equal(sysDirOf({ 'freebsd/net/vnet.h': '' }), 'freebsd');
  assert.equal(sysDirOf({ 'freebsd/sys/net/vnet.h': '' }), 'freebsd/sys');
  assert.equal(sysDirOf({ 'vendor/sys/net/vnet.h': '' }), 'vendor/sys');
  assert.equal(sysDirOf({ 'stack/net/vnet.h': '' }), 'stack');
});

test('a release newer than the known ones: said once, where it is stated', () => {
  const of = (version: number): unknown => {
    const tree = readKernelTree(
      new MemoryFiles({
        'sys/net/vnet.h': '',
        'sys/sys/param.h': `#undef __FreeBSD_version\n#define __FreeBSD_version ${version}\n`,
      }),
    );
    assert.ok(!isFailure(tree));
    return tree.problems;
  };
  const message = (major: number): string =>
    `FreeBSD ${major} is newer than the releases that vnetscope was tested with (up to 14): its own macros, functions and makefiles are followed, no built-in table is used`;
  assert.deepEqual(of(1500023), [{ file: 'sys/sys/param.h', line: 2, message: message(15) }]);
  assert.deepEqual(of(1600019), [{ file: 'sys/sys/param.h', line: 2, message: message(16) }]);
  assert.deepEqual(of(1402000), []);
});

test('a tree that does not state its release', () => {
  const tree = readKernelTree(new MemoryFiles({ 'net/vnet.h': '' }));
  assert.ok(!isFailure(tree));
  assert.deepEqual(tree.release, { name: 'unknown', osreldate: 0 });
  assert.equal(tree.problems.length, 1);
});

test('no kernel tree: one line', () => {
  const tree = readKernelTree(new MemoryFiles({ 'src/main.c': '' }));
  assert.ok(isFailure(tree));
  assert.match(tree.failure.message, /^no kernel source tree: [^\n]+$/);
});
