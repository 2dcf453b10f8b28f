// clang's -fdump-record-layouts in the form of a baseline's members.

/** A member: its path, first bit, and width of a bit-field. */
interface DumpedMember {
  readonly name: string;
  readonly bit: number;
  readonly width: number | undefined;
}

export interface DumpedRecord {
  readonly size: number;
  readonly align: number;
  readonly members: readonly DumpedMember[];
}

interface Node {
  readonly bit: number;
  readonly width: number | undefined;
  readonly text: string;
  readonly children: Node[];
}

/** Records by name, "struct inpcb" or a typedef's; one that is dumped twice with two layouts is left out. */
export function dumpedRecords(dump: string): ReadonlyMap<string, DumpedRecord> {
  const records = new Map<string, DumpedRecord | undefined>();
  for (const block of dump.split('*** Dumping AST Record Layout\n').slice(1)) {
    const [root, size, align] = readBlock(block);
    if (root === undefined || size === undefined || align === undefined) continue;
    const name = /^(?:(?:struct|union) \w+|\w+)$/.exec(root.text)?.[0];
    if (name === undefined) continue;
    const members: DumpedMember[] = [];
    flatten(root.children, '', members);
    const made = { size, align, members };
    const known = records.get(name);
    records.set(
      name,
      known === undefined && records.has(name)
        ? undefined
        : known !== undefined && JSON.stringify(known) !== JSON.stringify(made)
          ? undefined
          : made,
    );
  }
  return new Map([...records].flatMap(([name, record]) => (record === undefined ? [] : [[name, record] as const])));
}

function readBlock(block: string): readonly [Node | undefined, number | undefined, number | undefined] {
  const stack: { readonly depth: number; readonly node: Node }[] = [];
  let root: Node | undefined;
  for (const line of block.split('\n')) {
    const end = /^ +\| \[sizeof=(\d+), align=(\d+)/.exec(line);
    if (end !== null) return [root, Number(end[1]), Number(end[2])];
    const field = /^ *(\d+)(?::(?:(\d+)-(\d+)|-))? \| ( *)(\S.*)$/.exec(line);
    if (field === null) continue;
    const [, byte = '0', from, to, blanks = '', text = ''] = field;
    const node: Node = {
      bit: Number(byte) * 8 + Number(from ?? 0),
      width: from === undefined ? (line.includes(':- |') ? 0 : undefined) : Number(to) - Number(from) + 1,
      text,
      children: [],
    };
    while ((stack.at(-1)?.depth ?? -1) >= blanks.length) stack.pop();
    stack.at(-1)?.node.children.push(node);
    root ??= node;
    stack.push({ depth: blanks.length, node });
  }
  return [undefined, undefined, undefined];
}

function flatten(nodes: readonly Node[], prefix: string, members: DumpedMember[]): void {
  for (const { bit, width, text, children } of nodes) {
    // What has no name ends in a blank.
    if (/\((?:anonymous|unnamed)[^)]*\) *$/.test(text)) {
      flatten(children, prefix, members);
      continue;
    }
    const name = /(?:^|[ *)\]])(\w+)$/.exec(text)?.[1];
    if (name === undefined) continue;
    members.push({ name: `${prefix}${name}`, bit, width });
    if (/\(unnamed[^)]*\) \w+$/.test(text)) flatten(children, `${prefix}${name}.`, members);
  }
}
