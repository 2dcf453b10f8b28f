import type { RecordLayout } from '../../server/src/core/abi/record-layout.ts';
import { isUnknown } from '../../server/src/core/types/unknown.ts';
import type { MeasuredUnit } from './measured-unit.ts';

/**
 * A record's layout as one line, the same from both sides: "size 8 align 4: 0 a, 32+3 b" — offsets in bits, with the
 * width of bit-fields, members in order.
 */
export type LayoutLine = string;

/** Layouts by name ("struct r1") from clang's -fdump-record-layouts; records without a tag are left out. */
export function clangLayouts(dump: string): ReadonlyMap<string, LayoutLine> {
  const layouts = new Map<string, LayoutLine>();
  for (const block of dump.split('*** Dumping AST Record Layout\n').slice(1)) {
    const [head = '', ...rest] = block.split('\n');
    const name = /^\s*0 \| ((?:struct|union) \w+)$/.exec(head)?.[1];
    if (name === undefined) continue;
    const fields: string[] = [];
    let total = '';
    for (const line of rest) {
      // A direct member is indented by two blanks.
      const field = /^ *(\d+)(?::(?:(\d+)-(\d+)|-))? \| {3}(\S.*)$/.exec(line);
      const end = /^ +\| \[sizeof=(\d+), align=(\d+)\]/.exec(line);
      if (end !== null) total = `size ${end[1] ?? ''} align ${end[2] ?? ''}`;
      if (field === null) continue;
      const [, byte = '0', from, to, text = ''] = field;
      const isBitField = /^ *\d+:/.test(line);
      const offset = Number(byte) * 8 + Number(from ?? 0);
      fields.push(
        `${offset}${isBitField ? `+${from === undefined ? 0 : Number(to) - Number(from) + 1}` : ''} ${memberName(text)}`,
      );
    }
    layouts.set(name, `${total}: ${fields.join(', ')}`);
  }
  return layouts;
}

/** clang prints "type name"; members without a name end in a blank or in what stands for one. */
function memberName(text: string): string {
  return /(?:^|[ *])(m\w*)$/.exec(text)?.[1] ?? '';
}

/** The same line from the layout engine, or "unknown: " and the reason. */
export function engineLine({ resolver, engine }: MeasuredUnit, kind: 'struct' | 'union', tag: number): LayoutLine {
  const specifier = resolver.tag(tag, kind);
  if (specifier === undefined || specifier.kind === 'enum') return 'unknown: no such tag';
  const layout = engine.record({ kind: 'record', specifier, qualifiers: 0, scope: undefined });
  return isUnknown(layout) ? `unknown: ${layout.reason}` : line(resolver, layout);
}

function line(resolver: MeasuredUnit['resolver'], layout: RecordLayout): LayoutLine {
  const fields = layout.fields.map(
    (field) =>
      `${field.offsetBits}${field.widthBits === undefined ? '' : `+${field.widthBits}`} ${resolver.spelling(field.name)}`,
  );
  return `size ${layout.sizeBytes} align ${layout.alignBytes}: ${fields.join(', ')}`;
}

/** Lines of `a.c` that clang refuses. */
export function refusedLines(stderr: string): ReadonlySet<number> {
  return new Set([...stderr.matchAll(/^[^\n:]*:(\d+):\d+: (?:fatal )?error:/gm)].map((match) => Number(match[1])));
}
