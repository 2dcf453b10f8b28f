import type { Baseline, ConstantRow, GlobalLayout, MachineLayouts, MemberRow, RecordRow } from './baseline.ts';

/**
 * A baseline as JSON that `git diff` shows well: one line for each global, member and constant. Equal baselines give
 * equal bytes.
 */
export function baselineText({ schemaVersion, scope, machines }: Baseline): string {
  return `${lines(
    '{',
    [
      `"schemaVersion": ${schemaVersion}`,
      `"scope": ${compact(scope)}`,
      `"machines": ${array(
        machines.map((machine) => machineText(machine, '  ')),
        ' ',
      )}`,
    ],
    '}',
    '',
  )}\n`;
}

function machineText(machine: MachineLayouts, indent: string): string {
  const inner = `${indent} `;
  return lines(
    '{',
    [
      ...(['arch', 'kernconf', 'options', 'release', 'osreldate', 'vimage', 'kvmPrograms'] as const).map(
        (key) => `"${key}": ${compact(machine[key])}`,
      ),
      `"globals": ${array(
        machine.globals.map((row) => compact(row satisfies GlobalLayout)),
        inner,
      )}`,
      `"records": ${array(
        machine.records.map((row) => recordText(row, `${inner} `)),
        inner,
      )}`,
      `"constants": ${array(
        machine.constants.map((row) => compact(row satisfies ConstantRow)),
        inner,
      )}`,
    ],
    '}',
    indent,
  );
}

function recordText({ members, userland, ...head }: RecordRow, indent: string): string {
  const inner = `${indent} `;
  const own = Object.entries(head).map(([key, value]) => `"${key}": ${compact(value)}`);
  // Puts the record's name on the first line, so that a diff's hunk header names the record.
  const [name = '', ...rest] = own;
  return lines(
    `{ ${name}${rest.length > 0 ? ',' : ''}`,
    [
      rest.join(', '),
      `"members": ${membersText(members, inner)}`,
      ...(userland === undefined
        ? []
        : [
            `"userland": ${lines('{', [`"size": ${userland.size}, "align": ${userland.align}`, `"members": ${membersText(userland.members, `${inner} `)}`], '}', inner)}`,
          ]),
    ],
    '}',
    indent,
  );
}

function membersText(members: readonly MemberRow[], indent: string): string {
  return array(members.map(compact), indent);
}

function array(items: readonly string[], indent: string): string {
  return items.length === 0 ? '[]' : lines('[', items, ']', indent);
}

/** The items between brackets, one per line, indented by one column. */
function lines(open: string, items: readonly string[], close: string, indent: string): string {
  return `${open}\n${items.map((item) => `${indent} ${item}`).join(',\n')}\n${indent}${close}`;
}

/** On one line, with a blank after every comma and colon. */
function compact(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(compact).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([key, inner]) => `"${key}": ${compact(inner)}`)
    .join(', ')}}`;
}
