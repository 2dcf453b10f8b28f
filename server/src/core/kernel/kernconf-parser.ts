import type { FileSource } from '../text/file-source.ts';
import type { Problem } from '../text/problem.ts';
import type { Config8Era } from './config8-eras.ts';
import type { DeviceEntry, KernconfSettings, OptionEntry } from './kernconf-settings.ts';
import { readKernconfStatements, type KernconfStatement, type KernconfToken } from './kernconf-statements.ts';
import { joinPath } from './tree-path.ts';

const MOST_NESTED_INCLUDES = 32;
/** Files that include themselves twice would be read without end. */
const MOST_INCLUDES = 1000;

/** One `NAME`, `NAME=` or `NAME=value` of a comma list. */
interface ListItem {
  readonly name: string;
  readonly operator: '' | '=' | '+=';
  readonly value: string | undefined;
}

/**
 * Carries out the statements of a KERNCONF as config(8) does (usr.sbin/config/config.y): one object per
 * configuration; run `read` for DEFAULTS first, then for the KERNCONF, then take `settings`.
 */
export class KernconfReader {
  readonly #files: FileSource;
  readonly #era: Config8Era;
  /** sys/<machine>/conf: what config(8) runs in. */
  readonly #confFolder: string;
  readonly #sysDir: string;
  readonly #problems: Problem[] = [];
  readonly #sources: string[] = [];
  readonly #makeOptions = new Map<string, string>();
  readonly #devices = new Map<string, DeviceEntry>();
  readonly #fileLists: string[] = [];
  readonly #hints: string[] = [];
  readonly #environmentFiles: string[] = [];
  readonly #environment: string[] = [];
  /** The first of each name. */
  readonly #optionsByName = new Map<string, OptionEntry>();
  #options: OptionEntry[] = [];
  #cpus: string[] = [];
  #ident = '';
  #machine = '';
  #machineArch = '';
  #maxusers = 0;
  #profiling = 0;
  #file = '';
  #line = 0;
  #depth = 0;
  #includes = 0;

  constructor(files: FileSource, sysDir: string, confFolder: string, era: Config8Era) {
    this.#files = files;
    this.#sysDir = sysDir;
    this.#confFolder = confFolder;
    this.#era = era;
  }

