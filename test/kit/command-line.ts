import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main } from '../../server/src/cli/main.ts';
import { sampleFolder } from './tiny-kernel.ts';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in a folder, in this process. */
export async function vnetscope(folder: string, ...words: readonly string[]): Promise<Said> {
  let [out, err] = ['', ''];
  const code = await main(words, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isInteractive: false,
    folder,
    sample: sampleFolder,
  });
  return { code, out, err };
}

/** A temporary folder with copies of the sample kernel. */
export class Scratch {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-'));
  private count = 0;

  /** A new copy of the sample kernel, and what `change` does to it. */
  tree(change: (tree: string) => void = () => undefined): string {
    const tree = path.join(this.folder, `tree${this.count++}`);
    cpSync(sampleFolder, tree, { recursive: true });
    change(tree);
    return tree;
  }

  /** A folder beside the trees. */
  beside(name: string): string {
    const folder = path.join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Lines that say of a file that it is not read, without the scratch folder's own name. */
  refusals({ err }: Said): readonly string[] {
    const lines = err.split('\n').filter((line) => line.endsWith(' is not read'));
    return lines.map((line) => line.replaceAll(this.folder, ''));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
