import type { BuildFolder, CompileSettings } from '../../kernel/configuration.ts';
import type { VimageMode } from '../../vnet/vimage-modes.ts';
import type { MeasuredUnit, Workspace } from '../workspace/workspace.ts';

/** What a forced include, vnetscope_MODE.h, says after opt_global.h has had its word. */
const DEFINED: Readonly<Record<VimageMode, string>> = {
  globals: '#define VIMAGE_GLOBALS 1\n',
  static: '',
  vimage: '#define VIMAGE 1\n',
};

interface ModeSettings {
  readonly compile: CompileSettings;
  readonly build: BuildFolder;
}

const made = new WeakMap<CompileSettings, Map<VimageMode, ModeSettings>>();

/**
 * A source as the kernel compiles it, with the options that one of the three modes has, whatever the configuration
 * says.
 */
export function unitInMode(workspace: Workspace, mode: VimageMode, path: string, text: string): MeasuredUnit {
  const { compile, build } = modeSettings(workspace, mode, workspace.compileOf(path));
  return workspace.translate(path, text, compile, build);
}

/**
 * A source as unitInMode has it, with `more` behind it: by another name beside it, as the source's own tokens are kept
 * by its name.
 */
export function extendedUnit(workspace: Workspace, mode: VimageMode, path: string, more: string): MeasuredUnit {
  const text = workspace.files.read(path) ?? '';
  if (more === '') return unitInMode(workspace, mode, path, text);
  const { compile, build } = modeSettings(workspace, mode, workspace.compileOf(path));
  return workspace.translate(`${path.slice(0, path.lastIndexOf('/') + 1)}<probe>`, `${text}${more}`, compile, build);
}

function modeSettings({ kernel }: Workspace, mode: VimageMode, compile: CompileSettings): ModeSettings {
  let modes = made.get(compile);
  if (modes === undefined) made.set(compile, (modes = new Map<VimageMode, ModeSettings>()));
  let settings = modes.get(mode);
  if (settings === undefined) {
    const header = `vnetscope_${mode}.h`;
    const headers = new Map([
      ...kernel.build.headers,
      [header, `#undef VIMAGE\n#undef VIMAGE_GLOBALS\n${DEFINED[mode]}`],
    ]);
    modes.set(
      mode,
      (settings = {
        compile: { ...compile, forcedIncludes: [...compile.forcedIncludes, header] },
        build: { ...kernel.build, headers },
      }),
    );
  }
  return settings;
}
