import { compareText } from '../../collections/compare-text.ts';
import { readVnetWays } from '../../kernel/vnet-ways.ts';
import { sysctlName, type SysctlFact } from '../../vnet/file-facts.ts';
import { accessWords } from '../../vnet/sysctl-macros.ts';
import { isDisabled } from '../../written/conditions.ts';
import type { Session } from '../session/session.ts';
import { hostAccess, jailAccess, type JailAccess } from './jail-access.ts';

/** What a loader tunable of a sysctl's name does. `unknown`: the functions of the tree are not read yet. */
type TunableUse = 'none' | 'works' | 'ignored' | 'unknown';

/** A sysctl that works on a vnet's own values. */
export interface SysctlRow {
  /** "net.inet.tcp.sack", as far as its macros tell. */
  readonly name: string;
  /** Relative to the tree's root, or absolute outside it; lines and columns count from 1. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly variable: string | null;
  /** null where a macro of the subsystem's own stands for the flags. */
  readonly access: {
    readonly host: { readonly mayRead: boolean; readonly mayWrite: boolean };
    readonly jail: JailAccess;
    readonly tunable: TunableUse;
  } | null;
}

/** Every sysctl of the tree with CTLFLAG_VNET or a virtualized global behind it, sorted by name, then by place. */
export function sysctlList(session: Session): readonly SysctlRow[] {
  const { vnetTunables } = readVnetWays(session.workspace.files, session.workspace.tree);
  const contexts = session.flow?.contexts;
  const tunableUse = (fact: SysctlFact, words: readonly string[]): TunableUse => {
    if (!words.some((word) => /^CTLFLAG_(TUN|RDTUN|RWTUN)$/.test(word))) return 'none';
    if (vnetTunables === 'fetched' && !words.includes('CTLFLAG_NOFETCH')) return 'works';
    if (contexts === undefined) return 'unknown';
    return contexts.isFetched(sysctlName(fact)) ? 'works' : 'ignored';
  };
  const rows: SysctlRow[] = [];
  for (const [file, { sysctls }] of session.index.files) {
    const ofVnets = sysctls.filter((fact) => jailAccess(fact).isOwnCopy || fact.variableSet === 'set_vnet');
    const tokens = ofVnets.length === 0 ? undefined : session.tokens(file);
    if (tokens === undefined) continue;
    for (const fact of ofVnets) {
      if (isDisabled(tokens, fact.start)) continue;
      const { line, character } = tokens.lines.position(fact.start);
      const words = accessWords(fact) ?? (fact.macro === 'SYSCTL_VNET_PCPUSTAT' ? [] : undefined);
      rows.push({
        name: sysctlName(fact),
        file,
        line: line + 1,
        column: character + 1,
        variable: fact.variable ?? null,
        access:
          words === undefined
            ? null
            : { host: hostAccess(fact), jail: jailAccess(fact), tunable: tunableUse(fact, words) },
      });
    }
  }
  return rows.sort((a, b) => compareText(a.name, b.name) || compareText(a.file, b.file) || a.line - b.line);
}
