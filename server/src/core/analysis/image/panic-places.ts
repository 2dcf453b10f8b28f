import { outlineOf } from '../../written/outline.ts';
import type { PanicPlace } from '../../simulator/simulated-kernel.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Where releases keep the functions that the simulator has written down and that may panic. */
const SOURCES = [
  'sys/net/vnet.c',
  'sys/net/vnet.h',
  'sys/kern/kern_vimage.c',
  'sys/kern/subr_pcpu.c',
  'sys/kern/subr_trap.c',
];

/** The head of a simulated function, or the definition of a macro; undefined where the tree has none of that name. */
export function panicPlaceOf(workspace: Workspace, name: string): PanicPlace | undefined {
  for (const path of SOURCES) {
    const text = workspace.files.read(path);
    if (text === undefined) continue;
    const line = functionLine(workspace, path, text, name) ?? macroLine(text, name);
    if (line !== undefined) return { file: path, line };
  }
  return undefined;
}

function functionLine(workspace: Workspace, path: string, text: string, name: string): number | undefined {
  const tokens = workspace.frontEnd.preprocessor.tokensOf(path, text);
  for (const { kind, head } of outlineOf(tokens))
    if (kind === 'function' && head !== undefined && tokens.spelling(head.name) === name)
      return tokens.lineOf(head.name);
  return undefined;
}

function macroLine(text: string, name: string): number | undefined {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /^\s*#\s*define\s+(\w+)/.exec(line)?.[1] === name);
  return at < 0 ? undefined : at + 1;
}
