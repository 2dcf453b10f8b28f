import type { RecordReport, ReportField } from '../../core/analysis/layouts/record-report.ts';

/** A record as pahole prints it: offset and size after each member, holes and cache line boundaries between them. */
export function recordText(report: RecordReport): string {
  const lines = [`/* ${report.file}:${report.line}, ${report.arch} ${report.kernconf} */`, `${report.type} {`];
  const line = report.cacheLine;
  const left = report.fields.map((field) => declaration(field));
  const width = Math.min(56, Math.max(0, ...left.map((text) => text.length)));
  let nextLine = 1n;
  report.fields.forEach((field, i) => {
    const bits = BigInt(field.offsetBits);
    const offset = bits / 8n;
    while (line !== null && offset >= nextLine * BigInt(line)) {
      const boundary = nextLine * BigInt(line);
      lines.push(
        offset === boundary
          ? `\t/* --- cacheline ${nextLine} boundary (${boundary} bytes) --- */`
          : `\t/* --- cacheline ${nextLine} boundary (${boundary} bytes) was ${offset - boundary} bytes ago --- */`,
      );
      const after = offset / BigInt(line) + 1n;
      nextLine = after > nextLine ? after : nextLine + 1n;
    }
    const place = field.isBitField
      ? `${offset}:${String(bits % 8n).padStart(2)} ${field.widthBits} bit`
      : `${String(offset).padStart(5)} ${String(BigInt(field.widthBits) / 8n).padStart(5)}`;
    lines.push(`\t${(left[i] ?? '').padEnd(width)} /* ${place} */`);
    for (const hole of report.holes.filter(({ afterField }) => afterField === field.name))
      lines.push('', `\t/* XXX ${hole.bytes} byte${hole.bytes === 1 ? '' : 's'} hole, try to pack */`, '');
    for (const hole of report.bitHoles.filter(({ afterField }) => afterField === field.name))
      lines.push('', `\t/* XXX ${hole.bits} bit${hole.bits === 1 ? '' : 's'} hole, try to pack */`, '');
  });
  const holes = report.holes.reduce((sum, { bytes }) => sum + BigInt(bytes), 0n);
  const cachelines = line === null ? '' : `, cachelines: ${(BigInt(report.size) + BigInt(line - 1)) / BigInt(line)}`;
  lines.push('', `\t/* size: ${report.size}, align: ${report.align}${cachelines}, members: ${report.fields.length} */`);
  if (holes > 0) lines.push(`\t/* holes: ${report.holes.length}, sum holes: ${holes} */`);
  if (report.padding > 0) lines.push(`\t/* padding: ${report.padding} */`);
  lines.push('};', ...reorganizedLines(report));
  return `${lines.join('\n')}\n`;
}

/** The order that takes the fewest bytes, with what moves; nothing if that was not asked for. */
function reorganizedLines({ reorganized, type, size }: RecordReport): readonly string[] {
  if (reorganized === undefined) return [];
  if (reorganized === null) return ['', `/* no other order of the members takes less than ${size} bytes */`];
  const { fields, savedBytes } = reorganized;
  const moved = fields.filter(({ isMoved }) => isMoved);
  const left = fields.map((field) => declaration(field));
  const width = Math.min(56, Math.max(0, ...left.map((text) => text.length)));
  return [
    '',
    `/* best order: ${reorganized.size} bytes, saves ${savedBytes}; moves ${moved.map(({ name }) => name).join(', ')} */`,
    `${type} {`,
    ...fields.map((field, i) => {
      const bits = BigInt(field.offsetBits);
      const place = field.isBitField
        ? `${bits / 8n}:${String(bits % 8n).padStart(2)} ${field.widthBits} bit`
        : `${String(bits / 8n).padStart(5)} ${String(BigInt(field.widthBits) / 8n).padStart(5)}`;
      return `\t${(left[i] ?? '').padEnd(width)} /* ${place} */${field.isMoved ? ' /* moved */' : ''}`;
    }),
    `\t/* size: ${reorganized.size} */`,
    '};',
  ];
}

/** `char name[16];` from "char [16]". */
function declaration({ name, type, isBitField, widthBits }: ReportField): string {
  const array = /^(.*?)((?: ?\[[^\]]*\])+)$/.exec(type);
  const pointer = /^(.*\(\*+)(\).*)$/.exec(type);
  const text =
    pointer !== null
      ? `${pointer[1] ?? ''}${name}${pointer[2] ?? ''}`
      : array !== null
        ? `${array[1] ?? ''} ${name}${(array[2] ?? '').replaceAll(' ', '')}`
        : type.endsWith('*')
          ? `${type}${name}`
          : `${type} ${name}`;
  return `${text.trim()}${isBitField ? `:${widthBits}` : ''};`;
}
