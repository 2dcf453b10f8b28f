/** A number of the field as people read it: 31424 -> "31,424". */
export function grouped(value: number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}
