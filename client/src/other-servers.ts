import { extensions } from 'vscode';

const CLANGD = 'llvm-vs-code-extensions.vscode-clangd';

/** Extensions whose servers answer for C. */
const OTHERS = [CLANGD, 'ms-vscode.cpptools'];

/**
 * True while another extension answers for C: of call hierarchies VS Code shows one provider's answer alone, and theirs
 * is about all of C. One that is there counts: it may be activated later.
 */
export function isAnsweredForC(): boolean {
  return OTHERS.some((id) => extensions.getExtension(id) !== undefined);
}

/** True while clangd answers too. */
export function isClangdThere(): boolean {
  return extensions.getExtension(CLANGD) !== undefined;
}
