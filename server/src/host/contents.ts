import { createHash } from 'node:crypto';
import type { GitFiles } from './git-files.ts';
import type { NodeFiles } from './node-files.ts';
import type { OverlaidFiles } from './overlaid-files.ts';

/** The id that git gives a blob: a file on disk and the same file in a revision have the same id. */
export class NamedContents {
  readonly isListed: boolean;
  private readonly files: NodeFiles | GitFiles | OverlaidFiles;

  constructor(files: NodeFiles | GitFiles | OverlaidFiles) {
    this.files = files;
    this.isListed = 'idOf' in files;
  }

  idOf(file: string): string | undefined {
    if ('idOf' in this.files) return this.files.idOf(file);
    const bytes = this.files.bytes(file);
    return bytes === undefined ? undefined : blobId(bytes);
  }

  textId(text: string): string {
    return blobId(Buffer.from(text));
  }
}

function blobId(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
