import { P_LPAREN } from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import type { OutlineItem } from '../written/outline.ts';

/** Records that are passed to a function once per packet. */
const PACKET_RECORDS: ReadonlySet<string> = new Set(['mbuf', 'ip', 'ip6_hdr', 'tcphdr', 'udphdr', 'ether_header']);

/**
 * The functions that process packets: those with a struct mbuf or a packet's header as an argument, and what they call
 * in this file.
 */
export function packetFunctions(tokens: TokenFile, outline: readonly OutlineItem[]): readonly OutlineItem[] {
  const byName = new Map(
    outline.flatMap((item) => (item.head === undefined ? [] : [[tokens.spelling(item.head.name), item] as const])),
  );
  const found = new Set(
    [...byName.values()].filter(({ from, body }) => body !== undefined && isHandedPacket(tokens, from, body.from)),
  );
  for (const { body } of found) {
    if (body === undefined) continue;
    for (let i = body.from; i < body.to; i++) {
      const called =
        tokens.kind[i] === T_IDENT && tokens.isPunct(i + 1, P_LPAREN) ? byName.get(tokens.spelling(i)) : undefined;
      if (called !== undefined) found.add(called);
    }
  }
  return [...found];
}

function isHandedPacket(tokens: TokenFile, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++)
    if (
      tokens.kind[i] === T_IDENT &&
      PACKET_RECORDS.has(tokens.spelling(i)) &&
      tokens.kind[i - 1] === T_IDENT &&
      tokens.isIdentifier(i - 1, 'struct')
    )
      return true;
  return false;
}

export function holdsWord(tokens: TokenFile, from: number, to: number, word: string): boolean {
  for (let i = from; i < to; i++) if (tokens.kind[i] === T_IDENT && tokens.isIdentifier(i, word)) return true;
  return false;
}
