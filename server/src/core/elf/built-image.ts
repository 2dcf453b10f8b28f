import type { Inflate } from './compressed.ts';
import { ctfSizes } from './ctf-section.ts';
import { debugVariables, type DebugVariable } from './dwarf-variables.ts';
import { ElfDamage } from './elf-bytes.ts';
import {
  attempt,
  findSection,
  isUnreadable,
  readElf,
  sectionBytes,
  SHF_COMPRESSED,
  SHT_DYNSYM,
  SHT_NOBITS,
  type ElfFile,
  type ElfKind,
  type ElfSection,
  type Unreadable,
} from './elf-file.ts';
import { STT_FILE, STT_NOTYPE, STT_OBJECT, symbolsOf, symbolTable, type ElfSymbol } from './elf-symbols.ts';

/** A variable of a linker set as a built kernel or module holds it. */
export interface BuiltVariable {
  /** Without the set's prefix. */
  readonly name: string;
  /** Bytes from the set's start. */
  readonly offset: number;
  readonly size: number;
  readonly binding: 'local' | 'global';
  /** The source as the compiler was given it, from DWARF; for a local symbol without DWARF its base name. */
  readonly source: string | undefined;
  /** Size of the type as DWARF or CTF says it. */
  readonly typeSize: number | undefined;
}

/** What a built kernel or module contains about itself and one of its linker sets: plain data. */
export interface BuiltImage {
  readonly kind: ElfKind;
  readonly machine: string;
  readonly wordBits: 32 | 64;
  readonly isLittleEndian: boolean;
  /** undefined: the file has no such section. */
  readonly section: { readonly size: number; readonly align: number } | undefined;
  /** By offset. */
  readonly variables: readonly BuiltVariable[];
  /** False if the file has only dynamic symbols: local variables are then invisible. */
  readonly hasLocalSymbols: boolean;
  /** Where the types' sizes come from. */
  readonly typesFrom: 'DWARF' | 'CTF' | undefined;
  /** Why existing debugging information was not used. */
  readonly typesUnread: string | undefined;
  /** What the compilers and the linker wrote into .comment, and DW_AT_producer. */
  readonly producers: readonly string[];
  /** __FreeBSD_version that a kernel was built as: its variable `osreldate`. */
  readonly osreldate: number | undefined;
  /** The configuration that `options INCLUDE_CONFIG_FILE` puts into a kernel. */
  readonly configuration: string | undefined;
}

/** Reads a kernel or a module: `set_vnet` and the symbols `vnet_entry_*`. Never throws for any bytes. */
export function readBuiltImage(
  bytes: Uint8Array,
  setName: string,
  prefix: string,
  inflate: Inflate,
): BuiltImage | Unreadable {
  const file = readElf(bytes);
  return isUnreadable(file) ? file : attempt(() => readImage(file, setName, prefix, inflate));
}

function readImage(file: ElfFile, setName: string, prefix: string, inflate: Inflate): BuiltImage {
  const section = findSection(file, setName);
  const table = symbolTable(file);
  if (table === undefined && section !== undefined) throw new ElfDamage('it has no symbols (stripped)');
  const symbols =
    table === undefined ? { members: [], osreldate: undefined } : readSymbols(file, table, section, prefix);
  const debug = readDebug(file, section, prefix, inflate);
  const compact: CompactFacts = debug.isThere || section === undefined ? NO_CTF : readCompact(file, inflate);
  const variables = symbols.members.map(({ symbol, offset, source }) => {
    const described = debug.byOffset.get(offset) ?? debug.byName.get(symbol.name);
    return {
      name: symbol.name.slice(prefix.length),
      offset,
      size: symbol.size,
      binding: symbol.binding === 'local' ? ('local' as const) : ('global' as const),
      source: described?.unit ?? source,
      typeSize: described?.sizeBytes ?? compact.sizes?.get(symbol.index),
    };
  });
  return {
    kind: file.kind,
    machine: file.machine.name,
    wordBits: file.wordBits,
    isLittleEndian: file.isLittleEndian,
    section: section === undefined ? undefined : { size: section.size, align: section.align },
    variables: variables.sort((a, b) => a.offset - b.offset || (a.name < b.name ? -1 : 1)),
    hasLocalSymbols: table !== undefined && table.type !== SHT_DYNSYM,
    typesFrom: debug.isThere ? 'DWARF' : compact.sizes === undefined ? undefined : 'CTF',
    typesUnread: debug.unread ?? compact.unread,
    producers: [...new Set([...comments(file), ...debug.producers])],
    osreldate: symbols.osreldate,
    configuration: embeddedConfiguration(file),
  };
}

interface Member {
  readonly symbol: ElfSymbol;
  readonly offset: number;
  readonly source: string | undefined;
}

