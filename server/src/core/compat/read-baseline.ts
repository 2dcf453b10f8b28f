import { jsonError } from '../text/json-error.ts';
import type { Audience, Baseline } from './baseline.ts';

/** The baseline in a file's text, or a one-line error. */
export function readBaseline(text: string): Baseline | { readonly error: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { error: jsonError(error) };
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

type Row = Readonly<Record<string, unknown>>;

const AUDIENCES: readonly unknown[] = ['object', 'kernel', 'kvm', 'user'] satisfies readonly Audience[];

function wrongInMachine(machine: unknown): string | undefined {
  if (!isObject(machine)) return 'not understood';
  for (const name of ['arch', 'kernconf', 'release'])
    if (typeof machine[name] !== 'string') return `${name} is missing`;
  if (!isCount(machine['osreldate'])) return 'osreldate is missing';
  if (typeof machine['vimage'] !== 'boolean') return 'vimage is missing';
  if (!isTexts(machine['options'])) return 'options are missing';
  if (machine['kvmPrograms'] !== null && !isTexts(machine['kvmPrograms'])) return 'kvmPrograms are missing';
  if (!rowsAre(machine['globals'], isGlobal)) return 'a global is not understood';
  if (!rowsAre(machine['constants'], isConstant)) return 'a constant is not understood';
  if (!rowsAre(machine['records'], isRecord)) return 'a record is not understood';
  for (const record of machine['records']) {
    const { name, members, userland } = record;
    if (!rowsAre(members, isMember)) return `a member of ${String(name)} is not understood`;
    if (userland !== undefined && !isUserland(userland))
      return `what programs see of ${String(name)} is not understood`;
  }
  return undefined;
}

function isGlobal(row: Row): boolean {
  const { size, align, local, readers } = row;
  return (
    hasTexts(row, ['name', 'symbol', 'type', 'file'], ['is', 'module']) &&
    [size, align].every((one) => one === null || isCount(one)) &&
    (local === undefined || typeof local === 'boolean') &&
    (readers === undefined || isTexts(readers))
  );
}

function isConstant(row: Row): boolean {
  const { value, audience } = row;
  return hasTexts(row, ['name', 'value', 'file']) && /^-?\d+$/.test(String(value)) && AUDIENCES.includes(audience);
}

function isRecord(row: Row): boolean {
  const { size, align, audience, readers } = row;
  return (
    hasTexts(row, ['name', 'file'], ['unknown', 'reader']) &&
    AUDIENCES.includes(audience) &&
    [size, align].every((one) => one === null || isCount(one)) &&
    (readers === undefined || isTexts(readers))
  );
}

function isMember(row: Row): boolean {
  const { offset, size, bits } = row;
  return (
    hasTexts(row, ['name', 'type'], ['is']) &&
    [offset, size].every((one) => one === undefined || isCount(one)) &&
    (bits === undefined || (Array.isArray(bits) && bits.length === 2 && bits.every(isCount)))
  );
}

function isUserland(value: unknown): boolean {
  return isObject(value) && isCount(value['size']) && isCount(value['align']) && rowsAre(value['members'], isMember);
}

function rowsAre(rows: unknown, isRow: (row: Row) => boolean): rows is readonly Row[] {
  return Array.isArray(rows) && rows.every((row: unknown) => isObject(row) && isRow(row));
}

function hasTexts(row: Row, texts: readonly string[], perhaps: readonly string[] = []): boolean {
  return (
    texts.every((name) => typeof row[name] === 'string') &&
    perhaps.every((name) => row[name] === undefined || typeof row[name] === 'string')
  );
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
