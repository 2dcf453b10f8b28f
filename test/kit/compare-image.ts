// A kernel image held to the file that a compiler and linker made of its objects: every byte, every relocation, every
// entry.
import type {
  KernelImage,
  ModuleImage,
  RelocationTarget,
  SetContents,
  SysinitEntry,
} from '../../server/src/core/simulator/kernel-image.ts';
import type { RecordView } from '../../server/src/core/simulator/type-view.ts';
import type { ElfImage, ElfPlace } from './elf-image.ts';

export interface ImageComparison {
  readonly bytes: number;
  readonly relocations: number;
  readonly sysinitCount: number;
  readonly vnetSysinits: number;
  readonly sysctlCount: number;
  readonly unknown: readonly string[];
  readonly mismatches: readonly string[];
}

type Image = Pick<KernelImage | ModuleImage, 'sets' | 'sysinits' | 'sysctls'>;

/** `pointerBytes` is the machine's, `oid` the view of its struct sysctl_oid. */
export function compareImage(
  image: Image,
  elf: ElfImage,
  pointerBytes: number,
  oid: RecordView | undefined,
): ImageComparison {
  const comparer = new Comparer(image, elf, pointerBytes);
  for (const set of ['set_vnet', 'set_pcpu'] as const) comparer.set(set, image.sets[set]);
  comparer.sysinits('set_sysinit_set', image.sysinits.sysinits);
  comparer.sysinits('set_sysuninit_set', image.sysinits.sysuninits);
  if (oid !== undefined) comparer.sysctls(oid);
  return comparer;
}

class Comparer implements ImageComparison {
  bytes = 0;
  relocations = 0;
  sysinitCount = 0;
  vnetSysinits = 0;
  sysctlCount = 0;
  readonly unknown: string[] = [];
  readonly mismatches: string[] = [];
  private readonly image: Image;
  private readonly elf: ElfImage;
  private readonly pointerBytes: number;

  constructor(image: Image, elf: ElfImage, pointerBytes: number) {
    this.image = image;
    this.elf = elf;
    this.pointerBytes = pointerBytes;
  }

  set(name: string, contents: SetContents | undefined): void {
    const section = this.elf.section(name);
    if (section === undefined || contents === undefined) {
      if ((section === undefined) !== (contents === undefined))
        this.mismatches.push(`${name}: ${contents === undefined ? 'not in the image' : 'not in the file'}`);
      return;
    }
    if (section.size !== contents.sizeBytes)
      this.mismatches.push(`${name}: ${contents.sizeBytes} bytes, in the file ${section.size}`);
    const theirs = this.elf.object(section, section.size);
    const hidden = new Uint8Array(section.size);
    for (const { offsetBytes, sizeBytes, reason } of contents.unknowns) {
      hidden.fill(1, offsetBytes, offsetBytes + sizeBytes);
      this.unknown.push(`${name}+${offsetBytes}: ${reason}`);
    }
    const wrong = [...theirs.bytes.keys()].filter((i) => hidden[i] === 0 && theirs.bytes[i] !== contents.bytes[i]);
    this.bytes += section.size;
    if (wrong.length > 0)
      this.mismatches.push(
        `${name}: ${wrong.length} bytes differ, first at ${wrong[0]}: ${contents.members.find(({ offsetBytes, sizeBytes }) => offsetBytes <= wrong[0]! && offsetBytes + sizeBytes > wrong[0]!)?.name}`,
      );
    const ours = contents.relocations.filter(({ offsetBytes }) => hidden[offsetBytes] === 0);
    const found = theirs.relocations.filter(({ offset }) => hidden[offset] === 0);
    if (ours.map((one) => one.offsetBytes).join() !== found.map((one) => one.offset).join())
      this.mismatches.push(
        `${name}: relocations at ${ours.map((one) => one.offsetBytes).join()}, in the file at ${found.map((one) => one.offset).join()}`,
      );
    for (const [i, { addend, target, offsetBytes }] of ours.entries()) {
      this.relocations++;
      const place = found[i]?.target;
      const problem = place === undefined ? 'missing' : this.targetProblem(target, addend, place);
      if (problem !== undefined) this.mismatches.push(`${name}+${offsetBytes}: ${problem}`);
    }
  }

  sysinits(set: string, entries: readonly SysinitEntry[]): void {
    const places = this.entries(set);
    if (places.length !== entries.length)
      this.mismatches.push(`${set}: ${entries.length} entries, in the file ${places.length}`);
    for (const [i, entry] of entries.entries()) {
      const place = places[i];
      if (place === undefined) return;
      this.sysinitCount++;
      const theirs = this.sysinit(place);
      const ours = `${entry.subsystem.value} ${entry.order.value} ${entry.function}(${entry.argument})`;
      if (!theirs.includes(ours))
        this.mismatches.push(`${set}[${i}] ${entry.identifier}: ${ours}, in the file ${theirs.join(' or ')}`);
      const { vnet } = entry;
      if (vnet === undefined) continue;
      this.vnetSysinits++;
      const target = this.elf
        .object(place, 8 + 2 * this.pointerBytes)
        .relocations.find(({ offset }) => offset === 8 + this.pointerBytes)?.target;
      const inner = target === undefined ? [] : this.sysinit(target);
      const own = `${vnet.subsystem.value} ${vnet.order.value} ${vnet.function}(${vnet.argument})`;
      if (!inner.includes(own))
        this.mismatches.push(
          `${set}[${i}] ${entry.identifier}: vnet_sysinit ${own}, in the file ${inner.join(' or ')}`,
        );
    }
  }

