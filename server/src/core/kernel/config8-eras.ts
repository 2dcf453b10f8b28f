/**
 * What differs between the releases' config(8). The tree's own usr.sbin/config is often not at hand
 * (a tree may be sys/ alone), so these facts are data, each with its source.
 */
export interface Config8Era {
  /** First __FreeBSD_version of the era. */
  readonly since: number;
  /**
   * Which of two `options NAME=...` lines with different values is used. usr.sbin/config/config.y, newopt(): until 11
   * the second is dropped with a warning; from 12 it is put after the first (argument `dupe`), and mkoptions.c,
   * do_option(), takes the last.
   */
  readonly repeatedOption: 'first' | 'last';
}

const ERAS: readonly Config8Era[] = [
  { since: 1200000, repeatedOption: 'last' },
  { since: 0, repeatedOption: 'first' },
];

/** @param osreldate __FreeBSD_version; 0 (unknown) takes the newest era. */
export function config8Era(osreldate: number): Config8Era {
  const newest: Config8Era = { since: 1200000, repeatedOption: 'last' };
  if (osreldate === 0) return newest;
  return ERAS.find((era) => osreldate >= era.since) ?? newest;
}