  /** Reads the statements of `text`, the content of `file`, and follows includes in place. */
  read(file: string, text: string): void {
    const outer = { file: this.#file, line: this.#line };
    this.#file = file;
    this.#depth++;
    if (!this.#sources.includes(file)) this.#sources.push(file);
    for (const statement of readKernconfStatements(text)) this.#statement(statement);
    this.#depth--;
    this.#file = outer.file;
    this.#line = outer.line;
  }

  settings(): KernconfSettings {
    return {
      ident: this.#ident,
      machine: this.#machine,
      machineArch: this.#machineArch,
      cpus: this.#cpus,
      options: this.#options,
      makeOptions: this.#makeOptions,
      devices: [...this.#devices.values()],
      hints: this.#hints,
      environmentFiles: this.#environmentFiles,
      environment: this.#environment,
      fileLists: this.#fileLists,
      maxusers: this.#maxusers,
      profiling: this.#profiling,
      sources: this.#sources,
      problems: this.#problems,
    };
  }

  #problem(message: string): void {
    this.#problems.push({ file: this.#file, line: this.#line, message });
  }

  #statement(statement: KernconfStatement): void {
    const [keyword, ...rest] = statement.tokens;
    if (keyword === undefined) return;
    this.#line = statement.line;
    if (keyword.kind !== 'id' || keyword.quoted) {
      this.#problem(`syntax error at ${keyword.text}`);
      return;
    }
    switch (keyword.text) {
      case 'option':
      case 'options':
        for (const item of this.#list(rest, keyword.text)) this.#addOption(item.name, item.value, true);
        return;
      case 'nooption':
      case 'nooptions':
        for (const item of this.#list(rest, keyword.text)) this.#removeOption(item.name);
        return;
      case 'device':
      case 'devices':
        for (const item of this.#list(rest, keyword.text)) this.#addDevice(item.name);
        return;
      case 'nodevice':
      case 'nodevices':
        for (const item of this.#list(rest, keyword.text)) this.#removeDevice(item.name);
        return;
      case 'makeoption':
      case 'makeoptions':
        for (const item of this.#list(rest, keyword.text)) this.#addMakeOption(item);
        return;
      default:
        this.#simpleStatement(keyword.text, rest);
    }
  }

  #simpleStatement(keyword: string, rest: readonly KernconfToken[]): void {
    const first = rest[0]?.text;
    if (first === undefined) {
      this.#problem(`${keyword}: nothing follows`);
      return;
    }
    const surplus = keyword === 'config' ? undefined : rest[keyword === 'machine' ? 2 : 1];
    if (surplus !== undefined) {
      this.#problem(`${keyword}: syntax error at ${surplus.text}`);
      return;
    }
    switch (keyword) {
      case 'include':
        this.#include(first);
        return;
      case 'machine':
        this.#setMachine(first, rest[1]?.text ?? first);
        return;
      case 'ident':
        this.#ident = first;
        return;
      case 'cpu':
        this.#cpus.unshift(first);
        return;
      case 'nocpu':
        this.#cpus = this.#cpus.filter((cpu) => cpu !== first);
        return;
      case 'nomakeoption':
      case 'nomakeoptions':
        this.#makeOptions.delete(first);
        return;
      case 'files':
        this.#fileLists.push(joinPath(this.#confFolder, first));
        return;
      case 'hints':
        this.#hints.unshift(first);
        return;
      case 'env':
        this.#environmentFiles.unshift(first);
        return;
      case 'envvar':
        this.#environment.unshift(first);
        return;
      case 'maxusers':
        this.#maxusers = Number(first) || 0;
        return;
      case 'profile':
        this.#profiling = Number(first) || 0;
        return;
      case 'config':
        this.#addMakeOption({ name: 'KERNEL', operator: '=', value: first });
        if (rest.length > 1) this.#problem('root/dump/swap specifications obsolete');
        return;
      default:
        this.#problem(`syntax error: no such keyword: ${keyword}`);
    }
  }

  /** The items of a comma list; anything else is a problem and ends the list. */
  #list(tokens: readonly KernconfToken[], keyword: string): ListItem[] {
    const items: ListItem[] = [];
    let at = 0;
    while (at < tokens.length) {
      const name = tokens[at++];
      if (name === undefined || name.kind !== 'id') {
        this.#problem(`${keyword}: syntax error at ${name?.text ?? 'the end'}`);
        return items;
      }
      const operator = tokens[at]?.kind;
      if (operator === '=' || operator === '+=') {
        const value = tokens[at + 1];
        at += value === undefined || value.kind === ',' ? 1 : 2;
        items.push({ name: name.text, operator, value: value === undefined || value.kind === ',' ? '' : value.text });
      } else {
        if (name.text.includes('=')) this.#problem("the `=' in options should not be quoted");
        items.push({ name: name.text, operator: '', value: undefined });
      }
      const separator = tokens[at];
      if (separator === undefined) return items;
      if (separator.kind !== ',') {
        this.#problem(`${keyword}: syntax error at ${separator.text}`);
        return items;
      }
      at++;
    }
    if (items.length === 0) this.#problem(`${keyword}: nothing follows`);
    return items;
  }

  /** newopt(): `mayRepeat` is its `dupe`, true for `options` and false for the DEV_ options of devices. */
  #addOption(name: string, value: string | undefined, mayRepeat: boolean): void {
    const entry: OptionEntry = { name, value, file: this.#file, line: this.#line };
    const existing = this.#optionsByName.get(name);
    if (existing === undefined) {
      this.#optionsByName.set(name, entry);
      this.#options.unshift(entry);
      return;
    }
    if (!mayRepeat) return;
    const before = existing.value ?? '1';
    if (before !== (value ?? '1')) {
      const holds = this.#era.repeatedOption === 'last' ? (value ?? '1') : before;
      this.#problem(`option ${name} is given twice, as ${before} and as ${value ?? '1'}; ${holds} is used`);
    }
    if (this.#era.repeatedOption === 'last') this.#options.push(entry);
  }

  /** rmopt_schedule() */
  #removeOption(name: string): void {
    if (!this.#optionsByName.delete(name)) return;
    this.#options = this.#options.filter((option) => option.name !== name);
  }

  #addDevice(name: string): void {
    this.#addOption(`DEV_${name.toUpperCase()}`, '1', false);
    const existing = this.#devices.get(name);
    if (existing === undefined) this.#devices.set(name, { name, file: this.#file, line: this.#line });
    else if (existing.file === this.#file) this.#problem(`duplicate device ${name}`);
  }

  #removeDevice(name: string): void {
    this.#removeOption(`DEV_${name.toUpperCase()}`);
    this.#devices.delete(name);
  }

  #addMakeOption(item: ListItem): void {
    const value = item.value ?? '';
    const existing = this.#makeOptions.get(item.name);
    if (existing === undefined) this.#makeOptions.set(item.name, value);
    else if (item.operator === '+=') this.#makeOptions.set(item.name, `${existing} ${value}`);
  }

  #setMachine(machine: string, machineArch: string): void {
    if (this.#machine !== '' && this.#machine !== machine) {
      this.#problem(`only one machine directive is allowed: ${this.#machine}, then ${machine}`);
      return;
    }
    this.#machine = machine;
    this.#machineArch = machineArch;
  }

  /** include(): beside the KERNCONF first, then in sys/conf unless the name begins with '.' or '/'. */
  #include(name: string): void {
    if (this.#depth >= MOST_NESTED_INCLUDES || ++this.#includes > MOST_INCLUDES) {
      this.#problem(`include ${name}: nested too deeply`);
      return;
    }
    const candidates = [joinPath(this.#confFolder, name)];
    if (!name.startsWith('.') && !name.startsWith('/')) candidates.push(joinPath(this.#sysDir, `conf/${name}`));
    for (const path of candidates) {
      const text = this.#files.read(path);
      if (text === undefined) continue;
      this.read(path, text);
      return;
    }
    this.#problem(`cannot open included file ${name}`);
  }
}
