import type { TokenFile } from '../../lexer/token-file.ts';
import type { Edit, Finding } from '../../rules/rule.ts';
import { ignoreComments } from './ignore-comments.ts';

/**
 * Adds a comment above a finding's line that suppresses it; the developer writes the reason. If the line has such a
 * comment, adds the rule to it.
 */
export function ignoreEdit(file: TokenFile, { rule, path, start }: Finding): Edit {
  const { text, lines } = file;
  const line = lines.lineOf(start);
  const known = ignoreComments(file).find((comment) => comment.line === line + 1 && comment.rules.length > 0);
  const last = known?.rules[known.rules.length - 1];
  if (last !== undefined) return { path, start: last.end, end: last.end, text: `, ${rule}` };
  const at = lines.offset({ line, character: 0 });
  const indent = /^[ \t]*/.exec(text.slice(at, start))?.[0] ?? '';
  // A separate line would end a directive that continues over several lines.
  if (line > 0 && text[at - 2] === '\\') return { path, start, end: start, text: `/* vnetscope-ignore ${rule}:  */ ` };
  return { path, start: at, end: at, text: `${indent}/* vnetscope-ignore ${rule}:  */\n` };
}
