import path from 'node:path';
import type { FileSource, Mark } from '../core/text/file-source.ts';
import { NodeFiles } from '../host/node-files.ts';

/** Files of a kernel tree, and files outside it under their absolute path with '/' in front. */
export class TreeFiles implements FileSource {
  readonly root: string;
  private readonly inside: NodeFiles;
  private readonly outside: NodeFiles;

  constructor(root: string) {
    this.root = root;
    this.inside = new NodeFiles(root);
    this.outside = new NodeFiles(path.parse(root).root);
  }

  /** The name under which the session knows an absolute path. */
  nameOf(absolute: string): string {
    const relative = path.relative(this.root, absolute);
    const isInside = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
    return isInside ? relative.split(path.sep).join('/') : `/${path.relative(path.parse(absolute).root, absolute).split(path.sep).join('/')}`;
  }

  /** The absolute path of a session's name; undefined for files that exist in a build folder only. */
  absoluteOf(name: string): string | undefined {
    if (name.startsWith('<')) return undefined;
    return name.startsWith('/') ? this.outside.absolute(name.slice(1)) : this.inside.absolute(name);
  }

  read(name: string): string | undefined {
    return this.of(name).read(within(name));
  }

  isFile(name: string): boolean {
    return this.of(name).isFile(within(name));
  }

  list(name: string): readonly string[] {
    return this.of(name).list(within(name));
  }

  holdsAny(name: string, marks: readonly Mark[]): boolean | undefined {
    return this.of(name).holdsAny(within(name), marks);
  }

  private of(name: string): NodeFiles {
    return name.startsWith('/') ? this.outside : this.inside;
  }
}

function within(name: string): string {
  return name.startsWith('/') ? name.slice(1) : name;
}
