import { createHash } from 'node:crypto';
import path from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { readEntry, writeEntry } from './cache-entries.ts';
import { appearance, type Appearances } from './recorded-files.ts';

interface CachedAnswer {
  readonly question: string;
  readonly seen: Appearances;
  readonly answer: unknown;
}

/**
 * A cache of answers on disk. Each answer is stored with the appearance of every file and folder that it was computed
 * from, and is valid as long as they look the same. A cache that cannot be read or written is not an error; a damaged
 * entry counts as missing.
 */
export class AnswerCache {
  private readonly folder: string;

  constructor(folder = cacheFolder()) {
    this.folder = folder;
  }

  /**
   * The cached answer, or undefined. `question` names the command, its options, the tree and the build of vnetscope.
   */
  find(question: string): unknown {
    const cached = readEntry(this.fileOf(question)) as CachedAnswer | undefined;
    if (cached?.question !== question) return undefined;
    for (const file in cached.seen) if (appearance(file) !== cached.seen[file]) return undefined;
    return cached.answer;
  }

  keep(question: string, seen: Appearances, answer: unknown): void {
    writeEntry(this.fileOf(question), { question, seen, answer } satisfies CachedAnswer);
  }

  private fileOf(question: string): string {
    return path.join(this.folder, `${createHash('sha256').update(question).digest('hex').slice(0, 32)}.entry`);
  }
}
