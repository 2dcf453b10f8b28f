import type { Spot } from '../../../text/spot.ts';
import type { Session } from '../../session/session.ts';
import { kernconfWords } from './kernconf-words.ts';
import type { confFileKind } from './conf-names.ts';

/** A stretch of a file that leads to another file of the tree. */
export interface FileLink extends Spot {
  readonly target: string;
}

/** Sources on the lines of sys/conf/files*, configurations that a KERNCONF includes; those that are there. */
export function confLinks(
  session: Session,
  path: string,
  text: string,
  kind: NonNullable<ReturnType<typeof confFileKind>>,
): readonly FileLink[] {
  const { files } = session;
  if (kind === 'kernconf') {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    return kernconfWords(text)
      .filter((word) => word.kind === 'include' && files.isFile(`${folder}${word.text}`))
      .map(({ start, end, text: name }) => ({ start, end, target: `${folder}${name}` }));
  }
  if (kind === 'options') return [];
  return [...text.matchAll(/^[\w./-]+\.[chmS]\b/gm)].flatMap(({ 0: name, index }) => {
    const target = session.workspace.inSys(name);
    return files.isFile(target) ? [{ start: index, end: index + name.length, target }] : [];
  });
}
