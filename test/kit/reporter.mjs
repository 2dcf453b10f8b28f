// The runner's own report: node's "spec" report without the passing tests, and the counts as JSON in the file
// that VNETSCOPE_TEST_COUNTS names (.ci/run adds the suites up from these).
import { writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { spec } from 'node:test/reporters';

/** @typedef {{ type: string, data: any }} TestEvent */

/** @param {TestEvent} event */
function isLeaf({ data }) {
  return data.details?.type !== 'suite' || data.details?.error?.failureType === 'hookFailed';
}

/** @param {AsyncIterable<TestEvent>} source */
export default async function* reporter(source) {
  const showAll = process.env['VNETSCOPE_TEST_VERBOSE'] === '1';
  /** @type {{ passed: number, failed: number, skipped: { name: string, reason: string }[] }} */
  const counts = { passed: 0, failed: 0, skipped: [] };

  async function* withoutPassing() {
    for await (const event of source) {
      const { type, data } = event;
      if (type === 'test:pass' || type === 'test:fail') {
        const skip = data.skip ?? data.todo;
        if (skip !== undefined && skip !== false) {
          counts.skipped.push({ name: data.name, reason: typeof skip === 'string' ? skip : 'no reason given' });
        } else if (isLeaf(event)) {
          counts[type === 'test:pass' ? 'passed' : 'failed']++;
        }
      }
      if (showAll || (type !== 'test:pass' && type !== 'test:start' && type !== 'test:plan')) yield event;
    }
  }

  for await (const chunk of Readable.from(withoutPassing()).pipe(new spec())) yield chunk;
  for (const { name, reason } of counts.skipped) yield `skipped: ${name}: ${reason}\n`;
  const file = process.env['VNETSCOPE_TEST_COUNTS'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
}
