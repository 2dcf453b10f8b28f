import { declarationText, type Location } from './answer-terms.ts';
import { containerLines } from './hover-container-lines.ts';
import type { HoverAnswer, MachineryHover, VariableHover } from './hover.ts';
import type { LayoutHover } from './hover-layout.ts';
import type { MemberHover } from './hover-member.ts';
import type { SysinitHover } from './hover-sysinit.ts';
import type { InitialValue } from '../region/initial-value.ts';
import type { PlaceInModule } from './place-in-module.ts';
import type { PlaceInSet } from './place-in-set.ts';

/** A piece of a line: plain text, code, emphasis, or a link to a location. */
export type Piece =
  string | { readonly code: string } | { readonly strong: Piece } | { readonly link: Location; readonly text: string };

/** What a hover shows: lines, the answer first; then source text, as it is in the file. */
export interface HoverText {
  readonly lines: readonly (readonly Piece[])[];
  readonly source: string | undefined;
}

const PLACES_SHOWN = 4;
const SHARERS_SHOWN = 3;

export function hoverText(answer: HoverAnswer): HoverText {
  switch (answer.kind) {
    case 'variable':
      return { lines: variableLines(answer), source: answer.source };
    case 'member':
      return { lines: memberLines(answer), source: undefined };
    case 'sysinit':
      return { lines: sysinitLines(answer), source: undefined };
    case 'machinery':
      return { lines: machineryLines(answer), source: undefined };
    case 'container':
      return { lines: containerLines(answer), source: undefined };
    case 'layout':
      return { lines: layoutLines(answer), source: undefined };
  }
}

function variableLines(answer: VariableHover): Piece[][] {
  const {
    type,
    name,
    isStatic,
    set,
    symbol,
    macro,
    place,
    inModules,
    kernel,
    initial,
    comment,
    sysctls,
    withoutVimage,
  } = answer;
  const linkage = isStatic === undefined ? 'symbol' : isStatic ? 'static symbol' : 'global symbol';
  const what = set === 'set_vnet' ? 'virtualized global' : 'per-CPU variable';
  const lines: Piece[][] = [
    [
      { strong: { code: type === undefined ? name : declarationText(type, name) } },
      ` ${what}${macro === undefined ? '' : `, ${macro}`}`,
      ` in ${set}, ${linkage} `,
      { code: symbol },
    ],
    [
      ...measures(answer),
      ...(inModules.length > 0 ? modulePieces(inModules, set) : placePieces(place, set)),
      ` · ${kernel.release} ${kernel.arch} ${kernel.kernconf}`,
    ],
  ];
  if (comment !== undefined) lines.push([comment]);
  if (initial !== undefined) lines.push(['initially ', ...initialPieces(initial)]);
  lines.push(...freshLines(answer));
  for (const { name: sysctl, access, hasVnetFlag, description, ...at } of sysctls.slice(0, PLACES_SHOWN)) {
    lines.push([
      'sysctl ',
      { link: at, text: sysctl },
      ` ${access}`,
      ...(set === 'set_vnet' && !hasVnetFlag ? [', ', { strong: 'without CTLFLAG_VNET' } as const] : []),
      ...(description === undefined ? [] : [`: ${description}`]),
    ]);
  }
  lines.push(...copyLines(answer), ...constructorLines(answer));
  const places = placesLine(answer);
  if (places.length > 0) lines.push(places);
  if (withoutVimage !== undefined) lines.push(['without VIMAGE ', { code: withoutVimage }, ', an ordinary variable']);
  return lines;
}

/** What constructors make of it: "16 in every vnet: f() sets it". */
function freshLines({ fresh }: VariableHover): Piece[][] {
  if (fresh?.writer === undefined) return [];
  const { inVnet0, inOthers, writer } = fresh;
  const by: readonly Piece[] = [
    ': ',
    { link: { path: writer.file, line: writer.line, start: 0, end: 0 }, text: `${writer.function}()` },
    ' sets it',
  ];
  return [
    inVnet0 === inOthers
      ? [{ strong: { code: inOthers } }, ' in every vnet', ...by]
      : [{ strong: { code: inVnet0 } }, ' in vnet0, ', { strong: { code: inOthers } }, ' in every other vnet', ...by],
  ];
}

