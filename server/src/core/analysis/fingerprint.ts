import type { Finding } from '../rules/rule.ts';

/**
 * What makes a finding the same one in a later state of its file: rule, path, the flagged text and the text of its
 * line, with blanks as one, and its number among equals. Line numbers don't count, so code may move around it.
 */
export function fingerprints(findings: readonly Finding[], text: string): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, path, start, end }) => {
    const lineStart = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
    const lineEnd = text.indexOf('\n', start);
    const parts = [rule, path, text.slice(start, end), text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd)].map((part) => part.replace(/\s+/g, ' ').trim());
    const key = parts.join('\n');
    const number = seen.get(key) ?? 0;
    seen.set(key, number + 1);
    return hash(`${key}\n${number}`);
  });
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
