import { NotUnderstood } from '../../server/src/core/kernel/shell/not-understood.ts';
import type { UtilityFiles } from '../../server/src/core/kernel/shell/utility.ts';
import { SHELL_FILES } from './kernel-texts.ts';

/** A script's folder that exists in memory only. */
export class MemoryShellFiles implements UtilityFiles {
  private readonly texts = new Map(Object.entries(SHELL_FILES));

  read(name: string): string | undefined {
    return this.texts.get(this.plain(name));
  }

  write(name: string, text: string): void {
    this.texts.set(this.plain(name), text);
  }

  remove(name: string): void {
    this.texts.delete(this.plain(name));
  }

  list(folder: string): readonly string[] {
    return folder === '' || folder === '.' ? [...this.texts.keys()] : [];
  }

  private plain(name: string): string {
    if (name.startsWith('/')) throw new NotUnderstood(name);
    return name.replace(/^\.\//, '');
  }
}
