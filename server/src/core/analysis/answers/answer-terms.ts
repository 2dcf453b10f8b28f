import type { Spot } from '../../text/spot.ts';
import type { Session } from '../session/session.ts';

/** A place in a file of the tree. */
export interface Location extends Spot {
  readonly path: string;
  /** 1-based, for people. */
  readonly line: number;
}

/** The kernel that numbers hold for. */
export interface KernelName {
  readonly release: string;
  readonly arch: string;
  readonly kernconf: string;
}

export function kernelName({ workspace }: Session): KernelName {
  return { release: workspace.tree.release.name, arch: workspace.kernel.arch, kernconf: workspace.kernel.kernconf };
}

export function locationOf(session: Session, path: string, { start, end }: Spot): Location {
  return { path, start, end, line: session.lineOf(path, start) };
}

/** "char [16]" and "name" -> "char name[16]". */
export function declarationText(type: string, name: string): string {
  const pointer = /\(\*+[^()*]*/.exec(type);
  if (pointer !== null) {
    const end = pointer.index + pointer[0].replace(/\[.*$/, '').length;
    return `${type.slice(0, end)}${name}${type.slice(end)}`;
  }
  const bracket = type.indexOf('[');
  const base = (bracket < 0 ? type : type.slice(0, bracket)).trimEnd();
  return `${base}${base.endsWith('*') ? '' : ' '}${name}${bracket < 0 ? '' : type.slice(bracket)}`;
}
