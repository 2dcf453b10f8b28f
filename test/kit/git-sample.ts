import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Review } from '../../server/src/core/analysis/review/review.ts';
import { vnetscope, type Said } from './command-line.ts';
import { TestRepository } from './git-repository.ts';
import { sampleFolder } from './tiny-kernel.ts';

/** The sample kernel in a git repository of its own, on a branch `topic` that has just left `main`. */
export class GitSample {
  private readonly repository = new TestRepository();
  readonly root = this.repository.folder;

  constructor() {
    this.repository.copy(sampleFolder);
    this.repository.commit('the sample kernel');
    this.git('checkout', '-q', '-b', 'topic');
  }

  git(...words: readonly string[]): string {
    return this.repository.git(...words);
  }

  commit(message: string): void {
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
  }

  /** The tree as it was committed. */
  undo(): void {
    this.git('checkout', '-q', '-f', 'HEAD');
    this.git('clean', '-q', '-f', '-d');
  }

  read(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  write(file: string, text: string): void {
    this.repository.write(file, text);
  }

  /** Replaces a text that the file must have. */
  edit(file: string, from: string, to: string): void {
    const text = this.read(file);
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    this.write(
      file,
      text.replace(from, () => to),
    );
  }

  async run(...words: readonly string[]): Promise<Said> {
    return vnetscope(this.root, 'review', ...words, '--no-cache');
  }

  async review(...words: readonly string[]): Promise<Review & { readonly code: number }> {
    const said = await this.run(...words, '--format', 'json');
    if (said.out === '') throw new Error(said.err);
    return { ...(JSON.parse(said.out) as Review), code: said.code };
  }

  remove(): void {
    this.repository.remove();
  }
}
