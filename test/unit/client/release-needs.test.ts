import assert from 'node:assert/strict';
import test from 'node:test';
import { releaseNeeds } from '../../../client/tools/release-needs.ts';

const good = {
  publisher: 'someone',
  repository: 'https://example.org/vnetscope.git',
  bugs: 'https://example.org/vnetscope/issues',
  homepage: 'https://example.org/vnetscope',
};
const changelog = '# Changelog\n\n## 0.2.0, 2027-01-31\n';

test('a release with everything said needs nothing', () => {
  assert.deepEqual(releaseNeeds(good, changelog), []);
});

test('each thing that is missing is one line', () => {
  assert.deepEqual(
    releaseNeeds({}, '## 0.2.0, unreleased\n').map((line) => line.split(':', 2).join(':')),
    [
      'publish.json: "publisher" is missing',
      'publish.json: "repository" is missing',
      'publish.json: "bugs" is missing',
      'publish.json: "homepage" is missing',
      'CHANGELOG.md: the newest version is "unreleased"',
    ],
  );
});

for (const [field, value] of [
  ['publisher', 'vnetscope'],
  ['publisher', 'two words'],
  ['repository', 'git@example.org:vnetscope'],
  ['bugs', 'http://example.org'],
  ['homepage', 7],
] as const) {
  test(`${field} ${String(value)} is wrong`, () => {
    assert.match(releaseNeeds({ ...good, [field]: value }, changelog).join('\n'), new RegExp(`"${field}" is wrong`));
  });
}
