import type { CheckFinding, CheckReport } from '../../core/analysis/session/check.ts';

/** More configurations are not named one by one. */
const KERNCONFS_SHOWN = 4;

/** " (only with LINT)", " (not with MINIMAL)"; '' where all configurations have it. */
export function onlyWith({ kernconfs: having }: CheckFinding, { kernconfs: all }: CheckReport): string {
  if (having === undefined || all === undefined || having.length === all.length) return '';
  const lacking = all.filter((name) => !having.includes(name));
  const named = (names: readonly string[]): string =>
    names.length <= KERNCONFS_SHOWN ? names.join(', ') : `${names.length} of ${all.length} configurations`;
  return having.length <= lacking.length ? ` (only with ${named(having)})` : ` (not with ${named(lacking)})`;
}
