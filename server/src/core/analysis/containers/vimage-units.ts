import { getOrMake } from '../../collections/get-or-make.ts';
import type { BuildFolder, CompileSettings } from '../../kernel/configuration.ts';
import type { VimageMode } from './vimage-modes.ts';
import type { Keeper } from '../workspace/keepers.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import type { MeasuredUnit, Workspace } from '../workspace/workspace.ts';

/** The text of a forced include, vnetscope_MODE.h, read after opt_global.h. */
const DEFINED: Readonly<Record<VimageMode, string>> = {
  globals: '#define VIMAGE_GLOBALS 1\n',
  static: '',
  vimage: '#define VIMAGE 1\n',
};

interface CompileInMode {
  readonly compile: CompileSettings;
  readonly build: BuildFolder;
}

/** Compile settings in each of the modes: always the same objects, because a workspace caches results by them. */
class ModeSettings implements Keeper {
  private readonly workspace: Workspace;
  private readonly byCompile = new Map<CompileSettings, Map<VimageMode, CompileInMode>>();

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  of(mode: VimageMode, compile: CompileSettings): CompileInMode {
    const modes = getOrMake(this.byCompile, compile, () => new Map<VimageMode, CompileInMode>());
    return getOrMake(modes, mode, () => inMode(this.workspace, mode, compile));
  }

  forget(change: TreeChange): void {
    if (change.putsBackAll('unit')) this.byCompile.clear();
  }
}

/**
 * A source as the kernel compiles it, with the options that one of the three modes has, whatever the configuration
 * says.
 */
export function unitInMode(workspace: Workspace, mode: VimageMode, path: string, text: string): MeasuredUnit {
  const { compile, build } = workspace.keeper(ModeSettings).of(mode, workspace.compileOf(path));
  return workspace.translate(path, text, compile, build);
}

/**
 * A source as unitInMode has it, with `more` behind it: under another name beside it, because the source's own tokens
 * are cached under its name.
 */
export function extendedUnit(workspace: Workspace, mode: VimageMode, path: string, more: string): MeasuredUnit {
  const text = workspace.files.read(path) ?? '';
  if (more === '') return unitInMode(workspace, mode, path, text);
  const { compile, build } = workspace.keeper(ModeSettings).of(mode, workspace.compileOf(path));
  return workspace.translate(`${path.slice(0, path.lastIndexOf('/') + 1)}<probe>`, `${text}${more}`, compile, build);
}

function inMode({ kernel }: Workspace, mode: VimageMode, compile: CompileSettings): CompileInMode {
  const header = `vnetscope_${mode}.h`;
  const text = `#undef VIMAGE\n#undef VIMAGE_GLOBALS\n${DEFINED[mode]}`;
  return {
    compile: { ...compile, forcedIncludes: [...compile.forcedIncludes, header] },
    build: { ...kernel.build, headers: new Map([...kernel.build.headers, [header, text]]) },
  };
}
