import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { initialBytes } from '../../server/src/core/abi/initial-bytes.ts';
import type { Relocation } from '../../server/src/core/abi/image.ts';
import type { Target } from '../../server/src/core/abi/target.ts';
import type { Initializer } from '../../server/src/core/parser/ast.ts';
import type { Type } from '../../server/src/core/types/type.ts';
import { isUnknown } from '../../server/src/core/types/unknown.ts';
import { ElfImage, type ElfPlace } from './elf-image.ts';
import { clangArguments, measure, type MeasuredUnit } from './measured-unit.ts';
import { refusedLines } from './record-layouts.ts';

/** Why objects can't be made here; undefined where they can. The WebAssembly build has no back end but its own. */
export const noObjects = spawnSync('clang-22', ['--version']).status === 0 ? undefined : 'clang-22 is not installed';

/** Compiles to an object file; undefined when clang refuses the source, with the refused lines. */
function compile(
  target: Target,
  text: string,
): { readonly image: ElfImage | undefined; readonly refused: ReadonlySet<number> } {
  const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-object-'));
  try {
    writeFileSync(path.join(folder, 'a.c'), text);
    const args = [...clangArguments(target), '-fno-common', '-fno-pic', '-ferror-limit=0', '-c', 'a.c', '-o', 'a.o'];
    const { status, stderr } = spawnSync('clang-22', args, { cwd: folder, encoding: 'utf8' });
    return {
      image: status === 0 ? new ElfImage(readFileSync(path.join(folder, 'a.o'))) : undefined,
      refused: refusedLines(stderr),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface ObjectComparison {
  readonly compared: number;
  readonly relocations: number;
  readonly mismatches: readonly string[];
  readonly refused: number;
  /** Variables left unknown for a reason of `UNKNOWN`. */
  readonly unknown: number;
}

/**
 * Where clang does what no standard says: a union's members mixed, a string put into one char. Unknown is the right
 * answer.
 */
const UNKNOWN = /a union is initialized twice|a string follows a designator of one character/;
const NOTHING: ObjectComparison = { compared: 0, relocations: 0, mismatches: [], refused: 0, unknown: 0 };

/**
 * Compares size, bytes and relocations of every variable of `text` with the object file clang makes. Lines that it
 * refuses are left out; where it does not say which, halves are tried. The first line is every half's.
 */
export function compareObjects(target: Target, text: string): ObjectComparison {
  let kept = text;
  let made = compile(target, kept);
  const refused = made.refused.size;
  if (made.image === undefined) {
    kept = text
      .split('\n')
      .filter((_, i) => !made.refused.has(i + 1))
      .join('\n');
    made = compile(target, kept);
  }
  const { image } = made;
  if (image === undefined) {
    const [first = '', ...lines] = kept.split('\n');
    if (lines.length <= 1) return { ...NOTHING, refused: refused + 1 };
    const halves = [lines.slice(0, lines.length >> 1), lines.slice(lines.length >> 1)].map((half) =>
      compareObjects(target, [first, ...half].join('\n')),
    );
    return halves.reduce(
      (a, c) => ({
        compared: a.compared + c.compared,
        relocations: a.relocations + c.relocations,
        mismatches: [...a.mismatches, ...c.mismatches],
        refused: a.refused + c.refused,
        unknown: a.unknown + c.unknown,
      }),
      { ...NOTHING, refused },
    );
  }
  const measured = measure(kept, target);
  const comparer = new Comparer(measured, image);
  let compared = 0;
  let unknown = 0;
  const mismatches: string[] = [];
  for (const entity of measured.unit.parts.flatMap((part) => part.entities)) {
    if (entity.kind !== 'variable' || entity.declarator.initializer === undefined) continue;
    const name = measured.engine.symbolName(entity.name);
    const symbol = image.symbol(name);
    if (symbol === undefined) continue;
    const type = measured.resolver.ofDeclarator(entity.declaration.specifiers, entity.declarator);
    const size = measured.engine.sizeOfVariable(type, entity.declarator);
    const differs = comparer.compare(type, measured.unit.initializer(entity.declarator.initializer), symbol);
    const problem =
      differs ?? (size === symbol.size ? undefined : `size ${JSON.stringify(size)}, in the object ${symbol.size}`);
    if (problem !== undefined && UNKNOWN.test(problem)) {
      unknown++;
      continue;
    }
    compared++;
    if (problem !== undefined)
      mismatches.push(
        `${target.name}: ${name}: ${problem}\n  ${kept.split('\n').find((line) => new RegExp(`\\b${name}\\b`).test(line)) ?? ''}`,
      );
  }
  return { compared, relocations: comparer.relocations, mismatches, refused, unknown };
}

class Comparer {
  relocations = 0;
  private readonly measured: MeasuredUnit;
  private readonly image: ElfImage;

  constructor(measured: MeasuredUnit, image: ElfImage) {
    this.measured = measured;
    this.image = image;
  }

  /** What differs; undefined when nothing does. */
  compare(type: Type, initializer: Initializer | undefined, place: ElfPlace): string | undefined {
    const ours = initialBytes(this.measured.engine, type, initializer);
    if (isUnknown(ours)) return `unknown: ${ours.reason}`;
    const theirs = this.image.object(place, ours.bytes.length);
    const [a, b] = [Buffer.from(ours.bytes).toString('hex'), Buffer.from(theirs.bytes).toString('hex')];
    if (a !== b) return `bytes\n  clang: ${b}\n  ours:  ${a}`;
    const offsets = ours.relocations.map((one) => one.offsetBytes).join(' ');
    if (offsets !== theirs.relocations.map((one) => one.offset).join(' '))
      return `relocations at ${offsets}, in the object at ${theirs.relocations.map((one) => one.offset).join(' ')}`;
    for (const [i, relocation] of ours.relocations.entries()) {
      this.relocations++;
      const target = theirs.relocations[i]?.target;
      const problem = target === undefined ? 'missing' : this.compareTarget(relocation, target);
      if (problem !== undefined) return `relocation at ${relocation.offsetBytes}: ${problem}`;
    }
    return undefined;
  }

  private compareTarget({ base, symbol, addend }: Relocation, target: ElfPlace): string | undefined {
    const start = { ...target, offset: target.offset - Number(addend) };
    switch (base.kind) {
      case 'symbol': {
        const own = this.image.symbol(symbol);
        if (own === undefined) return `no symbol ${symbol} in the object`;
        const isSame = own.section === start.section && own.offset === start.offset && own.name === start.name;
        return isSame ? undefined : `${symbol} + ${addend.toString()}, in the object ${JSON.stringify(target)}`;
      }
      case 'local':
        return 'an address of a variable of a block';
      case 'string': {
        const bytes = this.image.object(start, (base.units.length + 1) * base.unitBytes).bytes;
        const isLittle = !this.measured.engine.target.isBigEndian;
        const units = [...base.units, 0].map((unit) => (base.unitBytes === 1 ? unit & 0xff : unit));
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        const theirs = units.map((_, i) =>
          base.unitBytes === 1
            ? view.getUint8(i)
            : base.unitBytes === 2
              ? view.getUint16(i * 2, isLittle)
              : view.getUint32(i * 4, isLittle),
        );
        return units.join() === theirs.join() ? undefined : `another string: ${theirs.join()}, not ${units.join()}`;
      }
      case 'literal':
        return this.compare(this.measured.resolver.ofTypeName(base.literal.type), base.literal.initializer, start);
      case 'label':
        return 'a label';
    }
  }
}
