import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RULES } from '../../server/src/core/rules/registry.ts';
import { filesOf, FIXTURE, type Files } from './rule-session.ts';
import { filesBelow, root, textOf } from './source-graph.ts';

export interface RuleFixture {
  readonly rule: string;
  readonly name: string;
  readonly files: Files;
}

/** What lies in test/rules/<rule>: a source alone, or a folder of files that lie over the sample kernel's. */
function fixturesOf(rule: string): readonly RuleFixture[] {
  const folder = path.join(root, 'test/rules', rule);
  // Those of the containers lie in test/containerkernel.
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.endsWith('.ts'))
    .map(({ name }) => {
      const at = `test/rules/${rule}/${name}`;
      if (name.endsWith('.c')) return { rule, name, files: { [FIXTURE]: textOf(at) } };
      return {
        rule,
        name,
        files: Object.fromEntries(
          filesBelow(at).map((file) => [path.posix.relative(at, file), readFileSync(path.join(root, file), 'utf8')]),
        ),
      };
    });
}

/** Everything that rules with a fix are tried on: their fixtures and their own bad example. */
export function fixableFixtures(): readonly RuleFixture[] {
  return RULES.filter(({ fixes }) => fixes !== undefined).flatMap((rule) => [
    { rule: rule.id, name: 'bad', files: filesOf(rule.bad) },
    ...fixturesOf(rule.id),
  ]);
}
