// Runs the tests. node test/run.mjs [unit|conformance|e2e|bench] [FILE...]
//   unit (default)  everything in test/ but the groups below; before it the build, beside it the checks below
//   conformance     test/conformance: against compilers and real trees
//   e2e             test/e2e: real editors
//   bench           test/perf: measurements, no verdicts about time
// With FILEs only these run, verbosely, without the checks.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { build } from '../server/tools/build.mjs';
import { filesOfGroup, groupFolders, root } from './kit/test-files.mjs';

/**
 * Runs node with the arguments; resolves to its exit code and, when `quiet`, what it printed.
 * @param {string[]} args @param {{ quiet?: boolean, env?: Record<string, string> }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
function node(args, { quiet = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

const checks = [
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  { name: 'types of the webviews', args: ['node_modules/typescript/bin/tsc', '-p', 'client/webview'] },
  { name: 'types of core alone', args: ['node_modules/typescript/bin/tsc', '-p', 'server/src/core'] },
  { name: 'lint', args: ['node_modules/eslint/bin/eslint.js', '.'] },
  { name: 'unused exports', args: ['node_modules/knip/bin/knip.js'] },
  {
    name: 'format',
    args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--cache', '--cache-strategy=content', '.'],
  },
];

/** The checks that are no tests: one after the other, while the tests run. @returns {Promise<boolean>} */
async function runChecks() {
  let fine = true;
  for (const { name, args } of checks) {
    const { code, output } = await node(args, { quiet: true });
    if (code !== 0) fine = false;
    process.stdout.write(code === 0 ? `check ${name}: fine\n` : `check ${name}: FAILED\n${output}\n`);
  }
  return fine;
}

/** @param {string[]} files @param {{ group: string, verbose: boolean }} options */
async function runTests(files, { group, verbose }) {
  if (files.length === 0) {
    process.stdout.write(`no test files in the group ${group}\n`);
    return true;
  }
  const oneAtATime = group === 'e2e' || group === 'bench';
  const concurrency = oneAtATime ? 1 : availableParallelism();
  const { code } = await node(
    [
      '--import',
      'tsx',
      '--test',
      `--test-concurrency=${concurrency}`,
      '--test-reporter=./test/kit/reporter.mjs',
      '--test-reporter-destination=stdout',
      ...files,
    ],
    { env: verbose ? { VNETSCOPE_TEST_VERBOSE: '1' } : {} },
  );
  return code === 0;
}

const args = process.argv.slice(2);
const groups = args.filter((arg) => arg === 'unit' || arg in groupFolders);
const files = args.filter((arg) => !groups.includes(arg));
const group = groups[0] ?? 'unit';

const isBuilt = await build().then(
  () => true,
  () => false,
);
// Most unit tests need no bundle.
if (!isBuilt && group !== 'unit') process.exit(1);
const outcomes = await Promise.all([
  isBuilt,
  runTests(files.length > 0 ? files : filesOfGroup(group), { group, verbose: files.length > 0 || group !== 'unit' }),
  group === 'unit' && files.length === 0 ? runChecks() : true,
]);
process.exitCode = outcomes.every(Boolean) ? 0 : 1;
