import type { Finding } from '../../rules/rule.ts';

/**
 * Identifies a finding in a later state of its file: rule, path, the flagged text and the text of its line with blanks
 * folded, and its number among equals. Line numbers do not count, so code may move around it.
 */
export function fingerprints(findings: readonly Finding[], text: string): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, path, start, end }) => {
    const parts = [rule, path, text.slice(start, Math.min(end, start + LONGEST)), lineAround(text, start)].map((part) =>
      part.replace(/\s+/g, ' ').trim(),
    );
    const key = parts.join('\n');
    const number = seen.get(key) ?? 0;
    seen.set(key, number + 1);
    return hash(`${key}\n${number}`);
  });
}

/**
 * Characters before and after a finding's start that count as its line: a generated line may have a megabyte and a
 * finding in every word.
 */
const LONGEST = 2000;

function lineAround(text: string, start: number): string {
  const near = text.slice(Math.max(0, start - LONGEST), start + LONGEST);
  const at = start - Math.max(0, start - LONGEST);
  const lineStart = at === 0 ? 0 : near.lastIndexOf('\n', at - 1) + 1;
  const lineEnd = near.indexOf('\n', at);
  return near.slice(lineStart, lineEnd < 0 ? near.length : lineEnd);
}

const PRIME = 0x100000001b3n;
const MASK = (1n << 64n) - 1n;

/** FNV-1a, 64 bits, over the UTF-16 code units, low byte first; 16 hexadecimal digits. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    value = ((value ^ BigInt(unit & 0xff)) * PRIME) & MASK;
    value = ((value ^ BigInt(unit >> 8)) * PRIME) & MASK;
  }
  return value.toString(16).padStart(16, '0');
}
