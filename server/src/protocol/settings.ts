import { ruleNames } from './rule-names.ts';

/**
 * The settings, in one table. package.json's contribution is generated from it (test/unit/protocol/settings.test.ts
 * holds them equal), the server reads what a client sends through it.
 *
 * A client says its settings in `initializationOptions.settings`, and later answers `workspace/configuration` for the
 * section `vnetscope`, or sends them as `settings.vnetscope` of `workspace/didChangeConfiguration`.
 */

export const severities = ['off', 'hint', 'information', 'warning', 'error'] as const;

/** The namespace of every setting. */
export const settingsSection = 'vnetscope';

interface Shape<Kind extends string, Value> {
  readonly type: Kind;
  readonly default: Value;
  readonly title: string;
  /** Markdown. */
  readonly description: string;
  readonly scope: 'resource' | 'window' | 'machine-overridable';
  /** A .vnetscope.json may set it for its folder and those below. */
  readonly perFolder?: true;
  /** Names a program to run, or a file outside the workspace: an untrusted workspace may not set it. */
  readonly restricted?: true;
}
interface ChoiceShape extends Shape<'choice', string> {
  /** Value and what it means. */
  readonly choices: Readonly<Record<string, string>>;
}
interface NumberShape extends Shape<'number', number> {
  readonly minimum: number;
}
/** A severity for each rule that differs from its default. */
type SeveritiesShape = Shape<'severities', Readonly<Record<string, never>>>;
export type SettingShape =
  | Shape<'boolean', boolean>
  | Shape<'string', string>
  | Shape<'strings', readonly string[]>
  | ChoiceShape
  | NumberShape
  | SeveritiesShape;

export const settingGroups = ['Kernel', 'Features', 'Rules', 'Compatibility', 'Trace'] as const;
type Group = (typeof settingGroups)[number];

const kernel = { title: 'Kernel', scope: 'resource' } as const;
const features = { title: 'Features', type: 'boolean', default: true, scope: 'resource' } as const;
const rules = { title: 'Rules', scope: 'resource', perFolder: true } as const;
const compatibility = { title: 'Compatibility', scope: 'resource' } as const;
const trace = { title: 'Trace', scope: 'window' } as const;

