import type { FileSource } from '../text/file-source.ts';
import type { Problem } from '../text/problem.ts';
import type { MakefileReader } from './make/makefile-reader.ts';

/** What a linker script puts after a set's members: bytes, or padding to a multiple. */
export type SetPiece =
  { readonly kind: 'bytes'; readonly bytes: readonly number[] } | { readonly kind: 'align'; readonly to: number };

/** What a module's link puts at the end of a set; empty if no script names the set. */
export type SetEnd = readonly SetPiece[] | { readonly because: Problem };

/** The ends of the sets whose members have a copy per instance. */
export type SetEnds = Readonly<Record<'set_vnet' | 'set_pcpu', SetEnd>>;

const DATA_BYTES: Readonly<Record<string, number>> = { BYTE: 1, SHORT: 2, LONG: 4, QUAD: 8, SQUAD: 8 };
const NUMBER = '(0[xX][0-9a-fA-F]+|\\d+)';

/** The path after -T on a linker's command line. */
function scriptOf(words: readonly string[]): string | undefined {
  const at = words.findLastIndex(
    (word) => word === '-T' || (word.startsWith('-T') && !/^-T(bss|data|text)/.test(word)),
  );
  return at < 0 ? undefined : words[at] === '-T' ? words[at + 1] : words[at]?.slice(2);
}

/** A statement of an output section after its members; undefined if it is not understood. */
function readPiece(statement: string, isBigEndian: boolean): SetPiece | undefined {
  const data = new RegExp(`^(BYTE|SHORT|LONG|S?QUAD)\\s*\\(\\s*${NUMBER}\\s*\\)$`).exec(statement);
  if (data?.[1] !== undefined && data[2] !== undefined) {
    const length = DATA_BYTES[data[1]] ?? 0;
    const value = BigInt(data[2]);
    const bytes = Array.from({ length }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
    return { kind: 'bytes', bytes: isBigEndian ? bytes.reverse() : bytes };
  }
  const align = new RegExp(`^\\.\\s*=\\s*ALIGN\\s*\\(\\s*(?:\\.\\s*,\\s*)?${NUMBER}\\s*\\)$`).exec(statement);
  if (align?.[1] !== undefined) return { kind: 'align', to: Number(align[1]) };
  const more = new RegExp(`^\\.\\s*(?:\\+=|=\\s*\\.\\s*\\+)\\s*${NUMBER}$`).exec(statement);
  if (more?.[1] !== undefined) return { kind: 'bytes', bytes: Array.from({ length: Number(more[1]) }, () => 0) };
  return undefined;
}

/** What a linker script puts after the members of `set`; undefined if it is not understood. */
function readEnd(script: string, set: string, isBigEndian: boolean): readonly SetPiece[] | undefined {
  const text = script.replaceAll(/\/\*[^]*?\*\//g, ' ');
  const section = new RegExp(`(?<![\\w.$])${set}\\s*:\\s*\\{([^{}]*)\\}`);
  const body = section.exec(text)?.[1];
  // Another mention, or a pattern for all sets, may put the members elsewhere.
  if (new RegExp(`\\b(${set}|set_\\*)`).test(text.replace(section, ' '))) return undefined;
  if (body === undefined) return [];
  // Two statements need no semicolon between them: *(set_vnet) LONG(1).
  const statements = body
    .split(/;|(?<=\))\s*(?=[A-Z.*])/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const [first = '', ...rest] = statements;
  if (!new RegExp(`^(?:KEEP\\s*\\(\\s*)?\\*\\s*\\(\\s*${set}\\s*\\)(?:\\s*\\))?$`).test(first)) return undefined;
  const pieces = rest.map((one) => readPiece(one, isBigEndian));
  return pieces.every((piece) => piece !== undefined) ? pieces : undefined;
}

/**
 * What a module's link puts after the members of both sets, by the script that its makefiles pass to ld -r
 * (LDSCRIPT_FLAGS and _LDFLAGS of kmod.mk). The address after the last member is then still inside the set (r348808).
 */
export function readSetEnds(files: FileSource, reader: MakefileReader, isBigEndian: boolean): SetEnds {
  const spelled = scriptOf([...reader.words('_LDFLAGS'), ...reader.words('LDSCRIPT_FLAGS')]);
  if (spelled === undefined) return { set_vnet: [], set_pcpu: [] };
  const path = reader.locate(spelled);
  const script = files.read(path);
  const endOf = (set: string): SetEnd => {
    const pieces = script === undefined ? undefined : readEnd(script, set, isBigEndian);
    if (pieces !== undefined) return pieces;
    const what = script === undefined ? 'cannot be read' : 'is not understood';
    return {
      because: { file: path, line: 0, message: `the linker script ${what}: its contribution to ${set} is unknown` },
    };
  };
  return { set_vnet: endOf('set_vnet'), set_pcpu: endOf('set_pcpu') };
}
