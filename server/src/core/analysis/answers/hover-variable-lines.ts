import { bytesText, grouped } from '../../text/amounts.ts';
import { declarationText, type Location } from './answer-terms.ts';
import type { Surroundings } from '../region/surroundings.ts';
import { whyNotInKernel } from './hover-left-out.ts';
import type { HoverText, Piece } from './hover-piece.ts';
import { kernelText, placeText } from './hover-terms.ts';
import type { VariableHover } from './hover.ts';
import type { InitialValue } from '../region/initial-value.ts';
import type { PlaceInModule } from './place-in-module.ts';
import type { PlaceInSet } from './place-in-set.ts';

const PLACES_SHOWN = 4;
const SHARERS_SHOWN = 3;

/** What it is, where it lies, what a new copy holds; then the rest. */
export function variableText(answer: VariableHover): Pick<HoverText, 'lines' | 'more' | 'source'> {
  const value = valueLine(answer);
  return {
    lines: [whatLine(answer), whereLine(answer), ...(value.length === 0 ? [] : [value])],
    more: [
      ...(answer.comment === undefined ? [] : [[answer.comment]]),
      ...sysctlLines(answer),
      ...constructorLines(answer),
      symbolLine(answer),
      ...nonEmpty(placesLine(answer)),
    ],
    source: saysMore(answer) ? answer.source : undefined,
  };
}

function nonEmpty(line: Piece[]): Piece[][] {
  return line.length === 0 ? [] : [line];
}

function whatLine({ type, name, isStatic, set }: VariableHover): Piece[] {
  const declaration = type === undefined ? name : declarationText(type, name);
  return [
    { strong: { code: `${isStatic === true ? 'static ' : ''}${declaration}` } },
    set === 'set_vnet' ? ' virtualized global' : ' per-CPU variable',
  ];
}

function whereLine(answer: VariableHover): Piece[] {
  const { place, inModules, set, kernel, sizeBytes } = answer;
  // Without a place the #if that leaves it out says why it has no size either.
  const isLeftOut = sizeBytes === null && place.kind === 'notInKernel' && place.conditions !== undefined;
  return [
    ...(isLeftOut ? [] : [...measures(answer), ' · ']),
    ...(inModules.length > 0 ? modulePieces(inModules, set) : placePieces(place, set)),
    ` · ${kernelText(kernel)}`,
  ];
}

function measures({ sizeBytes, alignBytes, unknown }: VariableHover): Piece[] {
  if (sizeBytes === null) return [unknown === undefined ? 'size: not measured yet' : `size unknown: ${unknown}`];
  const size: Piece = { strong: bytesText(sizeBytes) };
  if (alignBytes === null) return [size, unknown === undefined ? '' : `, alignment unknown: ${unknown}`];
  return [size, `, align ${alignBytes}`];
}

/** "offset 8,712 (0x2208) of set_vnet", or why there is none. */
export function placePieces(place: PlaceInSet, set: string): Piece[] {
  switch (place.kind) {
    case 'offset': {
      const { offsetBytes } = place;
      return ['offset ', { strong: grouped(offsetBytes) }, ` (0x${offsetBytes.toString(16)}) of ${set}`];
    }
    case 'pending':
      return ['offset: not measured yet'];
    case 'unknown':
      return [`offset unknown: ${place.reason}`];
    case 'noVimage':
      return ['an ordinary variable: the configuration has no options VIMAGE'];
    case 'undefined':
      return [{ strong: 'defined nowhere in this tree' }];
    case 'notInKernel':
      return [{ strong: 'not in this kernel' }, `: ${whyNotInKernel(place)}`];
  }
}

/** "pf.ko +8,712, modspace offset 8,712 if loaded first": a module's set starts where modspace does. */
function modulePieces(places: readonly PlaceInModule[], set: string): Piece[] {
  const pieces = places
    .slice(0, PLACES_SHOWN)
    .flatMap((place, i): Piece[] => [
      ...(i === 0 ? [] : ['; ']),
      { strong: `${place.module}.ko +${grouped(place.offsetBytes)}` },
      `, ${inModspace(place, set)}`,
    ]);
  const others = places.length - PLACES_SHOWN;
  return others > 0 ? [...pieces, ` and ${others} more modules`] : pieces;
}

function inModspace({ offsetBytes, sizeBytes, modspaceBytes }: PlaceInModule, set: string): string {
  if (modspaceBytes !== undefined && sizeBytes > modspaceBytes)
    return `which does not fit: its ${set} has ${bytesText(sizeBytes)}, modspace ${bytesText(modspaceBytes)}`;
  return `modspace offset ${grouped(offsetBytes)} if loaded first`;
}

