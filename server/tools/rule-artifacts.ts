// What is made from the rules: the registry, their names for the settings, the settings in package.json, the rules'
// pages, README's table, the schema of .vnetscope.json. test/rules/generated.test.ts holds the files to this,
// new-rule.ts writes them.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rule } from '../src/core/rules/rule.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export interface Artifact {
  readonly path: string;
  readonly text: string;
}

const RULES_FOLDER = 'server/src/core/rules';
export const PAGES_FOLDER = 'server/doc/rules';
const NO_RULES = new Set([
  'registry.ts',
  'rule.ts',
  'container-example.ts',
  'container-view.ts',
  'compiled-with.ts',
  'expanded-sysctl.ts',
  'runs-once.ts',
  'teardown.ts',
]);

export function ruleIds(): readonly string[] {
  return readdirSync(path.join(root, RULES_FOLDER))
    .filter((file) => file.endsWith('.ts') && !NO_RULES.has(file))
    .map((file) => file.slice(0, -3))
    .sort();
}

/** The registry: needs the names of the files alone, so that it can be made before anything imports it. */
export function registry(): Artifact {
  const camel = (id: string): string => id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const ids = ruleIds();
  return {
    path: `${RULES_FOLDER}/registry.ts`,
    text: `// Generated from the files of this folder: VNETSCOPE_UPDATE=1 npm test -- test/rules/generated.test.ts writes it.
${ids.map((id) => `import { rule as ${camel(id)} } from './${id}.ts';\n`).join('')}import type { Rule } from './rule.ts';

export const RULES: readonly Rule[] = [
${ids.map((id) => `  ${camel(id)},\n`).join('')}];
`,
  };
}

/** The names that the settings table needs: generated before what is made from the settings. */
export function ruleNames(rules: readonly Rule[]): Artifact {
  const row = ({ id, severity, summary }: Rule): string =>
    `  ${quoted(id)}: { severity: ${quoted(severity)}, summary: ${quoted(summary)} },\n`;
  return {
    path: 'server/src/protocol/rule-names.ts',
    text: `// Generated from server/src/core/rules: VNETSCOPE_UPDATE=1 npm test -- test/rules/generated.test.ts writes it.

/** The rules, with the default severity of each. */
export const ruleNames = {
${rules.map(row).join('')}} as const;
`,
  };
}

/** Everything else. */
export async function artifacts(rules: readonly Rule[]): Promise<readonly Artifact[]> {
  const { rulePage } = await import('../src/core/analysis/answers/rule-page.ts');
  const { configurationContribution, folderSettingsSchema } =
    await import('../src/protocol/configuration-contribution.ts');
  const { CATEGORIES } = await import('../src/core/rules/rule.ts');
  const table = (link: (id: string) => string): string =>
    CATEGORIES.flatMap((category) => {
      const own = rules.filter((rule) => rule.category === category);
      return own.map(
        ({ id, severity, fixes, summary }, i) =>
          `| ${i === 0 ? category : ''} | ${link(id)} | ${severity} | ${summary}${fixes === undefined ? '' : ' ·&nbsp;fix'} |\n`,
      );
    }).join('');
  const head = '| | rule | severity | finds |\n|---|---|---|---|\n';
  return [
    ...rules.map((rule) => ({ path: `${PAGES_FOLDER}/${rule.id}.md`, text: rulePage(rule) })),
    { path: `${PAGES_FOLDER}/README.md`, text: `# Rules\n\n${head}${table((id) => `[\`${id}\`](${id}.md)`)}` },
    {
      path: 'README.md',
      text: between(
        readFileSync(path.join(root, 'README.md'), 'utf8'),
        '<!-- rules -->\n',
        '<!-- /rules -->',
        `${head}${table((id) => `[\`${id}\`](${PAGES_FOLDER}/${id}.md)`)}`,
      ),
    },
    { path: 'server/doc/vnetscope.schema.json', text: `${JSON.stringify(folderSettingsSchema(), null, 2)}\n` },
    { path: 'package.json', text: withSettings(configurationContribution()) },
  ];
}

/** package.json with these settings. */
function withSettings(settings: readonly unknown[]): string {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly contributes: { configuration: unknown };
  };
  manifest.contributes.configuration = settings;
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function between(text: string, open: string, close: string, inner: string): string {
  const from = text.indexOf(open) + open.length;
  const to = text.indexOf(close);
  if (from < open.length || to < from) throw new Error(`no ${open.trim()} ... ${close}`);
  return `${text.slice(0, from)}${inner}${text.slice(to)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
