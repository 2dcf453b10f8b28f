import { createHash } from 'node:crypto';
import path from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { readEntry, writeEntry } from './kept-entries.ts';
import { appearance, type Appearances } from './recorded-files.ts';

interface KeptAnswer {
  readonly question: string;
  readonly seen: Appearances;
  readonly answer: unknown;
}

/**
 * Answers on disk, each with the looks of every file and folder it was worked out from: it holds exactly as long as
 * they look the same. A cache that can't be read or written is no error, and an entry in which anything is off is none:
 * then everything is worked out.
 */
export class AnswerCache {
  private readonly folder: string;

  constructor(folder = cacheFolder()) {
    this.folder = folder;
  }

  /** The kept answer, or undefined. `question` names the command, its options, the tree and the build of vnetscope. */
  find(question: string): unknown {
    const kept = readEntry(this.fileOf(question)) as KeptAnswer | undefined;
    if (kept?.question !== question) return undefined;
    for (const file in kept.seen) if (appearance(file) !== kept.seen[file]) return undefined;
    return kept.answer;
  }

  keep(question: string, seen: Appearances, answer: unknown): void {
    writeEntry(this.fileOf(question), { question, seen, answer } satisfies KeptAnswer);
  }

  private fileOf(question: string): string {
    return path.join(this.folder, `${createHash('sha256').update(question).digest('hex').slice(0, 32)}.entry`);
  }
}
