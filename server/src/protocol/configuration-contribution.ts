import { ruleNames } from './rule-names.ts';
import { settingGroups, settingsSection, settingsTable, severities, type SettingShape } from './settings.ts';

/** The JSON schema that VS Code wants for one setting. */
function schemaOf(shape: SettingShape): Record<string, unknown> {
  switch (shape.type) {
    case 'boolean':
    case 'string':
      return { type: shape.type };
    case 'number':
      return { type: 'integer', minimum: shape.minimum };
    case 'strings':
      return { type: 'array', items: { type: 'string' }, uniqueItems: true };
    case 'severities':
      return {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(
          Object.entries(ruleNames).map(([rule, { severity, summary }]) => [
            rule,
            { type: 'string', enum: severities, default: severity, description: summary },
          ]),
        ),
      };
    case 'choice':
      return {
        type: 'string',
        enum: Object.keys(shape.choices),
        enumDescriptions: Object.values(shape.choices),
      };
  }
}

/** `contributes.configuration` of package.json. */
export function configurationContribution(): readonly unknown[] {
  const settings = Object.entries<SettingShape>(settingsTable);
  return settingGroups.map((title, order) => ({
    title,
    order,
    properties: Object.fromEntries(
      settings
        .filter(([, shape]) => shape.title === title)
        .map(([name, shape], position) => [
          `${settingsSection}.${name}`,
          {
            ...schemaOf(shape),
            default: shape.default,
            markdownDescription: shape.description,
            scope: shape.scope,
            order: position,
          },
        ]),
    ),
  }));
}

/**
 * `capabilities.untrustedWorkspaces.restrictedConfigurations` of package.json: VS Code ignores their values in an
 * untrusted workspace.
 */
export function restrictedConfigurations(): readonly string[] {
  const restricted = Object.entries<SettingShape>(settingsTable).filter(([, shape]) => shape.restricted === true);
  return restricted.map(([name]) => `${settingsSection}.${name}`);
}

/** The JSON schema of .vnetscope.json: the settings that a folder may have of its own. */
export function folderSettingsSchema(): unknown {
  const properties: Record<string, unknown> = {};
  for (const [name, shape] of Object.entries<SettingShape>(settingsTable)) {
    if (shape.perFolder !== true) continue;
    const [group = '', own] = name.split('.');
    const schema = { ...schemaOf(shape), description: shape.description, default: shape.default };
    if (own === undefined) properties[group] = schema;
    else {
      const outer = (properties[group] ??= { type: 'object', additionalProperties: false, properties: {} }) as {
        readonly properties: Record<string, unknown>;
      };
      outer.properties[own] = schema;
    }
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'vnetscope: settings of a folder and those below it (.vnetscope.json)',
    type: 'object',
    additionalProperties: false,
    properties: { $schema: { type: 'string' }, ...properties },
  };
}