/** What a new vnet, or a CPU's copy, holds. */
function valueLine({ set, initial, fresh, constructors, place }: VariableHover): Piece[] {
  const where = set === 'set_pcpu' ? 'on each CPU ' : 'in a new vnet ';
  if (fresh?.writer !== undefined) {
    const { inVnet0, inOthers, writer } = fresh;
    return [
      where,
      { strong: { code: inOthers } },
      ...(inVnet0 === inOthers ? [] : [', in vnet0 ', { strong: { code: inVnet0 } } as const]),
      ': ',
      { link: { path: writer.file, line: writer.line, start: 0, end: 0 }, text: `${writer.function}()` },
      ' sets it',
      ...(initial === undefined ? [] : ['; initially ', ...initialPieces(initial)]),
    ];
  }
  if (initial === undefined) return [];
  const starts =
    set === 'set_vnet' && fresh === undefined && constructors.length > 0 && place.kind !== 'noVimage'
      ? 'a new vnet starts with '
      : place.kind === 'noVimage'
        ? 'initially '
        : where;
  return [starts, ...initialPieces(initial)];
}

function initialPieces(initial: NonNullable<VariableHover['initial']>): Piece[] {
  if (initial === 'zero') return [{ strong: 'zero' }];
  const { text, value } = initial;
  const pieces: Piece[] = [];
  if (text !== undefined) pieces.push({ strong: { code: text } });
  if (value === undefined) return pieces.length > 0 ? pieces : ['something not evaluated yet'];
  if (value.unknown !== undefined) return [...pieces, ` (bytes unknown: ${value.unknown})`];
  if (value.integer !== undefined) {
    if (value.integer !== text) pieces.push(pieces.length > 0 ? ' = ' : '', { strong: { code: value.integer } });
    return pieces;
  }
  pieces.push(pieces.length > 0 ? ', bytes ' : 'bytes ', { code: valueBytes(value) });
  for (const { offsetBytes, symbol, addend } of value.relocations)
    pieces.push(offsetBytes === 0 ? ', ' : `, at ${offsetBytes} `, {
      code: `&${symbol}${addend === '0' ? '' : `+${addend}`}`,
    });
  return pieces;
}

function valueBytes({ bytes, sizeBytes, isZero }: InitialValue): string {
  if (isZero && sizeBytes > 1) return `00 × ${sizeBytes}`;
  return `${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}${sizeBytes > bytes.length ? ' ...' : ''}`;
}

function sysctlLines({ sysctls, set }: VariableHover): Piece[][] {
  const lines = sysctls
    .slice(0, PLACES_SHOWN)
    .map(({ name: sysctl, access, hasVnetFlag, description, ...at }): Piece[] => [
      'sysctl ',
      { link: at, text: sysctl },
      ` ${access}`,
      ...(set === 'set_vnet' && !hasVnetFlag ? [', ', { strong: 'without CTLFLAG_VNET' } as const] : []),
      ...(description === undefined ? [] : [`: ${description}`]),
    ]);
  if (sysctls.length > PLACES_SHOWN) lines.push([`${sysctls.length - PLACES_SHOWN} more sysctls`]);
  return lines;
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

/** The symbol, and what lies around it in each copy. */
function symbolLine({ symbol, isStatic, macro, surroundings }: VariableHover): Piece[] {
  const linkage = isStatic === undefined ? 'symbol' : isStatic ? 'static symbol' : 'global symbol';
  return [
    `${linkage} `,
    { code: symbol },
    ...(macro === undefined ? [] : [`, ${macro}`]),
    ...(surroundings === undefined ? [] : [` · ${aroundText(surroundings)}`]),
  ];
}

function aroundText({ page, pages, before, after, cacheLineBytes, sharers }: Surroundings): string {
  const between =
    before === undefined
      ? after === undefined
        ? ''
        : `, before ${after.name}`
      : after === undefined
        ? `, after ${before.name}`
        : `, between ${before.name} and ${after.name}`;
  const line =
    sharers.length === 0
      ? `alone in its ${cacheLineBytes}-byte cache line`
      : `its ${cacheLineBytes}-byte cache line also holds ${someOf(sharers)}`;
  return `page ${page} of ${pages}${between}; ${line}`;
}

/** "a, b, c and 4 more" */
function someOf(names: readonly string[]): string {
  return `${names.slice(0, SHARERS_SHOWN).join(', ')}${names.length > SHARERS_SHOWN ? ` and ${names.length - SHARERS_SHOWN} more` : ''}`;
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

/** False if the definition as written says nothing that the lines do not say. */
function saysMore({ source, macro, name, type, initial }: VariableHover): boolean {
  if (source === undefined || macro === undefined || type === undefined) return source !== undefined;
  const told = initial === undefined || initial === 'zero' ? '' : (initial.text ?? '');
  const words = (text: string): string => text.replace(/\/\*.*?\*\/|\/\/.*$/g, '').replace(/\s+/g, '');
  return ![`${macro}(${type},${name});`, `${macro}(${type},${name})=${told};`].some(
    (plain) => words(plain) === words(source),
  );
}
