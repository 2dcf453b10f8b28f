import type { Spot } from '../../../text/spot.ts';
import type { Session } from '../../session/session.ts';

/** Text that is put into a file at a place. */
export interface TextInsertion extends Spot {
  readonly text: string;
}

/**
 * The #include of a header that a file lacks: among those of its folder in the order of their names, else behind the
 * last of the file. Lines inside #if are left alone. Undefined when the file has no #include outside #if.
 */
export function includeInsertion(session: Session, path: string, header: string): TextInsertion | undefined {
  const text = session.files.read(path);
  if (text === undefined) return undefined;
  const name = session.workspace.belowSys(header);
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const lines = unconditionalIncludes(text);
  const alike = lines.filter((line) => line.name.startsWith(folder) && !line.name.slice(folder.length).includes('/'));
  const before = alike.findLast((line) => line.name < name) ?? (alike.length === 0 ? lines.at(-1) : undefined);
  const at = before?.end ?? alike[0]?.start;
  return at === undefined ? undefined : { start: at, end: at, text: `#include <${name}>\n` };
}

interface IncludeLine extends Spot {
  readonly name: string;
}

function unconditionalIncludes(text: string): readonly IncludeLine[] {
  const found: IncludeLine[] = [];
  let depth = 0;
  // A header's guard is no condition of what stands in it.
  let guard = /^[ \t]*#[ \t]*ifndef[ \t]+(\w+)\r?\n[ \t]*#[ \t]*define[ \t]+\1\b/m.exec(text)?.index;
  for (const line of text.matchAll(/^[ \t]*#[ \t]*(if|ifdef|ifndef|endif|include)\b([^\n]*)(\n|$)/gm)) {
    const [whole, word, rest = ''] = line;
    if (line.index === guard) guard = undefined;
    else if (word === 'include') {
      const name = /^[ \t]*[<"]([^>"]+)[>"]/.exec(rest)?.[1];
      if (depth <= 0 && name !== undefined) found.push({ name, start: line.index, end: line.index + whole.length });
    } else depth += word === 'endif' ? -1 : 1;
  }
  return found;
}
