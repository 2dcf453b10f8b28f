/** A report as a client's JSON has it: an integer beyond 2^53 becomes the nearest number. */
export function plainJson(report: unknown): unknown {
  return JSON.parse(JSON.stringify(report, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)));
}
