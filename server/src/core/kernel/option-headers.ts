import type { FileSource } from '../text/file-source.ts';
import type { Problem } from '../text/problem.ts';
import { ConfigWordReader, END_OF_FILE, END_OF_LINE } from './config-words.ts';
import type { KernconfSettings, OptionEntry } from './kernconf-settings.ts';
import { nearNamesPhrase } from './near-names.ts';
import { joinPath } from './tree-path.ts';

/** The header of each option, after sys/conf/options, options.<machine> and options-compat. */
interface OptionTable {
  /** Option -> header, in config(8)'s order (struct opt_list otab): the line read last comes first. */
  readonly headers: ReadonlyMap<string, string>;
  /** Old name -> present name (options-compat). */
  readonly aliases: ReadonlyMap<string, string>;
}

/** MAXUSERS within these bounds, unless 0: mkoptions.c, struct users. */
const LEAST_MAXUSERS = 2;

export interface OptionHeaders {
  /** "opt_inet.h" -> text; every header the options files name is there, empty or not. */
  readonly headers: ReadonlyMap<string, string>;
  /** The options in force, with the values in their headers; includes DEV_* and those that config(8) adds. */
  readonly values: ReadonlyMap<string, string>;
  /** Names without a value: these select files (read_file in mkmakefile.c), compared without case. */
  readonly selecting: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/** read_option_file() */
function readOptionFile(text: string, file: string, into: Map<string, string>, problems: Problem[]): void {
  const reader = new ConfigWordReader(text);
  const add = (name: string, header: string | undefined, line: number): void => {
    if (into.has(name)) problems.push({ file, line, message: `duplicate option ${name}` });
    else into.set(name, header ?? `opt_${name.toLowerCase()}.h`);
  };
  for (;;) {
    const name = reader.word();
    if (name === END_OF_FILE) return;
    if (name === END_OF_LINE) continue;
    if (name.startsWith('#')) {
      reader.skipLine();
      continue;
    }
    const { line } = reader;
    const header = reader.word();
    add(name, header === END_OF_LINE || header === END_OF_FILE ? undefined : header, line);
  }
}

/** read_options() */
function readOptionTable(files: FileSource, sysDir: string, machine: string, problems: Problem[]): OptionTable {
  const inOrder = new Map<string, string>();
  for (const name of ['conf/options', `conf/options.${machine}`]) {
    const path = joinPath(sysDir, name);
    const text = files.read(path);
    if (text === undefined)
      problems.push({ file: path, line: 0, message: 'cannot be read: its options go into no header' });
    else readOptionFile(text, path, inOrder, problems);
  }
  const aliases = new Map<string, string>();
  const compatPath = joinPath(sysDir, 'conf/options-compat');
  const compat = files.read(compatPath);
  if (compat !== undefined) readOptionFile(compat, compatPath, aliases, problems);
  return { headers: new Map([...inOrder].reverse()), aliases };
}

/** The options config(8) adds by itself: options() in mkoptions.c. The list's head comes first. */
function withImpliedOptions(settings: KernconfSettings, table: OptionTable): OptionEntry[] {
  const implied = (name: string, value: string | undefined): OptionEntry => ({ name, value, file: '', line: 0 });
  const list = [...settings.options];
  for (const cpu of settings.cpus) list.unshift(implied(cpu, undefined));
  const maxusers = settings.maxusers === 0 ? 0 : Math.max(LEAST_MAXUSERS, settings.maxusers);
  list.unshift(implied('MAXUSERS', String(maxusers)));
  const machineArch = settings.machineArch.toLowerCase();
  for (const name of table.headers.keys()) {
    if (name.toLowerCase() !== machineArch) continue;
    list.unshift(implied(name, undefined));
    break;
  }
  return list.map((entry) => {
    const present = table.headers.has(entry.name) ? table.aliases.get(entry.name) : undefined;
    return present === undefined ? entry : { ...entry, name: present };
  });
}

/**
 * The header's text after do_option() has put one more option into it. The old lines are read back word by word and
 * pushed onto a list, so each rewrite reverses their order; the new option comes first.
 */
function rewriteHeader(text: string, name: string, value: string): string {
  const reader = new ConfigWordReader(text);
  let lines: string[] = [];
  let seen = false;
  for (;;) {
    const define = reader.word();
    const option = define === END_OF_LINE || define === END_OF_FILE ? define : reader.word();
    const old = option === END_OF_LINE || option === END_OF_FILE ? option : reader.word();
    if (old === END_OF_LINE || old === END_OF_FILE || option === null) break;
    if (option === name) seen = true;
    lines.unshift(`#define ${option} ${option === name ? value : old}\n`);
    if (reader.word() === END_OF_FILE) break;
  }
  if (!seen) lines = [`#define ${name} ${value}\n`, ...lines];
  return lines.join('');
}

/**
 * Writes opt_*.h exactly as config(8) does in an empty build folder (usr.sbin/config/mkoptions.c).
 * An option that no options file names is a problem at its line (config(8) refuses such a kernel).
 */
export function makeOptionHeaders(files: FileSource, sysDir: string, settings: KernconfSettings): OptionHeaders {
  const problems: Problem[] = [];
  const table = readOptionTable(files, sysDir, settings.machine, problems);
  const list = withImpliedOptions(settings, table);

  const values = new Map<string, string>();
  const selecting = new Set<string>();
  for (const entry of list) {
    values.set(entry.name, entry.value ?? '1');
    if (entry.value === undefined) selecting.add(entry.name.toLowerCase());
  }

  const headers = new Map<string, string>();
  for (const [name, header] of table.headers) {
    const value = values.get(name);
    const text = headers.get(header);
    if (text === undefined) headers.set(header, value === undefined ? '' : `#define ${name} ${value}\n`);
    else if (value !== undefined) headers.set(header, rewriteHeader(text, name, value));
  }

  for (const entry of list) {
    if (table.headers.has(entry.name) || entry.name.startsWith('DEV_')) continue;
    const near = nearNamesPhrase(entry.name, [...table.headers.keys()]);
    problems.push({ file: entry.file, line: entry.line, message: `unknown option ${entry.name}${near}` });
  }
  return { headers, values, selecting, problems };
}
