// npm run new:rule ID: a rule's file, its fixture, and everything that is generated from the rules.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { artifacts, registry, ruleNames } from './rule-artifacts.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** What to do next, or why nothing was done. */
export async function newRule(id: string | undefined): Promise<{ readonly text: string; readonly isDone: boolean }> {
  if (id === undefined || !/^[a-z]+(-[a-z0-9]+)+$/.test(id))
    return { text: 'usage: npm run new:rule ID, with an ID like accessor-names-other', isDone: false };
  const file = `server/src/core/rules/${id}.ts`;
  const fixture = `test/rules/${id}/flagged.c`;
  if (existsSync(path.join(root, file))) return { text: `${file} is there already`, isDone: false };
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { readonly version: string };
  write(file, ruleText(id, version));
  write(fixture, fixtureText(id));
  write(`test/rules/${id}/mutate.ts`, mutatorText);
  // What is imported must be written before: first the registry, then what is made from the rules.
  const list = registry();
  write(list.path, list.text);
  const { RULES } = await import('../src/core/rules/registry.ts');
  const names = ruleNames(RULES);
  write(names.path, names.text);
  for (const one of await artifacts(RULES)) write(one.path, one.text);
  return {
    text: `${file}
${fixture}
test/rules/${id}/mutate.ts
They flag a variable called 'fixture_bad'. Write your rule in their place, and run after each change:
  VNETSCOPE_UPDATE=1 npm test -- test/rules/generated.test.ts    page, tables, schema, settings in package.json
  npm test -- test/rules/rules.test.ts                           fixture and examples
  npm run test:conformance -- test/conformance/mutation.test.ts  mutate.ts`,
    isDone: true,
  };
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

export function ruleText(id: string, version: string): string {
  return `import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: '${id}',
  category: 'Declarations',
  scope: 'file',
  severity: 'warning',
  since: '${version}',
  manual: 'vnet(9)',
  summary: 'TODO: what it finds, in one line',
  why: \`TODO: why it bites, with the kernel's file and function, or the commit that mended one.\`,
  bad: \`#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, fixture_bad);
\`,
  good: \`#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, fixture_good);
\`,
  check({ facts, report }) {
    for (const definition of facts.definitions) {
      if (definition.name === 'fixture_bad') report(definition, 'what is wrong and why it bites', 'what to do');
    }
  },
};
`;
}

export function fixtureText(id: string): string {
  return `#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE(int, fixture_bad);
//               ^^^^^^^^^^^ ${id}

/* Near misses. */
VNET_DEFINE(int, fixture_good);
`;
}

/** The first `mutate.ts` of a rule; test/unit/build/new-rule.test.ts runs it. */
export const mutatorText = `import type { Mutator } from '../../kit/mutation.ts';

/** Plants the rule's mistake into correct code; the methods of SoundCode choose a place. */
export const mutate: Mutator = (code) => {
  const definition = code.pick(code.definitions());
  if (definition === undefined) return undefined;
  const { path, fact } = definition;
  return { edits: [{ path, start: fact.start, end: fact.end, text: 'fixture_bad' }] };
};
`;

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { text, isDone } = await newRule(process.argv[2]);
  process.stdout.write(`${text}\n`);
  process.exitCode = isDone ? 0 : 2;
}
