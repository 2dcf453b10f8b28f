// What a release still needs. The repository's address and the publisher's name belong to whoever publishes: the file
// publish.json at the top of the checkout, not part of the source, says them.

/** publish.json: the fields of package.json that only the publisher knows. */
export interface Publisher {
  readonly publisher?: unknown;
  readonly repository?: unknown;
  readonly bugs?: unknown;
  readonly homepage?: unknown;
}

const FIELDS: Readonly<Record<keyof Publisher, string>> = {
  publisher: 'the name of your account at the marketplace',
  repository: 'the https address of the public repository',
  bugs: 'the https address where people report problems',
  homepage: 'the https address of a page about the extension',
};

/** The name in package.json until somebody publishes. */
const PLACEHOLDER = 'vnetscope';

/** One line for each thing that is missing or wrong; empty if the package can be released. */
export function releaseNeeds(publisher: Publisher, changelog: string): readonly string[] {
  const needs: string[] = [];
  for (const [field, meaning] of Object.entries(FIELDS) as [keyof Publisher, string][]) {
    const value = publisher[field];
    const isGood =
      typeof value === 'string' &&
      (field === 'publisher' ? /^[a-z0-9][a-z0-9-]*$/i.test(value) && value !== PLACEHOLDER : isHttps(value));
    if (!isGood) needs.push(`publish.json: "${field}" is ${value === undefined ? 'missing' : 'wrong'}: ${meaning}`);
  }
  if (/^## .*unreleased/m.test(changelog))
    needs.push('CHANGELOG.md: the newest version is "unreleased": give it its date');
  return needs;
}

function isHttps(value: string): boolean {
  return URL.canParse(value) && new URL(value).protocol === 'https:';
}