/** The address of each copy of the variable, and its neighbours. */
function copyLines({ surroundings, inModules, symbol, set }: VariableHover): Piece[][] {
  const base = set === 'set_vnet' ? 'vnet_data_base' : 'dpcpu_off[cpu]';
  const [inModule] = inModules;
  if (inModule !== undefined) return [loadedAlone(inModule, base)];
  if (surroundings === undefined) return [];
  const { page, pages, before, after, cacheLineBytes, sharers, exampleAddress } = surroundings;
  const example: readonly Piece[] =
    exampleAddress === undefined
      ? []
      : [', in ', { code: 'simulate' }, "'s vnet0 ", { code: `0x${exampleAddress.toString(16)}` }];
  const between =
    before === undefined
      ? after === undefined
        ? ''
        : `; before ${after.name}`
      : after === undefined
        ? `; after ${before.name}`
        : `; between ${before.name} and ${after.name}`;
  const line =
    sharers.length === 0
      ? `alone in its ${cacheLineBytes}-byte cache line`
      : `its ${cacheLineBytes}-byte cache line also holds ${someOf(sharers)}`;
  return [['copy at ', { code: `${base} + &${symbol}` }, ...example, `, page ${page} of ${pages}${between}; ${line}`]];
}

function loadedAlone({ module, offsetBytes, sizeBytes, modspaceBytes }: PlaceInModule, base: string): Piece[] {
  if (modspaceBytes !== undefined && sizeBytes > modspaceBytes)
    return [`${module}.ko does not fit: modspace has ${modspaceBytes} bytes`];
  const room = modspaceBytes === undefined ? '' : `, in the ${modspaceBytes} bytes of modspace`;
  return [`with ${module}.ko loaded first, copy at `, { code: `${base} + &modspace + ${offsetBytes}` }, room];
}

/**
 * The variable's offset in the modules that define it: "offset 8 in pf.ko, whose set_vnet has 6744 bytes; offset 0 in
 * a.ko ..."
 */
function modulePieces(places: readonly PlaceInModule[], set: string): Piece[] {
  return places
    .slice(0, PLACES_SHOWN)
    .flatMap(({ module, offsetBytes, sizeBytes }, i): Piece[] => [
      `${i === 0 ? '' : '; '}offset `,
      { strong: String(offsetBytes) },
      ' in ',
      { strong: `${module}.ko` },
      `, whose ${set} has ${sizeBytes} bytes`,
    ]);
}

/** "a, b, c and 4 more" */
function someOf(names: readonly string[]): string {
  return `${names.slice(0, SHARERS_SHOWN).join(', ')}${names.length > SHARERS_SHOWN ? ` and ${names.length - SHARERS_SHOWN} more` : ''}`;
}

function constructorLines({ constructors }: VariableHover): Piece[][] {
  const [first, ...others] = constructors;
  if (first === undefined) return [];
  const { handler, subsystem, order, through } = first;
  const name: Piece = first.end > first.start ? { link: first, text: handler } : { code: handler };
  const more =
    others.length === 0
      ? ''
      : `; so do${others.length === 1 ? 'es' : ''} ${others
          .slice(0, PLACES_SHOWN)
          .map((one) => one.handler)
          .join(', ')}${others.length > PLACES_SHOWN ? ' ...' : ''}`;
  return [
    [
      'constructor ',
      name,
      ' uses it in each new vnet',
      ...(through === undefined ? [] : [`, through ${through}()`]),
      ...(subsystem === '' ? [] : [`, at ${subsystem}, ${order}`]),
      more,
    ],
  ];
}

function measures({ sizeBytes, alignBytes, unknown }: VariableHover): Piece[] {
  if (sizeBytes === null) return [unknown === undefined ? 'size: not measured yet, ' : `size unknown: ${unknown}; `];
  const align =
    alignBytes === null
      ? unknown === undefined
        ? ', '
        : `, alignment unknown: ${unknown}; `
      : `, align ${alignBytes}, `;
  return ['size ', { strong: String(sizeBytes) }, align];
}

function placePieces(place: PlaceInSet, set: string): Piece[] {
  switch (place.kind) {
    case 'offset':
      return ['offset ', { strong: String(place.offsetBytes) }, ` (0x${place.offsetBytes.toString(16)}) in ${set}`];
    case 'pending':
      return ['offset: not measured yet'];
    case 'unknown':
      return [`offset unknown: ${place.reason}`];
    case 'noVimage':
      return ['no set_vnet: the configuration has no options VIMAGE'];
    case 'undefined':
      return [{ strong: 'defined nowhere in this tree' }];
    case 'notInKernel':
      return [{ strong: 'not in this kernel' }, `: ${whyNotInKernel(place)}`];
  }
}

