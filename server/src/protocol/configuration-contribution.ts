import { settingGroups, settingsSection, settingsTable, type SettingShape } from './settings.ts';

/** The JSON schema that VS Code wants for one setting. */
function schemaOf(shape: SettingShape): Record<string, unknown> {
  switch (shape.type) {
    case 'boolean':
    case 'string': return { type: shape.type };
    case 'number': return { type: 'integer', minimum: shape.minimum };
    case 'strings': return { type: 'array', items: { type: 'string' }, uniqueItems: true };
    case 'choice': return {
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
    properties: Object.fromEntries(settings
      .filter(([, shape]) => shape.title === title)
      .map(([name, shape], position) => [`${settingsSection}.${name}`, {
        ...schemaOf(shape),
        default: shape.default,
        markdownDescription: shape.description,
        scope: shape.scope,
        order: position,
      }])),
  }));
}
