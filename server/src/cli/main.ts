import { parseArgs } from 'node:util';
import { commands } from './commands/index.ts';
import { version } from './version.ts';
import {
  EXIT_INTERNAL,
  EXIT_OK,
  EXIT_USAGE,
  OutputError,
  UsageError,
  type Command,
  type CommonOptions,
  type OptionShapes,
  type ShownTerminal,
  type Terminal,
} from './command.ts';
import { visibleLine, visibleText } from './visible-text.ts';

const COMMON: OptionShapes = {
  arch: { type: 'string' },
  kernconf: { type: 'string' },
  option: { type: 'string', multiple: true },
  module: { type: 'string', multiple: true },
  'module-options': { type: 'string' },
  tree: { type: 'string' },
  'module-path': { type: 'string', multiple: true },
  format: { type: 'string' },
  quiet: { type: 'boolean', short: 'q' },
  'no-cache': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  // Accepted for compatibility; has no effect.
  jobs: { type: 'string' },
};

export function help(): string {
  const rows = commands.map(({ name, usage, summary }) => `  ${`${name} ${usage}`.padEnd(34)} ${summary}`);
  return `vnetscope ${version}: FreeBSD's virtualized globals, read from kernel source

usage: vnetscope COMMAND [ROOT] [options]

${rows.join('\n')}

ROOT is a kernel source tree: the folder that contains sys/, or sys itself. By default the tree around
the current folder, else the bundled sample kernel.

  --arch NAME      amd64 (default) arm64 i386 armv7 riscv64 powerpc64 powerpc64le powerpc mips64
  --kernconf NAME  kernel configuration (default: the machine's GENERIC)
  --option NAME    another kernel option, as in a configuration: VIMAGE, MAXCPU=4 (repeatable)
  --module NAME    a module instead of the kernel (repeatable; several names may follow)
  --module-options WHOSE
                   opt_*.h for modules: kernel (the default) as built with the kernel, own (the default outside the tree) as built alone
  --tree ROOT      the kernel sources for modules outside the tree: vnetscope COMMAND FOLDER... --tree /usr/src;
                   else VNETSCOPE_TREE, else "tree" in the folder's .vnetscope.json
  --module-path FOLDER
                   folder that holds folders of modules outside the tree that others depend on (repeatable)
  --format FORMAT  text (default) or json; check also sarif
  --quiet, --no-cache, --help, --version
`;
}

function helpOf({ name, usage, summary, help: own }: Command): string {
  return `usage: vnetscope ${name} ${usage} [options]\n\n${summary}\n\n${own === undefined ? '' : `${own}\n\n`}Options of all commands, and what ROOT is: vnetscope --help\n`;
}

/** Runs the command line; returns the exit code. Never throws. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  const shown = new Shown(terminal);
  try {
    const code = await run(argv, shown);
    shown.tellPending();
    return code;
  } catch (error) {
    if (error instanceof UsageError || error instanceof OutputError) {
      shown.err(`vnetscope: ${visibleLine(error.message)}${shown.source === undefined ? '' : ` (${shown.source})`}\n`);
      return EXIT_USAGE;
    }
    const reason = error instanceof Error ? error.message : String(error);
    shown.err(`vnetscope: internal error: ${visibleLine(reason)}\n`);
    if (process.env['VNETSCOPE_DEBUG'] !== undefined && error instanceof Error) shown.err(`${error.stack ?? ''}\n`);
    return EXIT_INTERNAL;
  }
}

/** Everything printed to a terminal goes through here. */
class Shown implements ShownTerminal {
  readonly isInteractive: boolean;
  readonly isScreen: boolean;
  readonly folder: string;
  readonly sample: string;
  /** The note about where the answer comes from, until it is printed. */
  source: string | undefined;
  private readonly terminal: Terminal;

  constructor(terminal: Terminal) {
    const { isInteractive, isScreen = false, folder, sample } = terminal;
    this.terminal = terminal;
    this.isInteractive = isInteractive;
    this.isScreen = isScreen;
    this.folder = folder;
    this.sample = sample;
  }

  readonly out = (text: string): void => {
    this.tellPending();
    this.terminal.out(visibleText(text));
  };

  readonly exact = (text: string): void => {
    this.tellPending();
    this.terminal.out(this.isScreen ? visibleText(text) : text);
  };

  get painted(): ShownTerminal['painted'] {
    if (!this.isScreen || this.terminal.hasColors !== true) return undefined;
    return (paint, text) => {
      this.tellPending();
      // What comes from files is made visible first.
      this.terminal.out(paint(visibleText(text)));
    };
  }

  readonly err = (text: string): void => {
    this.terminal.err(visibleText(text));
  };

  readonly progress = (text: string | undefined): void => {
    if (this.isInteractive)
      this.terminal.err(`\r\u001b[K${text === undefined ? '' : `vnetscope: ${visibleLine(text)}`}`);
  };