function whyNotInKernel({ file, isCompiled, modules }: Extract<PlaceInSet, { kind: 'notInKernel' }>): string {
  if (isCompiled) return `${shortPath(file)} is compiled, but #if excludes it`;
  if (modules === undefined || modules.length === 0) return `${shortPath(file)} is not compiled`;
  return `${shortPath(file)} is compiled only in ${modules.map((name) => `${name}.ko`).join(', ')}`;
}

function initialPieces(initial: NonNullable<VariableHover['initial']>): Piece[] {
  if (initial === 'zero') return ['zero'];
  const { text, value } = initial;
  const pieces: Piece[] = [];
  if (text !== undefined) pieces.push({ code: text });
  if (value === undefined) return pieces.length > 0 ? pieces : ['something not evaluated yet'];
  if (value.unknown !== undefined) return [...pieces, ` (bytes unknown: ${value.unknown})`];
  if (value.integer !== undefined && value.integer !== text)
    pieces.push(pieces.length > 0 ? ' = ' : '', { code: value.integer });
  pieces.push(pieces.length > 0 ? ', bytes ' : 'bytes ', { code: bytesText(value) });
  for (const { offsetBytes, symbol, addend } of value.relocations)
    pieces.push(offsetBytes === 0 ? ', ' : `, at ${offsetBytes} `, {
      code: `&${symbol}${addend === '0' ? '' : `+${addend}`}`,
    });
  return pieces;
}

function bytesText({ bytes, sizeBytes, isZero }: InitialValue): string {
  if (isZero && sizeBytes > 1) return `00 × ${sizeBytes}`;
  return `${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}${sizeBytes > bytes.length ? ' ...' : ''}`;
}

function placesLine({ uses, defined, declared, accessors, isWhole }: VariableHover): Piece[] {
  const groups: Piece[][] = [];
  if (uses !== undefined) groups.push([`${uses} use${uses === 1 ? '' : 's'}`]);
  const list = (word: string, places: readonly Location[]): void => {
    if (places.length === 0) return;
    const links = places
      .slice(0, PLACES_SHOWN)
      .flatMap((at, i): Piece[] => [...(i > 0 ? [', '] : []), { link: at, text: placeText(at) }]);
    groups.push([
      `${word} `,
      ...links,
      ...(places.length > PLACES_SHOWN ? [` and ${places.length - PLACES_SHOWN} more`] : []),
    ]);
  };
  const [first, ...others] = defined;
  list('defined', first === undefined ? [] : [first]);
  list('declared', declared);
  list('accessor', accessors);
  list('namesakes', others);
  if (!isWhole) groups.push(['reading the tree']);
  return groups.flatMap((group, i) => (i === 0 ? group : [' · ', ...group]));
}

function memberLines({ expression, member, found, unknown, variable, symbol, kernel }: MemberHover): Piece[][] {
  if (found === undefined)
    return [
      [{ strong: { code: expression } }, ` through the virtualized global ${variable}`],
      [`unknown: ${unknown ?? 'not known'}`],
    ];
  const { type, offsetBits, widthBits, sizeBytes, record, place, declared } = found;
  const offset =
    widthBits === undefined ? `offset ${offsetBits / 8}` : `bits ${offsetBits} to ${offsetBits + widthBits - 1}`;
  const size = widthBits === undefined ? `size ${sizeBytes ?? '?'}` : `${widthBits} bit${widthBits === 1 ? '' : 's'}`;
  const lines: Piece[][] = [
    [
      { strong: { code: declarationText(type, member) } },
      ` of ${record.name}, through the virtualized global `,
      { code: variable },
    ],
    [`${size}, ${offset} in ${record.name}`],
    [
      { code: record.name },
      `: size ${record.sizeBytes}, align ${record.alignBytes}, ${record.members} members, ${holesText(record)}`,
    ],
  ];
  if (place !== undefined)
    lines.push([
      ...placePieces(place, symbol.startsWith('vnet_') ? 'set_vnet' : 'set_pcpu'),
      ` · ${kernel.release} ${kernel.arch} ${kernel.kernconf}`,
    ]);
  if (declared !== undefined) lines.push(['declared ', { link: declared, text: placeText(declared) }]);
  return lines;
}

