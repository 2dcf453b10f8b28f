import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';

const { satisfies } = createRequire(import.meta.url)('../../../bootstrap.cjs') as {
  satisfies: (version: string, range: string) => boolean;
};
const range = '^20.19.0 || ^22.13.0 || >=24.0.0';

test('the bootstrap accepts the Node versions of its range and no others', () => {
  const accepted = ['20.19.0', '20.20.2', '22.13.0', '22.99.1', '24.0.0', '26.1.0'];
  const refused = ['0.10.48', '18.20.8', '20.18.3', '21.7.3', '22.12.0', '23.11.1'];
  assert.deepEqual(
    accepted.filter((version) => !satisfies(version, range)),
    [],
  );
  assert.deepEqual(
    refused.filter((version) => satisfies(version, range)),
    [],
  );
});
