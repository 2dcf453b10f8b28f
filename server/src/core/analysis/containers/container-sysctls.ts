import type { TokenFile } from '../../lexer/token-file.ts';
import { T_EOF, T_IDENT } from '../../lexer/token-kinds.ts';
import { directiveTable } from '../../preprocessor/directive-table.ts';
import type { Spot } from '../../text/spot.ts';
import { invocationAt, tokensText, type ArgumentTokens } from '../../written/invocations.ts';

/** `SYSCTL_V_INT(V_NET, vnet_inet, _net_inet_ip, OID_AUTO, ttl, CTLFLAG_RW, ip_defttl, 0, "");` (sys/sys/sysctl.h). */
export interface ContainerSysctlFact extends Spot {
  readonly macro: string;
  /** The container as written there. */
  readonly container: string;
  readonly member: string;
  /** With what follows it: `tcp_hostcache.expire`. */
  readonly memberSpot: Spot;
  readonly parent: string;
  readonly leaf: string;
  readonly access: string;
  /** Token of the macro's name, and its arguments. */
  readonly token: number;
  readonly arguments: readonly ArgumentTokens[];
  readonly close: number;
}

const SUBSYSTEM = 0;
const CONTAINER = 1;
const PARENT = 2;
const LEAF = 4;
const ACCESS = 5;
const SYMBOL = 6;

export function readContainerSysctls(file: TokenFile): readonly ContainerSysctlFact[] {
  const sysctls: ContainerSysctlFact[] = [];
  const table = directiveTable(file);
  let directive = 0;
  for (let i = 0; file.kind[i] !== T_EOF; i++) {
    if (i === file.directives[directive]) {
      i = (table.lineEnd[directive] as number) - 1;
      directive++;
      continue;
    }
    if (file.kind[i] !== T_IDENT || !file.spelling(i).startsWith('SYSCTL_V_')) continue;
    const invocation = invocationAt(file, i);
    const symbol = invocation?.arguments[SYMBOL];
    if (invocation === undefined || symbol === undefined || !isMember(file, symbol)) continue;
    // V_GLOBAL is no container's.
    const word = (k: number): string => {
      const one = invocation.arguments[k];
      return one === undefined ? '' : tokensText(file, one.from, one.to);
    };
    if (word(SUBSYSTEM) !== 'V_NET') continue;
    sysctls.push({
      macro: file.spelling(i),
      container: word(CONTAINER),
      member: file.spelling(symbol.from),
      memberSpot: { start: file.start[symbol.from] as number, end: file.end[symbol.to - 1] as number },
      parent: word(PARENT),
      leaf: word(LEAF),
      access: word(ACCESS),
      token: i,
      arguments: invocation.arguments,
      close: invocation.close,
      start: file.start[i] as number,
      end: file.end[invocation.close] as number,
    });
  }
  return sysctls;
}

/** `x`, `x.y`, `x[2]` */
function isMember(file: TokenFile, { from, to }: ArgumentTokens): boolean {
  return (
    file.kind[from] === T_IDENT &&
    (to === from + 1 || file.spelling(from + 1) === '.' || file.spelling(from + 1) === '[')
  );
}