function readSymbols(
  file: ElfFile,
  table: ElfSection,
  section: ElfSection | undefined,
  prefix: string,
): { readonly members: readonly Member[]; readonly osreldate: number | undefined } {
  const members: Member[] = [];
  let osreldate: number | undefined;
  let unit: string | undefined;
  for (const symbol of symbolsOf(file, table)) {
    if (symbol.type === STT_FILE) unit = symbol.name;
    else if (symbol.name === 'osreldate') osreldate = valueOf(file, symbol);
    if (section === undefined || symbol.section !== section.index || !symbol.name.startsWith(prefix)) continue;
    if (symbol.type !== STT_OBJECT && symbol.type !== STT_NOTYPE) continue;
    const offset = file.kind === 'relocatable' ? symbol.value : symbol.value - section.address;
    if (offset < 0n || offset > BigInt(section.size)) throw new ElfDamage(`${symbol.name} is outside ${section.name}`);
    members.push({ symbol, offset: Number(offset), source: symbol.binding === 'local' ? unit : undefined });
  }
  return { members, osreldate };
}

/** An int that a symbol stands for. */
function valueOf(file: ElfFile, symbol: ElfSymbol): number | undefined {
  const section = file.sections[symbol.section];
  if (section === undefined || section.type === SHT_NOBITS || symbol.size !== 4) return undefined;
  const at = Number(file.kind === 'relocatable' ? symbol.value : symbol.value - section.address);
  return at >= 0 && at + 4 <= section.size ? file.bytes.u32(section.offset + at) : undefined;
}

interface DebugFacts {
  readonly isThere: boolean;
  readonly unread: string | undefined;
  readonly byOffset: ReadonlyMap<number, DebugVariable>;
  /** Names for which DWARF describes exactly one variable. */
  readonly byName: ReadonlyMap<string, DebugVariable>;
  readonly producers: readonly string[];
}

/** Debugging information is optional: without it, or if it is damaged, the symbols are used alone. */
function readDebug(file: ElfFile, section: ElfSection | undefined, prefix: string, inflate: Inflate): DebugFacts {
  const info = findSection(file, '.debug_info');
  const nothing = { isThere: false, unread: undefined, byOffset: new Map(), byName: new Map(), producers: [] };
  if (info === undefined || section === undefined) return nothing;
  const variables = attempt(() => debugVariables(file, prefix, inflate));
  if (variables === undefined)
    return {
      ...nothing,
      unread: (info.flags & SHF_COMPRESSED) === 0 ? undefined : 'DWARF is compressed, but not by zlib',
    };
  if ('unreadable' in variables) return { ...nothing, unread: `DWARF: ${variables.unreadable}` };
  const byOffset = new Map<number, DebugVariable>();
  const byName = new Map<string, DebugVariable>();
  const twice = new Set<string>();
  for (const variable of variables) {
    const { address, name } = variable;
    if (
      address !== undefined &&
      (address.section === undefined ? file.kind !== 'relocatable' : address.section === section.index)
    ) {
      byOffset.set(Number(address.section === undefined ? address.value - section.address : address.value), variable);
    }
    if (byName.has(name)) twice.add(name);
    byName.set(name, variable);
  }
  for (const name of twice) byName.delete(name);
  return {
    isThere: variables.length > 0,
    unread: undefined,
    byOffset,
    byName,
    producers: variables.flatMap(({ producer }) => producer ?? []),
  };
}

interface CompactFacts {
  /** By the symbol's index; undefined without CTF. */
  readonly sizes: ReadonlyMap<number, number> | undefined;
  readonly unread: string | undefined;
}

const NO_CTF: CompactFacts = { sizes: undefined, unread: undefined };

/** CTF gives sizes if DWARF does not: installed kernels have CTF, but their DWARF is stripped. */
function readCompact(file: ElfFile, inflate: Inflate): CompactFacts {
  const sizes = attempt(() => ctfSizes(file, inflate));
  if (sizes === undefined) return NO_CTF;
  return 'unreadable' in sizes
    ? { sizes: undefined, unread: `CTF: ${sizes.unreadable}` }
    : { sizes, unread: undefined };
}

/** The texts of .comment, NUL between them. */
function comments(file: ElfFile): readonly string[] {
  const section = findSection(file, '.comment');
  if (section === undefined) return [];
  return plainText(file, section)
    .split('\0')
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

function embeddedConfiguration(file: ElfFile): string | undefined {
  const section = findSection(file, 'kern_conf');
  if (section === undefined) return undefined;
  return plainText(file, section).replace(/\0[^]*$/, '');
}

function plainText(file: ElfFile, section: ElfSection): string {
  const bytes = sectionBytes(file, section);
  let text = '';
  for (let at = 0; at < bytes.size; at++) text += String.fromCharCode(bytes.u8(at));
  return text;
}
