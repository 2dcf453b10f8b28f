import { hoverAt, type HoverAnswer } from '../../server/src/core/analysis/answers/hover.ts';
import { Session } from '../../server/src/core/analysis/session/session.ts';
import type { FileSource } from '../../server/src/core/text/file-source.ts';
import { readMarked } from './marked-text.ts';
import { tinyKernel, type TinyKernel } from './tiny-kernel.ts';

export function openSession(files: FileSource, arch = 'amd64'): Session {
  const session = Session.open(files, { arch });
  if ('failure' in session) throw new Error(session.failure.message);
  return session;
}

/** Does all background work. */
export function settle(session: Session): Session {
  while (session.step());
  return session;
}

/** A kernel whose sources have marks in them; the file with the cursor is open in the editor. */
export interface MarkedKernel extends TinyKernel {
  /** Ask before anything was read in the background. */
  readonly unsettled?: boolean;
}

export interface Asked {
  readonly session: Session;
  readonly path: string;
  readonly offset: number;
  readonly text: string;
}

/** Opens the kernel and the file in which the first cursor stands. */
export function askAt({ sources, unsettled = false, ...kernel }: MarkedKernel): Asked {
  const read = Object.entries(sources).map(([path, marked]) => ({ path, ...readMarked(marked) }));
  const session = openSession(
    tinyKernel({ ...kernel, sources: Object.fromEntries(read.map(({ path, text }) => [path, text])) }),
  );
  const asked = read.find(({ cursors }) => cursors.length > 0);
  if (asked === undefined) throw new Error('no cursor in any source');
  session.setText(asked.path, asked.text);
  if (!unsettled) settle(session);
  return { session, path: asked.path, offset: asked.cursors[0] ?? 0, text: asked.text };
}

export function hoverIn(kernel: MarkedKernel): HoverAnswer | undefined {
  const { session, path, offset } = askAt(kernel);
  return hoverAt(session, path, offset);
}
