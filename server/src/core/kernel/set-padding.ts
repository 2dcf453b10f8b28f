import type { FileSource } from '../text/file-source.ts';
import type { KernelTree } from './configuration.ts';
import { joinPath } from './tree-path.ts';

/** A word that a linker script puts behind a set's members. */
export interface SetPadding {
  readonly bytes: number;
  readonly word: number;
}

/**
 * What conf/ldscript.kmod.<machine>, with which kmod.mk links a module where the tree has it, puts at the end of set_vnet:
 * one past the last member is then still inside the set (r348808). undefined without such a script.
 */
export function readSetPadding(files: FileSource, tree: KernelTree, machine: string): SetPadding | undefined {
  const script = files.read(joinPath(tree.sysDir, `conf/ldscript.kmod.${machine}`))?.replaceAll(/\/\*[\s\S]*?\*\//g, '') ?? '';
  const word = /\bset_vnet\s*:\s*\{[^}]*\bLONG\s*\(\s*(0x[0-9a-fA-F]+|\d+)\s*\)/.exec(script)?.[1];
  return word === undefined ? undefined : { bytes: 4, word: Number(word) };
}