function holesText({ holes, holeBytes, paddingBytes }: NonNullable<MemberHover['found']>['record']): string {
  const gaps = holes === 0 ? 'no holes' : `${holes} hole${holes === 1 ? '' : 's'} (${holeBytes} bytes)`;
  return paddingBytes === 0
    ? gaps
    : `${gaps}, ${paddingBytes} byte${paddingBytes === 1 ? '' : 's'} of padding at the end`;
}

function sysinitLines({
  isDestructor,
  identifier,
  subsystem,
  order,
  handler,
  argument,
  sameLevel,
}: SysinitHover): Piece[][] {
  const hex = (value: number | undefined): string => (value === undefined ? '' : ` (0x${value.toString(16)})`);
  const lines: Piece[][] = [
    [
      { strong: { code: identifier } },
      ` vnet ${isDestructor ? 'destructor' : 'constructor'}: `,
      { code: `${handler}(${argument})` },
    ],
    [
      isDestructor
        ? 'runs in each vnet that is destroyed, in descending order, at '
        : 'runs in every existing vnet when registered; in each new vnet in ascending order, at ',
      { code: subsystem.text },
      `${hex(subsystem.value)}, `,
      { code: order.text },
      hex(order.value),
    ],
  ];
  if (sameLevel.length > 0) {
    const links = sameLevel
      .slice(0, PLACES_SHOWN)
      .flatMap((at, i): Piece[] => [...(i > 0 ? [', '] : []), { link: at, text: at.identifier }]);
    lines.push([
      `${sameLevel.length} more at the same level, run in order of registration: `,
      ...links,
      ...(sameLevel.length > PLACES_SHOWN ? [' ...'] : []),
    ]);
  }
  lines.push([`without VIMAGE an ordinary ${isDestructor ? 'SYSUNINIT' : 'SYSINIT'}`]);
  return lines;
}

function layoutLines({ record, member, sizeBytes, since: { baseline, sizeBefore }, unused }: LayoutHover): Piece[][] {
  const grown =
    sizeBefore === undefined
      ? `not in ${baseline}`
      : sizeBefore === sizeBytes
        ? `as in ${baseline}`
        : `${signedBytes(sizeBytes - sizeBefore)} since ${baseline}`;
  if (member === undefined) return [[{ strong: { code: record } }, `: size ${sizeBytes}, `, { strong: grown }]];
  const { name, type, offsetBits, widthBits, isBitField, offsetBitsBefore } = member;
  const where = isBitField
    ? `bits ${offsetBits} to ${offsetBits + widthBits - 1}`
    : `size ${widthBits / 8}, offset ${offsetBits / 8}`;
  const moved =
    offsetBitsBefore === undefined
      ? `new since ${baseline}`
      : offsetBitsBefore === offsetBits
        ? `as in ${baseline}`
        : `moved: ${isBitField ? `bit ${offsetBitsBefore}` : `offset ${offsetBitsBefore / 8}`} in ${baseline}`;
  const lines: Piece[][] = [
    [{ strong: { code: declarationText(type, name) } }, ` of ${record}: ${where}, `, { strong: moved }],
    [{ code: record }, `: size ${sizeBytes}, ${grown}`],
  ];
  if (unused !== undefined) lines.push([unused]);
  return lines;
}

function signedBytes(bytes: number): string {
  return `${bytes > 0 ? '+' : ''}${bytes} byte${Math.abs(bytes) === 1 ? '' : 's'}`;
}

function machineryLines({ word, text, withoutVimage, source }: MachineryHover): Piece[][] {
  const lines: Piece[][] = [[{ strong: { code: word } }], [...textPieces(text)]];
  if (withoutVimage !== undefined) lines.push([`without VIMAGE: ${withoutVimage}`]);
  lines.push([`sys/${source}`]);
  return lines;
}

/** Words with `code` in them. */
function textPieces(text: string): Piece[] {
  return text.split('`').map((piece, i) => (i % 2 === 0 ? piece : { code: piece }));
}

function placeText({ path, line }: Location): string {
  return `${shortPath(path)}:${line}`;
}

/** "netinet/tcp_input.c": as kernel people name files. */
function shortPath(path: string): string {
  return path.replace(/^sys\//, '');
}
