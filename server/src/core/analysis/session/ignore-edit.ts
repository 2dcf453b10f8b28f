import type { TokenFile } from '../../lexer/token-file.ts';
import type { Edit, Finding } from '../../rules/rule.ts';
import { ignoreComments } from './ignore-comments.ts';

/**
 * Puts a comment that holds a finding back above its line; the reason is left for the developer to write. Where a
 * comment for the line is there already, the rule is named in it.
 */
export function ignoreEdit(file: TokenFile, { rule, path, start }: Finding): Edit {
  const { text, lines } = file;
  const line = lines.lineOf(start);
  const known = ignoreComments(file).find((comment) => comment.line === line + 1 && comment.rules.length > 0);
  const last = known?.rules[known.rules.length - 1];
  if (last !== undefined) return { path, start: last.end, end: last.end, text: `, ${rule}` };
  const at = lines.offset({ line, character: 0 });
  const indent = /^[ \t]*/.exec(text.slice(at, start))?.[0] ?? '';
  // In a continued line of a directive a line of its own would end the directive.
  if (line > 0 && text[at - 2] === '\\') return { path, start, end: start, text: `/* vnetscope-ignore ${rule}:  */ ` };
  return { path, start: at, end: at, text: `${indent}/* vnetscope-ignore ${rule}:  */\n` };
}
