/** Stands around an integer while JSON.stringify, which knows no bigint, writes it. A file's text cannot hold it. */
const MARK = '\u0000';

/** A report as JSON, indented, with a newline at its end: integers have all their digits, also beyond 2^53. */
export function jsonText(report: unknown): string {
  const text = JSON.stringify(
    report,
    (_, value: unknown) => (typeof value === 'bigint' ? `${MARK}${value.toString()}${MARK}` : value),
    1,
  );
  return `${text.replaceAll(/"\\u0000(-?\d+)\\u0000"/g, '$1')}\n`;
}