  tellPending(): void {
    const { source } = this;
    this.source = undefined;
    if (source !== undefined) this.err(`vnetscope: ${source}\n`);
  }
}

async function run([first, ...rest]: readonly string[], terminal: Shown): Promise<number> {
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    terminal.out(help());
    return first === undefined ? EXIT_USAGE : EXIT_OK;
  }
  if (first === '--version' || first === '-V') {
    terminal.out(`vnetscope ${version}\n`);
    return EXIT_OK;
  }
  const command = commands.find(({ name }) => name === first);
  if (command === undefined) throw new UsageError(`no such command: ${first}; try vnetscope --help`);
  const options = parse(command, rest, terminal);
  if (options !== undefined) return command.run(options, terminal);
  terminal.out(helpOf(command));
  return EXIT_OK;
}

/** undefined if help was asked for. */
function parse(command: Command, words: readonly string[], terminal: Shown): CommonOptions | undefined {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...moduleWords(words)],
      options: { ...COMMON, ...command.options },
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
  } catch (error) {
    throw new UsageError(parseTrouble(error));
  }
  const shapes: OptionShapes = { ...COMMON, ...command.options };
  const given = new Set<string>();
  for (const token of parsed.tokens) {
    if (token.kind !== 'option' || shapes[token.name]?.type !== 'string' || shapes[token.name]?.multiple === true)
      continue;
    if (given.has(token.name)) throw new UsageError(`--${token.name} is given twice`);
    given.add(token.name);
  }
  const values: Record<string, string | boolean | (string | boolean)[] | undefined> = parsed.values;
  if (values['help'] === true) return undefined;
  const text = (name: string): string | undefined => (typeof values[name] === 'string' ? values[name] : undefined);
  const list = (name: string): readonly string[] => (Array.isArray(values[name]) ? values[name].map(String) : []);
  const format = text('format') ?? 'text';
  const formats = command.formats ?? ['text', 'json'];
  const chosen = formats.find((one) => one === format);
  if (chosen === undefined) throw new UsageError(`${command.name} has no --format ${format}: ${formats.join(' or ')}`);
  const modules = list('module');
  const [module] = modules;
  if (module !== undefined && command.modules === undefined) throw new UsageError(`${command.name} has no --module`);
  const notFolder = command.modules === 'folders' ? modules.find((name) => !/[/\\]/.test(name)) : undefined;
  if (notFolder !== undefined)
    throw new UsageError(`${command.name} --module wants a folder with a module, not ${notFolder}`);
  const moduleOptions = text('module-options');
  if (moduleOptions !== undefined && moduleOptions !== 'kernel' && moduleOptions !== 'own')
    throw new UsageError(`--module-options wants kernel or own, not ${moduleOptions}`);
  const strange = list('option').find((option) => !/^[A-Za-z_]\w*(?:=.*)?$/s.test(option));
  if (strange !== undefined) throw new UsageError(`--option wants NAME or NAME=VALUE, not ${strange}`);
  const jobs = text('jobs');
  if (jobs !== undefined && !/^[1-9]\d*$/.test(jobs)) throw new UsageError(`--jobs wants a number, not ${jobs}`);
  return {
    words: parsed.positionals,
    arch: text('arch') ?? 'amd64',
    kernconf: text('kernconf'),
    options: list('option'),
    modules,
    moduleOptions,
    format: chosen,
    tree: text('tree'),
    modulePath: list('module-path'),
    folder: terminal.folder,
    tell: (line) => {
      if (values['quiet'] !== true) terminal.err(`vnetscope: ${visibleLine(line)}\n`);
    },
    tellSource: (line) => {
      if (values['quiet'] !== true) terminal.source = line;
    },
    isQuiet: values['quiet'] === true,
    usesCache: values['no-cache'] !== true,
    own: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : value]),
    ),
  };
}

/** An error of node:util's parseArgs, as one line of ours. */
function parseTrouble(error: unknown): string {
  const text = error instanceof Error ? (error.message.split(/\n|\. To specify/)[0] ?? '') : String(error);
  const lacking = /^Option '(?:-\w, )?(--[\w-]+)(?: <value>)?' argument (?:missing|is ambiguous)/.exec(text);
  return lacking === null ? text : `${lacking[1] ?? ''} wants a value`;
}

/** `--module A B C`: every plain word after --module is another module, unless it is a path. */
function moduleWords(words: readonly string[]): readonly string[] {
  const spread: string[] = [];
  let isAfterModule = false;
  for (const word of words) {
    if (word.startsWith('-')) {
      isAfterModule = word === '--module';
      spread.push(word);
      continue;
    }
    const isModule = isAfterModule && (/^\w[\w.+-]*$/.test(word) || spread[spread.length - 1] === '--module');
    if (isModule && spread[spread.length - 1] !== '--module') spread.push('--module');
    spread.push(word);
    isAfterModule = isModule;
  }
  return spread;
}
