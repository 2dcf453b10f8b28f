import type { Baseline } from './baseline.ts';

/** The baseline in a file's text, or a one-line error. */
export function readBaseline(text: string): Baseline | { readonly error: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { error: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!isObject(value) || value['schemaVersion'] === undefined || !Array.isArray(value['machines']))
    return { error: 'not a baseline written by vnetscope compat save' };
  if (value['schemaVersion'] !== 1)
    return { error: `a baseline of version ${JSON.stringify(value['schemaVersion'])}; this vnetscope reads version 1` };
  const { scope } = value;
  if (!isObject(scope) || !['records', 'constants', 'modules'].every((name) => isTexts(scope[name])))
    return { error: 'its scope is not understood' };
  for (const [index, machine] of value['machines'].entries()) {
    const wrong = wrongInMachine(machine);
    if (wrong !== undefined) return { error: `machine ${index + 1}: ${wrong}` };
  }
  return value as unknown as Baseline;
}

function wrongInMachine(machine: unknown): string | undefined {
  if (!isObject(machine)) return 'not understood';
  for (const name of ['arch', 'kernconf', 'release'])
    if (typeof machine[name] !== 'string') return `${name} is missing`;
  if (!isTexts(machine['options'])) return 'options are missing';
  if (!rowsHave(machine['globals'], ['name', 'symbol', 'type', 'file'])) return 'a global is not understood';
  if (!rowsHave(machine['constants'], ['name', 'value', 'file', 'audience'])) return 'a constant is not understood';
  if (!rowsHave(machine['records'], ['name', 'file', 'audience'])) return 'a record is not understood';
  for (const record of machine['records'] as Readonly<Record<string, unknown>>[]) {
    if (!rowsHave(record['members'], ['name', 'type']))
      return `a member of ${String(record['name'])} is not understood`;
  }
  return undefined;
}

function rowsHave(rows: unknown, texts: readonly string[]): boolean {
  return (
    Array.isArray(rows) &&
    rows.every((row: unknown) => isObject(row) && texts.every((name) => typeof row[name] === 'string'))
  );
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