  sysctls(oid: RecordView): void {
    const at = new Map(
      oid.fields.map(({ name, offsetBits, view }) => [name, { offset: offsetBits / 8, size: view.sizeBytes }]),
    );
    const field = (name: string): { offset: number; size: number } => at.get(name) ?? { offset: 0, size: 0 };
    // Static variables of a function ("f.name"): KFAIL_POINT_ERROR( ) makes oids in bodies, which the image leaves out.
    const places = this.entries('set_sysctl_set').filter(
      (place) => !this.names(place).some((name) => /^\S+\.\S+$/.test(name)),
    );
    if (places.length !== this.image.sysctls.length)
      this.mismatches.push(`set_sysctl_set: ${this.image.sysctls.length} entries, in the file ${places.length}`);
    for (const [i, ours] of this.image.sysctls.entries()) {
      const place = places[i];
      if (place === undefined) return;
      this.sysctlCount++;
      const { bytes, relocations } = this.elf.object(place, oid.sizeBytes);
      const target = (name: string): ElfPlace | undefined =>
        relocations.find(({ offset }) => offset === field(name).offset)?.target;
      const complain = (what: string): void => {
        this.mismatches.push(`set_sysctl_set[${i}] ${ours.name}: ${what}`);
      };
      if (this.integer(bytes, field('oid_kind')) !== BigInt.asUintN(32, BigInt(ours.kind)))
        complain(`kind ${ours.kind.toString(16)}`);
      if (
        ours.arg2 !== undefined &&
        target('oid_arg2') === undefined &&
        BigInt.asIntN(field('oid_arg2').size * 8, this.integer(bytes, field('oid_arg2'))) !== BigInt(ours.arg2)
      )
        complain(`arg2 ${ours.arg2}`);
      for (const [name, text] of [
        ['oid_name', ours.leaf],
        ['oid_fmt', ours.format],
        ['oid_descr', ours.description],
      ] as const) {
        const found = target(name);
        // A description may also be an array of its own (linuxkpi's MODULE_PARM_DESC): then the image has none.
        const isArray = name === 'oid_descr' && text === '' && found !== undefined && this.names(found).length > 0;
        if (!isArray && (found !== undefined ? this.text(found) !== text : text !== '')) complain(`${name} ${text}`);
      }
      const handler = target('oid_handler');
      if (handler === undefined ? ours.handler !== undefined : !this.names(handler).includes(ours.handler ?? ''))
        complain(`handler ${ours.handler ?? 'NULL'}`);
      const arg1 = target('oid_arg1');
      if (arg1 === undefined ? ours.arg1 !== undefined : ours.arg1 === undefined) complain('arg1 is NULL in one');
      else if (arg1 !== undefined && ours.arg1 !== undefined) {
        const problem = this.targetProblem(ours.arg1.target, ours.arg1.addend, arg1);
        if (problem !== undefined) complain(`arg1: ${problem}`);
      }
    }
  }

  private entries(set: string): readonly ElfPlace[] {
    const section = this.elf.section(set);
    return section === undefined ? [] : this.elf.object(section, section.size).relocations.map(({ target }) => target);
  }

  /** A struct sysinit or vnet_sysinit as text, in every spelling that its symbols allow. */
  private sysinit(place: ElfPlace): readonly string[] {
    const { bytes, relocations } = this.elf.object(place, 8 + 2 * this.pointerBytes);
    const head = `${this.integer(bytes, { offset: 0, size: 4 })} ${this.integer(bytes, { offset: 4, size: 4 })}`;
    const target = (offset: number): readonly string[] => {
      const found = relocations.find((one) => one.offset === offset)?.target;
      if (found !== undefined) return [...this.names(found), JSON.stringify(this.text(found))];
      const number = this.integer(bytes, { offset, size: this.pointerBytes });
      return [number === 0n ? 'NULL' : `0x${number.toString(16)}`];
    };
    return target(8).flatMap((called) => target(8 + this.pointerBytes).map((handed) => `${head} ${called}(${handed})`));
  }

  /** Names that a place may have: of the symbols at or before it, with the distance. */
  private names(place: ElfPlace): readonly string[] {
    if (place.section === 0) return [`${place.name}${place.offset === 0 ? '' : ` + ${place.offset}`}`];
    return this.elf.namesAt(place);
  }

  private targetProblem(target: RelocationTarget, addend: number, place: ElfPlace): string | undefined {
    const start = { ...place, offset: place.offset - addend };
    switch (target.kind) {
      case 'string':
        return this.text(start) === target.text ? undefined : `"${target.text}", in the file "${this.text(start)}"`;
      case 'literal':
        return undefined;
      case 'function':
      case 'object':
        return this.names(start).includes(target.symbol)
          ? undefined
          : `${target.symbol} + ${addend}, in the file ${this.names(start).join(' or ')}`;
      case 'member': {
        const member = target.own === undefined ? undefined : this.image.sets[target.set]?.members[target.own];
        if (member === undefined)
          return this.names(start).includes(target.symbol) && start.section === 0
            ? undefined
            : `${target.symbol} of another file, here ${JSON.stringify(start)}`;
        return start.section === this.elf.section(target.set)?.section && start.offset === member.offsetBytes
          ? undefined
          : `${target.symbol} at ${member.offsetBytes}, in the file ${JSON.stringify(start)}`;
      }
    }
  }

  private text(place: ElfPlace): string {
    return place.section === 0 ? '' : this.elf.textAt(place);
  }

  private integer(bytes: Uint8Array, { offset, size }: { readonly offset: number; readonly size: number }): bigint {
    let value = 0n;
    for (const byte of this.elf.isLittleEndian
      ? bytes.slice(offset, offset + size).toReversed()
      : bytes.slice(offset, offset + size))
      value = (value << 8n) | BigInt(byte);
    return value;
  }
}
