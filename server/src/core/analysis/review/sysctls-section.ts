import { readVnetWays, type VnetWays } from '../../kernel/vnet-ways.ts';
import { sysctlName, type SysctlFact } from '../../vnet/file-facts.ts';
import { jailAccess } from '../answers/jail-access.ts';
import type { Session } from '../session/session.ts';

/** Who may do what with a sysctl, and whether loader.conf(5) sets it. */
export interface ReviewSysctl {
  readonly name: string;
  readonly macro: string;
  readonly file: string;
  readonly line: number;
  readonly variable: string | undefined;
  /** For the host's superuser: "read-write", "read-only". */
  readonly host: 'read-write' | 'read-only' | 'write-only' | 'none';
  /** For the superuser of a vnet jail. */
  readonly jail: 'read-write' | 'read-only' | 'write-only' | 'none';
  /** Inside a vnet jail the jail's own copy is meant. */
  readonly isOwnCopy: boolean;
  /** `works`: the kernel reads it from its environment; `ignored`: the flag is there, and nothing reads it. */
  readonly tunable: 'none' | 'works' | 'reference copy' | 'ignored';
}

export interface SysctlChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before: ReviewSysctl | undefined;
  readonly after: ReviewSysctl | undefined;
}

/** The sysctls of some files. */
export function measureSysctls(session: Session, paths: readonly string[]): readonly ReviewSysctl[] {
  const { workspace, flow } = session;
  const ways = readVnetWays(workspace.files, workspace.tree);
  return paths.flatMap((path) =>
    (session.facts(path)?.sysctls ?? [])
      .filter(({ leaf, macro }) => leaf !== '' && !macro.startsWith('SYSCTL_ADD_') && !/DECL$|NODE$/.test(macro))
      .map((fact): ReviewSysctl => {
        const inJail = jailAccess(fact);
        const isFetched = flow?.contexts.isFetched(sysctlName(fact)) === true;
        return {
          name: sysctlName(fact),
          macro: fact.macro,
          file: path,
          line: session.lineOf(path, fact.start),
          variable: fact.variable,
          host: hostAccess(fact),
          jail: accessWord(inJail.mayRead, inJail.mayWrite),
          isOwnCopy: inJail.isOwnCopy,
          tunable: tunableOf(fact, inJail.isOwnCopy, ways.vnetTunables, isFetched),
        };
      }),
  );
}

function hostAccess({ access, macro }: SysctlFact): ReviewSysctl['host'] {
  if (macro === 'SYSCTL_VNET_PCPUSTAT') return 'read-write';
  return accessWord(/\bCTLFLAG_(?:RD|RDTUN|RW|RWTUN)\b/.test(access), /\bCTLFLAG_(?:WR|RW|RWTUN)\b/.test(access));
}

function accessWord(reads: boolean, writes: boolean): ReviewSysctl['host'] {
  return reads ? (writes ? 'read-write' : 'read-only') : writes ? 'write-only' : 'none';
}

function tunableOf(
  { access }: SysctlFact,
  isVnet: boolean,
  ways: VnetWays['vnetTunables'],
  isFetched: boolean,
): ReviewSysctl['tunable'] {
  if (isFetched) return 'works';
  if (!/\bCTLFLAG_(?:TUN|RDTUN|RWTUN)\b/.test(access) || /\bCTLFLAG_NOFETCH\b/.test(access)) return 'none';
  if (ways === 'nothing') return 'ignored';
  if (!isVnet) return 'works';
  return ways === 'ignored' ? 'ignored' : 'reference copy';
}

export function compareSysctls(
  before: readonly ReviewSysctl[],
  after: readonly ReviewSysctl[],
): readonly SysctlChange[] {
  const waiting = new Map<string, ReviewSysctl[]>();
  for (const one of before) waiting.set(one.name, [...(waiting.get(one.name) ?? []), one]);
  const changes: SysctlChange[] = [];
  for (const now of after) {
    const old = waiting.get(now.name)?.shift();
    if (old === undefined) changes.push({ kind: 'added', before: undefined, after: now });
    else if (behaviour(old) !== behaviour(now)) changes.push({ kind: 'changed', before: old, after: now });
  }
  for (const old of [...waiting.values()].flat()) changes.push({ kind: 'removed', before: old, after: undefined });
  return changes;
}

function behaviour({ host, jail, isOwnCopy, tunable, variable }: ReviewSysctl): string {
  return [host, jail, isOwnCopy, tunable, variable ?? ''].join(' ');
}
