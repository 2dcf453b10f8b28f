import type { ModuleOptions } from '../core/analysis/workspace/workspace.ts';

/** What every command gets: the words after its name, parsed. */
export interface CommonOptions {
  /** Positional words. */
  readonly words: readonly string[];
  readonly arch: string;
  readonly kernconf: string | undefined;
  readonly options: readonly string[];
  readonly modules: readonly string[];
  /** undefined: the kernel's for modules of the tree, their own for those outside. */
  readonly moduleOptions: ModuleOptions | undefined;
  /** --tree: the kernel's sources, for modules outside of them. */
  readonly tree: string | undefined;
  /** --module-path: folders with modules that others depend on. */
  readonly modulePath: readonly string[];
  readonly format: 'text' | 'json' | 'sarif' | 'markdown';
  readonly isQuiet: boolean;
  readonly usesCache: boolean;
  /** The folder that the command was given in. */
  readonly folder: string;
  /** Prints a line beside the answer; suppressed by --quiet. */
  readonly tell: (line: string) => void;
  /** Prints, before the answer, where it comes from. A command that fails says so in its own error line. */
  readonly tellSource: (line: string) => void;
  /** The command's own options, by name. */
  readonly own: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
}

/** Where a command's answer goes. Tests give their own. */
export interface Terminal {
  readonly out: (text: string) => void;
  /** Progress and errors. */
  readonly err: (text: string) => void;
  /** Progress is shown on a terminal only. */
  readonly isInteractive: boolean;
  /** True if `out` is a terminal's screen. */
  readonly isScreen?: boolean;
  /** True when that screen may show colours. */
  readonly hasColors?: boolean;
  readonly folder: string;
  /** Folder of the bundled sample kernel. */
  readonly sample: string;
}

/** The terminal that commands get: control characters in file names and sources are made visible. */
export interface ShownTerminal extends Terminal {
  /** Shows on a terminal what is being done, in a line that the next one replaces; undefined clears it. */
  readonly progress: (text: string | undefined) => void;
  /** For output that another program reads byte by byte: written as it is, except to a screen. */
  readonly exact: (text: string) => void;
  /** For a screen that shows colours, with escape sequences of ours; undefined where none are wanted (NO_COLOR). */
  readonly painted: ((paint: (text: string) => string, text: string) => void) | undefined;
}

export const EXIT_OK = 0;
export const EXIT_FINDINGS = 1;
export const EXIT_USAGE = 2;
export const EXIT_INTERNAL = 3;

/** The option shapes of node:util's parseArgs. */
export type OptionShapes = Readonly<
  Record<string, { readonly type: 'string' | 'boolean'; readonly multiple?: boolean; readonly short?: string }>
>;

export interface Command {
  readonly name: string;
  /** One line for --help, after the name. */
  readonly usage: string;
  readonly summary: string;
  readonly options: OptionShapes;
  /** Values of --format; text and json by default. */
  readonly formats?: readonly CommonOptions['format'][];
  /** What --module may name: modules of the tree, folders of modules outside it, or files; undefined: no --module. */
  readonly modules?: 'names' | 'folders' | 'files';
  /** --help's text for its own options, one line each. */
  readonly help?: string;
  readonly run: (options: CommonOptions, terminal: ShownTerminal) => number | Promise<number>;
}

/** Output cannot be written: one line, exit code 2. */
export class OutputError extends Error {
  constructor(error: unknown) {
    const reason = error instanceof Error ? error.message.replace(/, write$/, '') : String(error);
    super(`the output cannot be written: ${reason}`);
  }
}

/** A usage error or unreadable input: one line, exit code 2. */
export class UsageError extends Error {}
