// A copy of the sample kernel on disk that is edited at random, by seed, as a developer and git would edit it.
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Seeded } from './seeded.ts';

const FUNCTION_END = /\n\}\n/g;

export class EditedKernel {
  readonly root: string;
  private readonly random: Seeded;
  /** What was removed or renamed, to be put back later. */
  private readonly gone: { readonly file: string; readonly text: string }[] = [];
  private readonly before = new Map<string, string>();
  private number = 0;

  constructor(seed: number, from = path.resolve(import.meta.dirname, '../minikernel')) {
    this.random = new Seeded(seed);
    this.root = mkdtempSync(path.join(os.tmpdir(), 'vnetscope-edited-'));
    cpSync(from, this.root, { recursive: true });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Makes one edit; says which. */
  edit(): string {
    this.number++;
    const kinds: (() => string | undefined)[] = [
      () => this.inSource((text) => this.afterFunction(text, this.functionText())),
      () => this.inSource((text) => this.inBody(text, `\tedit_call_${this.number}();\n`)),
      () => this.inSource((text) => this.inBody(text, `\t${this.accessor()}++;\n`)),
      () => this.inSource((text) => this.inBody(text, '\tCURVNET_SET(vnet0);\n')),
      () => this.inSource((text) => `${text}VNET_DEFINE(int, edited_${this.number}) = ${this.number};\n`),
      () => this.inSource((text) => `${text}VNET_DEFINE_STATIC(struct edited_nothing, edited_${this.number});\n`),
      () => this.inSource((text) => `${text}#define EDITED(x) (${this.accessor()} + (x))\n`),
      () => this.inSource((text) => `/* a line more */\n${text}`),
      () => this.inSource((text) => this.withoutLine(text)),
      () =>
        this.inHeader(
          (text) => `${text}#define EDITED_${this.number % 3}(x) do { ${this.accessor()} = (x); } while (0)\n`,
        ),
      () =>
        this.inHeader(
          (text) =>
            `${text}VNET_DECLARE(int, edited_${this.number});\n#define V_edited_${this.number} VNET(edited_${this.number})\n`,
        ),
      () => this.inHeader((text) => `#include <net/if.h>\n${text}`),
      () => this.inHeader((text) => this.withMember(text)),
      () => this.inHeader((text) => this.withoutLine(text)),
      () => this.inSource((text) => this.inBody(text, `\tEDITED_${this.number % 3}(1);\n`)),
      () => this.takeAway(),
      () => this.rename(),
      () => this.putBack(),
      () => this.putBack(),
      () => this.undo(),
      () => this.undo(),
      () => this.inConf(),
      () => this.inMakefile(),
    ];
    for (;;) {
      const told = this.random.pick(kinds)();
      if (told !== undefined) return `${this.number}: ${told}`;
    }
  }

  private files(wanted: RegExp): readonly string[] {
    return readdirSync(this.root, { recursive: true, encoding: 'utf8' })
      .filter((file) => wanted.test(file))
      .sort();
  }

  private read(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  /** No two writes have the same time: the disk's clock is coarse. */
  private write(file: string, text: string): void {
    const place = path.join(this.root, file);
    if (existsSync(place) && !this.before.has(file)) this.before.set(file, this.read(file));
    writeFileSync(place, text);
    utimesSync(place, 1_500_000_000 + this.number, 1_500_000_000 + this.number);
  }

  private change(wanted: RegExp, edit: (text: string) => string | undefined): string | undefined {
    const file = this.random.pick(this.files(wanted));
    const text = this.read(file);
    const after = edit(text);
    if (after === undefined || after === text) return undefined;
    this.write(file, after);
    return `${file}: ${text.length} to ${after.length} characters`;
  }

  private inSource(edit: (text: string) => string | undefined): string | undefined {
    return this.change(/^sys\/(net|netinet|netinet6|kern)\/.*\.c$/, edit);
  }

  private inHeader(edit: (text: string) => string | undefined): string | undefined {
    return this.change(/^sys\/(net|netinet|netinet6|sys)\/.*\.h$/, edit);
  }

  private place(text: string, mark: RegExp): number | undefined {
    const places = [...text.matchAll(mark)].map(({ index }) => index);
    return places.length === 0 ? undefined : this.random.pick(places);
  }

  private inBody(text: string, line: string): string | undefined {
    const at = this.place(text, FUNCTION_END);
    return at === undefined ? undefined : `${text.slice(0, at + 1)}${line}${text.slice(at + 1)}`;
  }

  private afterFunction(text: string, added: string): string | undefined {
    const at = this.place(text, FUNCTION_END);
    return at === undefined ? undefined : `${text.slice(0, at + 3)}${added}${text.slice(at + 3)}`;
  }

  private withMember(text: string): string | undefined {
    const at = this.place(text, /\n\};?\n/g);
    return at === undefined ? undefined : `${text.slice(0, at)}\n\tlong edited_member_${this.number};${text.slice(at)}`;
  }

  private withoutLine(text: string): string | undefined {
    const at = this.place(text, /\n[^\n]+;(?=\n)/g);
    return at === undefined ? undefined : text.slice(0, at) + text.slice(text.indexOf('\n', at + 1));
  }

  private accessor(): string {
    const names = this.files(/\.h$/).flatMap((file) => this.read(file).match(/\bV_\w+/g) ?? []);
    return names.length === 0 ? 'V_nothing' : this.random.pick(names);
  }

  private functionText(): string {
    return `\nvoid\nedited_function_${this.number}(void)\n{\n\t${this.accessor()} = 0;\n}\n`;
  }

  private takeAway(): string {
    const file = this.random.pick(this.files(/^sys\/(net|netinet|netinet6)\/.*\.[ch]$/));
    this.gone.push({ file, text: this.read(file) });
    rmSync(path.join(this.root, file));
    return `${file} removed`;
  }

  private rename(): string {
    const file = this.random.pick(this.files(/^sys\/(net|netinet)\/.*\.[ch]$/));
    const to = file.replace(/(\.[ch])$/, `_${this.number}$1`);
    this.gone.push({ file, text: this.read(file) });
    renameSync(path.join(this.root, file), path.join(this.root, to));
    return `${file} renamed to ${to}`;
  }

  private putBack(): string | undefined {
    const last = this.gone.pop();
    if (last === undefined) return undefined;
    this.write(last.file, last.text);
    return `${last.file} put back`;
  }

  /** As a switch of branches: a file gets an earlier content. */
  private undo(): string | undefined {
    const files = [...this.before.keys()].filter((file) => existsSync(path.join(this.root, file)));
    if (files.length === 0) return undefined;
    const file = this.random.pick(files);
    const text = this.before.get(file) ?? '';
    if (this.read(file) === text) return undefined;
    this.write(file, text);
    return `${file} as it was first`;
  }

  private inConf(): string | undefined {
    const line = this.random.pick(['options \tMAXCPU=8', 'nooptions \tINET6', 'options \tTCPDEBUG', 'nodevice \tloop']);
    return this.change(/^sys\/amd64\/conf\/GENERIC$/, (text) =>
      text.includes(line) ? text.replace(`${line}\n`, '') : `${text}${line}\n`,
    );
  }

  private inMakefile(): string | undefined {
    return this.change(/^sys\/modules\/[^/]+\/Makefile$/, (text) =>
      this.random.chance(0.5)
        ? `${text}CFLAGS+=\t-DEDITED=${this.number}\n`
        : text.replace(/CFLAGS\+=\t-DEDITED.*\n/, ''),
    );
  }
}
