// node test/kit/sum-counts.mjs SUITE=EXIT_CODE=COUNTS_FILE ...
// Adds the counts of several suites up; the last line is "N passed, N failed, N skipped".
// A suite that failed without a failing test (a crash, the type check, the linter) counts as one failure.
import { existsSync, readFileSync } from 'node:fs';

const total = { passed: 0, failed: 0, skipped: 0 };
for (const argument of process.argv.slice(2)) {
  const [suite = '', exitCode = '', file = ''] = argument.split('=');
  /** @type {{ passed: number, failed: number, skipped: { name: string, reason: string }[] }} */
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: [] };
  const failed = counts.failed === 0 && exitCode !== '0' ? 1 : counts.failed;
  console.log(
    `${suite}: ${counts.passed} passed, ${failed} failed, ${counts.skipped.length} skipped (exit code ${exitCode})`,
  );
  for (const { name, reason } of counts.skipped) console.log(`  skipped: ${name}: ${reason}`);
  total.passed += counts.passed;
  total.failed += failed;
  total.skipped += counts.skipped.length;
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;
