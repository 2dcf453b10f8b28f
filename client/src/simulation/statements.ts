// Statements that buttons of the simulation view make; no part of VS Code.

const NAMES = ['red', 'blue', 'green', 'amber', 'violet'];

/** A name that no vnet has. */
export function freeName(taken: readonly string[]): string {
  const found = NAMES.find((name) => !taken.includes(name));
  if (found !== undefined) return found;
  let number = NAMES.length + 1;
  while (taken.includes(`vnet${number}`)) number++;
  return `vnet${number}`;
}

/** What a scenario takes for a name. */
export function isVnetName(text: string): boolean {
  return /^[A-Za-z_][\w.-]*$/.test(text) && text !== 'NULL';
}

/** @param where "vnet0, the host", or a vnet; @param value empty to read */
export function sysctlStatement(name: string, where: string, value: string): string {
  const context = where.startsWith('vnet0') ? '' : `in ${where} `;
  return `${context}sysctl ${name}${value === '' ? '' : `=${value}`}`;
}

/** "a.b=1" sets, "a.b" unsets. */
export function kenvStatement(text: string): string {
  const given = text.trim();
  return given.includes('=') ? `kenv ${given}` : `kenv -u ${given}`;
}
