import type { VimageMode } from './vimage-modes.ts';
import { unitInMode } from './vimage-units.ts';
import type { MeasuredUnit, Workspace } from '../workspace/workspace.ts';

const FIRST_HEADERS = ['sys/param.h', 'sys/systm.h', 'sys/kernel.h', 'sys/socket.h', 'sys/sysctl.h', 'sys/vimage.h'];

/** A unit of one mode that reads a header as the kernel's sources do, and `text` behind it. */
export function headerUnit(workspace: Workspace, mode: VimageMode, header: string, text: string): MeasuredUnit {
  const inSys = workspace.belowSys(header);
  const includes = [
    ...FIRST_HEADERS.filter((name) => name !== inSys && workspace.files.isFile(workspace.inSys(name))),
    inSys,
  ]
    .map((name) => `#include <${name}>\n`)
    .join('');
  return unitInMode(workspace, mode, '<probe>', `${includes}${text}`);
}