export const settingsTable = {
  arch: {
    ...kernel,
    type: 'choice',
    default: 'amd64',
    description: 'The machine that sizes, alignments and offsets are computed for.',
    choices: {
      amd64: '64-bit x86',
      arm64: '64-bit Arm',
      i386: '32-bit x86',
      armv7: '32-bit Arm',
      riscv64: '64-bit RISC-V',
      powerpc64: '64-bit PowerPC, big-endian',
      powerpc64le: '64-bit PowerPC, little-endian',
      powerpc: '32-bit PowerPC',
      mips64: '64-bit MIPS',
    },
  },
  kernconf: {
    ...kernel,
    type: 'string',
    default: 'GENERIC',
    description:
      'The kernel configuration, a file of `sys/<arch>/conf`. It decides which files are compiled and with which options.',
  },
  tree: {
    ...kernel,
    restricted: true,
    type: 'string',
    default: '',
    description:
      'The FreeBSD source tree (the folder that holds `sys`) for modules outside a tree: `/usr/src`. ' +
      'If empty: the tree around the opened folder, else `VNETSCOPE_TREE`, else `tree` in `.vnetscope.json`.',
    perFolder: true,
  },
  modulePath: {
    ...kernel,
    restricted: true,
    type: 'strings',
    default: [],
    description: 'Folders with modules outside the tree that the modules here depend on.',
    perFolder: true,
  },
  kernelTree: {
    ...kernel,
    restricted: true,
    type: 'string',
    default: '',
    description: 'The older name of `#vnetscope.tree#`.',
  },
  options: {
    ...kernel,
    type: 'strings',
    default: [],
    description:
      'Kernel options added to those of the configuration, as config(8) spells them: `VIMAGE`, `IPSEC`, `MAXCPU=4`. ' +
      '`-NAME` removes one, like `nooptions`.',
  },
  'hover.enabled': {
    ...features,
    description: 'Show type, size, place in `set_vnet` and initial value of a virtualized global on hover.',
  },
  'hover.values': {
    ...features,
    description:
      'Show on hover what a virtualized global holds in a fresh vnet. The first hover boots the kernel in a thread beside the server: some seconds, and some hundred megabytes.',
  },
  'diagnostics.enabled': {
    ...features,
    description: 'Report mistakes with virtualized globals in the Problems view.',
  },
  'diagnostics.scope': {
    ...features,
    type: 'choice',
    default: 'open',
    description: 'Whose findings the Problems view shows.',
    choices: {
      open: 'of open files',
      tree: 'of the whole tree, looked at in the background once it is read, and again after a save',
    },
  },
  'symbols.enabled': {
    ...features,
    description: 'List virtualized globals, accessors and sysinits in the outline and in the symbol search.',
  },
  'definition.enabled': {
    ...features,
    description: 'Go from a use such as `V_ifnet` to the definition.',
  },
  'definition.prefer': {
    ...features,
    type: 'choice',
    default: 'both',
    description:
      'Who answers for definitions and declarations in C where clangd runs. *Go to Virtualized Global* goes to the definition either way.',
    choices: {
      both: 'clangd and vnetscope: VS Code shows the answers of both',
      clangd: 'clangd alone, which goes to the accessor',
    },
  },
  'codeLens.enabled': {
    ...features,
    default: false,
    description:
      'Show above a definition its uses, size and offset, and above a constructor the vnets in which it runs.',
  },
  'inlayHints.enabled': {
    ...features,
    default: false,
    description: 'Show behind the name in a definition its offset in the kernel, or in the module that defines it.',
  },
  'completion.enabled': {
    ...features,
    description:
      'Offer virtualized globals, their members, SYSINIT levels, macros of the interface and names of rules while you type.',
  },
  'rename.enabled': {
    ...features,
    description: 'Rename a virtualized global in the whole tree.',
  },
  rules: {
    ...rules,
    type: 'severities',
    default: {},
    description:
      'Severity of rules, where it differs from their default; `off` disables a rule. `.vnetscope.json` sets it for a folder.',
  },
  'layout.largeBytes': {
    ...rules,
    type: 'number',
    default: 4096,
    minimum: 1,
    description: 'Report a virtualized global of this many bytes or more; each vnet has a copy.',
  },
  'layout.paddingBytes': {
    ...rules,
    type: 'number',
    default: 64,
    minimum: 1,
    description: 'Report padding of this many bytes or more that another order would save.',
  },
  'layout.loadedModules': {
    ...rules,
    type: 'strings',
    default: [],
    description:
      'Modules that are loaded beside the one at hand. A module that does not fit in `modspace` beside them is reported.',
  },
  'compat.against': {
    ...compatibility,
    restricted: true,
    type: 'string',
    default: '',
    description:
      'What to compare layouts with while you type: a file of `vnetscope compat save` (`.json`), ' +
      'a git revision (`stable/13`, `HEAD~1`), or `merge-base`, the commit where this branch left its upstream. ' +
      'If empty, or if the workspace is not trusted: nothing.',
  },
  'compat.policy': {
    ...compatibility,
    type: 'choice',
    default: 'stable',
    description: 'Which old modules and programs must keep working without being recompiled.',
    choices: {
      stable: 'A stable branch: old modules, old libkvm programs and old programs',
      current: 'The development branch: old programs',
    },
  },
  'review.codeLens': {
    ...features,
    type: 'boolean',
    default: false,
    description: 'Show above a line what *Review My Change* says about it, after the first review.',
  },
  cache: {
    ...compatibility,
    scope: 'machine-overridable',
    type: 'boolean',
    default: true,
    description:
      'Cache on disk what is known of each file and unit, which the next start and the command line use, and the ' +
      'layouts of the revision that `#vnetscope.compat.against#` names. Nothing is written into the source tree.',
  },
  'trace.server': {
    ...trace,
    type: 'choice',
    default: 'off',
    description: 'Write the messages between the editor and the language server to the output channel.',
    choices: {
      off: 'Nothing is written',
      messages: 'The names of the messages',
      verbose: 'The messages in full',
    },
  },
} as const satisfies Readonly<Record<string, SettingShape & { readonly title: Group }>>;

/** By rule. */
type Severities = Readonly<Record<string, (typeof severities)[number]>>;

export type SettingName = keyof typeof settingsTable;

type ValueOf<S extends SettingShape> = S extends { type: 'boolean' }
  ? boolean
  : S extends { type: 'number' }
    ? number
    : S extends { type: 'strings' }
      ? readonly string[]
      : S extends { type: 'severities' }
        ? Severities
        : string;

