import type { CheckSettings } from '../core/analysis/session/check-settings.ts';
import type { FileSource } from '../core/text/file-source.ts';
import { readFolderSettings, type FolderSection, type Settings } from '../protocol/settings.ts';

export const FOLDER_SETTINGS = '.vnetscope.json';

/** A mistake in a .vnetscope.json; its other values are used. */
export interface SettingsProblem {
  readonly file: string;
  readonly message: string;
}

/**
 * The settings of the checks for each file: those of the face, overridden by the .vnetscope.json files from the tree's
 * folder (for a file outside it, from its project's folder) down to the file's own folder.
 */
export class FolderSettings {
  private readonly files: FileSource;
  private readonly own: () => Settings;
  private readonly sections = new Map<string, FolderSection | undefined>();
  private readonly found = new Map<string, readonly string[]>();
  private readonly outside: readonly string[];

  /** @param outside folders outside the tree whose files have settings, as the FileSource names them */
  constructor(files: FileSource, own: () => Settings, outside: readonly string[] = []) {
    this.files = files;
    this.own = own;
    this.outside = outside;
  }

  readonly at = (path: string): CheckSettings => {
    const own = this.own();
    let {
      rules,
      'layout.largeBytes': largeBytes,
      'layout.paddingBytes': paddingBytes,
      'layout.loadedModules': loadedModules,
    } = own;
    for (const folder of path.startsWith('/') ? this.foldersOutside(path) : foldersOf(path)) {
      const section = this.section(folder);
      if (section === undefined) continue;
      if (section.rules !== undefined) rules = { ...rules, ...section.rules };
      largeBytes = section['layout.largeBytes'] ?? largeBytes;
      paddingBytes = section['layout.paddingBytes'] ?? paddingBytes;
      loadedModules = section['layout.loadedModules'] ?? loadedModules;
    }
    return { rules, largeBytes, paddingBytes, loadedModules };
  };

  /** Problems of the files read so far. */
  get problems(): readonly SettingsProblem[] {
    return [...this.found].flatMap(([file, messages]) => messages.map((message) => ({ file, message })));
  }

  /** Tells that some of them changed. */
  forget(): void {
    this.sections.clear();
    this.found.clear();
  }

  private foldersOutside(path: string): readonly string[] {
    const top = this.outside.filter((folder) => path.startsWith(`${folder}/`)).sort((a, b) => a.length - b.length)[0];
    if (top === undefined) return [];
    const parts = path
      .slice(top.length + 1)
      .split('/')
      .slice(0, -1);
    return [top, ...parts.map((_, i) => `${top}/${parts.slice(0, i + 1).join('/')}`)];
  }

  private section(folder: string): FolderSection | undefined {
    if (this.sections.has(folder)) return this.sections.get(folder);
    const file = folder === '' ? FOLDER_SETTINGS : `${folder}/${FOLDER_SETTINGS}`;
    const text = this.files.read(file);
    const read = text === undefined ? undefined : readFolderSettings(text);
    this.sections.set(folder, read?.section);
    if (read !== undefined && read.problems.length > 0) this.found.set(file, read.problems);
    return read?.section;
  }
}

/** "", "sys", "sys/net" of "sys/net/if.c". */
function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return ['', ...parts.map((_, i) => parts.slice(0, i + 1).join('/'))].filter((folder, i) => i === 0 || folder !== '');
}