/** A value for every setting, under its name in the table. */
export type Settings = { readonly [Name in SettingName]: ValueOf<(typeof settingsTable)[Name]> };

function isValue(shape: SettingShape, value: unknown): boolean {
  switch (shape.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number' && Number.isInteger(value) && value >= shape.minimum;
    case 'strings':
      return Array.isArray(value) && value.every((element) => typeof element === 'string');
    case 'choice':
      return typeof value === 'string' && Object.hasOwn(shape.choices, value);
    case 'severities':
      return (
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        Object.entries(value).every(
          ([rule, severity]) => Object.hasOwn(ruleNames, rule) && severities.some((known) => known === severity),
        )
      );
    case 'string':
      return typeof value === 'string';
  }
}

function valueAt(section: unknown, name: string): unknown {
  let value = section;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return value;
}

/**
 * Reads the value of the section `vnetscope` as a client sends it ({"arch": "arm64", "hover": {"enabled": false}}). A
 * missing value takes its default. A wrong value takes its default and makes one problem.
 */
export function readSettings(section: unknown): { settings: Settings; problems: readonly string[] } {
  const problems: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, shape] of Object.entries<SettingShape>(settingsTable)) {
    const value = valueAt(section, name) ?? shape.default;
    const fine = isValue(shape, value);
    if (!fine) problems.push(`${settingsSection}.${name}${wrong(shape, value)}`);
    settings[name] = fine ? value : shape.default;
  }
  return { settings: settings as Settings, problems };
}

/** ": expected true or false, not 3", to follow the setting's name; for severities, only the wrong one. */
function wrong(shape: SettingShape, value: unknown): string {
  if (shape.type === 'severities' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [rule, severity] of Object.entries<unknown>(value as Readonly<Record<string, unknown>>)) {
      if (!Object.hasOwn(ruleNames, rule)) return `: no such rule: ${rule}`;
      if (!severities.some((known) => known === severity))
        return `.${rule}: expected one of ${severities.join(', ')}, not ${JSON.stringify(severity)}`;
    }
  }
  return `: ${expected(shape)}, not ${JSON.stringify(value)}`;
}

function expected(shape: SettingShape): string {
  switch (shape.type) {
    case 'boolean':
      return 'expected true or false';
    case 'number':
      return `expected a whole number from ${shape.minimum}`;
    case 'strings':
      return 'expected a list of strings';
    case 'choice':
      return `expected one of ${Object.keys(shape.choices).join(', ')}`;
    case 'severities':
      return `expected rules, each with one of ${severities.join(', ')}`;
    case 'string':
      return 'expected a string';
  }
}

/** What a .vnetscope.json may say. */
export type FolderSection = Partial<
  Pick<Settings, 'tree' | 'modulePath' | 'rules' | 'layout.largeBytes' | 'layout.paddingBytes' | 'layout.loadedModules'>
>;

/** Reads the text of a .vnetscope.json. A wrong value makes one problem and counts as missing. */
export function readFolderSettings(text: string): {
  readonly section: FolderSection;
  readonly problems: readonly string[];
} {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // It quotes the text around the mistake, with its line breaks.
    const message = error instanceof Error ? error.message : String(error);
    return { section: {}, problems: [`not JSON: ${message.replace(/\s+/g, ' ')}`] };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { section: {}, problems: ['expected an object'] };
  const section: Record<string, unknown> = {};
  const problems: string[] = [];
  const known = Object.entries<SettingShape>(settingsTable).filter(([, shape]) => shape.perFolder === true);
  for (const [name, shape] of known) {
    const said = valueAt(value, name);
    if (said === undefined) continue;
    if (isValue(shape, said)) section[name] = said;
    else problems.push(`${name}${wrong(shape, said)}`);
  }
  for (const name of namesIn(value)) {
    if (name !== '$schema' && !known.some(([setting]) => setting === name))
      problems.push(`${name}: not a setting of a folder; there are ${known.map(([setting]) => setting).join(', ')}`);
  }
  return { section, problems };
}

/** "rules", "layout.largeBytes": the names of an object's members as settings. */
function namesIn(value: object): readonly string[] {
  const groups = new Set(
    Object.keys(settingsTable)
      .filter((name) => name.includes('.'))
      .map((name) => name.slice(0, name.indexOf('.'))),
  );
  return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([name, inner]) =>
    groups.has(name) && typeof inner === 'object' && inner !== null
      ? Object.keys(inner).map((own) => `${name}.${own}`)
      : [name],
  );
}
