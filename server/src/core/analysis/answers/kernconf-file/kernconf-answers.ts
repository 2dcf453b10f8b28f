import { nearNames } from '../../../kernel/near-names.ts';
import { countText } from '../../../text/amounts.ts';
import type { Spot } from '../../../text/spot.ts';
import type { Session } from '../../session/session.ts';
import { kernelName, locationOf } from '../answer-terms.ts';
import type { Completion, Completions } from '../completion/completion.ts';
import type { Piece } from '../hover-piece.ts';
import { listed, type NoteHover } from '../hover-notes/note.ts';
import { kernconfChoices } from '../kernconf-choices.ts';
import { deviceNames, readConfNames, type ConfNames, type ConfSpot, type KernconfFile } from './conf-names.ts';
import { KERNCONF_KEYWORDS, kernconfWordAt, kernconfWords, type KernconfWord } from './kernconf-words.ts';

/** A word of a KERNCONF that config(8) refuses or ignores. */
export interface KernconfFinding extends Spot {
  readonly message: string;
  readonly isError: boolean;
}

/** Options and devices that the tree does not know, with near names. */
export function kernconfFindings(session: Session, kernconf: KernconfFile): readonly KernconfFinding[] {
  const names = readConfNames(session, kernconf);
  const devices = deviceNames(names);
  return kernconfWords(kernconf.text).flatMap(({ kind, text: word, keyword, start, end }): KernconfFinding[] => {
    if (keyword.startsWith('no')) return [];
    const near = (known: readonly string[]): string => {
      const found = nearNames(word, known).slice(0, 3);
      return found.length === 0 ? '' : `; near ones: ${found.join(', ')}`;
    };
    if (kind === 'option' && !names.options.has(word))
      return [
        {
          start,
          end,
          isError: true,
          message: `unknown option "${word}": no file of sys/conf/options* names it${near([...names.options.keys()])}`,
        },
      ];
    if (kind === 'device' && !names.selections.has(word.toLowerCase()))
      return [
        {
          start,
          end,
          isError: false,
          message: `device "${word}" is unknown: no line of sys/conf/files* asks for it${near(devices)}`,
        },
      ];
    return [];
  });
}

/** What there is to say about an option, a device or an included configuration. */
export function kernconfHover(session: Session, kernconf: KernconfFile, offset: number): NoteHover | undefined {
  const word = kernconfWordAt(kernconf.text, offset);
  if (word === undefined || (word.kind !== 'option' && word.kind !== 'device')) return undefined;
  const names = readConfNames(session, kernconf);
  const { kernconf: name, arch } = kernelName(session);
  const isOfKernel = names.machine === session.workspace.kernel.machine;
  const here = isOfKernel ? name : `${arch} ${name}`;
  const lines =
    word.kind === 'option'
      ? optionLines(session, names, word.text, here)
      : deviceLines(session, names, word.text, here);
  return lines === undefined ? undefined : { kind: 'note', span: { start: word.start, end: word.end }, lines };
}

function optionLines(session: Session, names: ConfNames, name: string, here: string): NoteHover['lines'] | undefined {
  const option = names.options.get(name);
  if (option === undefined) return undefined;
  const { kernel } = session.workspace;
  const value = kernel.options.get(name);
  const isGlobal = option.header === 'opt_global.h';
  return [
    [
      { strong: { code: name } },
      ' option, written to ',
      { code: option.header },
      isGlobal ? ', which every source reads' : ', for the sources that include it',
      ' · ',
      { link: located(session, option), text: session.workspace.belowSys(option.path) },
    ],
    [`in ${here}: ${value === undefined ? 'not set' : value === '' || value === '1' ? 'set' : `set to ${value}`}`],
    ...selectionLines(session, names, name),
  ];
}

function deviceLines(session: Session, names: ConfNames, name: string, here: string): NoteHover['lines'] | undefined {
  const lines = selectionLines(session, names, name);
  if (lines.length === 0) return undefined;
  const { kernel } = session.workspace;
  return [[{ strong: { code: name } }, ` device, ${kernel.devices.has(name) ? 'in' : 'not in'} ${here}`], ...lines];
}

/** Sources that the word selects, and the virtualized globals that they define. */
function selectionLines(session: Session, { selections }: ConfNames, name: string): NoteHover['lines'] {
  const files = selections.get(name.toLowerCase()) ?? [];
  if (files.length === 0) return [];
  const links = files.map((file): Piece => ({ link: located(session, file), text: file.source }));
  const globals = files.flatMap(({ source }) =>
    (session.index.files.get(session.workspace.inSys(source))?.definitions ?? [])
      .filter(({ set }) => set === 'set_vnet')
      .map((definition): Piece => ({
        link: locationOf(session, session.workspace.inSys(source), definition),
        text: definition.name,
      })),
  );
  return [
    [`selects ${countText(files.length, 'file')}: `, ...listed(links)],
    ...(globals.length === 0
      ? []
      : [[`brings ${countText(globals.length, 'virtualized global')}: `, ...listed(globals)]]),
  ];
}

function located(session: Session, { path, start, end }: ConfSpot): ReturnType<typeof locationOf> {
  return locationOf(session, path, { start, end });
}

/** Where an option or a device is said in sys/conf, or the configuration that is included; and what was asked about. */
export function kernconfDefinition(
  session: Session,
  kernconf: KernconfFile,
  offset: number,
): { readonly origin: Spot; readonly places: readonly ConfSpot[] } | undefined {
  const word = kernconfWordAt(kernconf.text, offset);
  if (word === undefined) return undefined;
  const places = placesOf(session, kernconf, word);
  return places.length === 0 ? undefined : { origin: { start: word.start, end: word.end }, places };
}

function placesOf(session: Session, kernconf: KernconfFile, { kind, text }: KernconfWord): readonly ConfSpot[] {
  if (kind === 'include') {
    const { path } = kernconf;
    const file = `${path.slice(0, path.lastIndexOf('/') + 1)}${text}`;
    return session.files.isFile(file) ? [{ path: file, start: 0, end: 0 }] : [];
  }
  if (kind !== 'option' && kind !== 'device') return [];
  const names = readConfNames(session, kernconf);
  const option = kind === 'option' ? names.options.get(text) : undefined;
  return [...(option === undefined ? [] : [option]), ...(names.selections.get(text.toLowerCase()) ?? [])];
}

/** Options behind `options`, devices behind `device`, configurations behind `include`, statements at a line's start. */
export function kernconfCompletions(session: Session, kernconf: KernconfFile, offset: number): Completions | undefined {
  const { text } = kernconf;
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  if (line.includes('#')) return undefined;
  const match = /^[ \t]*(?:([a-z]+)[ \t]+(?:[^,\s]+,[ \t]*)*)?([\w./-]*)$/.exec(line);
  if (match === null) return undefined;
  const [, keyword, typed = ''] = match;
  const items = completionsFor(session, kernconf, keyword).filter(({ label }) =>
    label.toLowerCase().startsWith(typed.toLowerCase()),
  );
  return items.length === 0
    ? undefined
    : { word: { start: offset - typed.length, end: offset }, items, isComplete: true };
}

function completionsFor(session: Session, kernconf: KernconfFile, keyword: string | undefined): readonly Completion[] {
  const item = (label: string, kind: Completion['kind'], detail: string | undefined): Completion => ({
    label,
    kind,
    detail,
    home: undefined,
    insert: label,
    isSnippet: false,
    note: undefined,
  });
  if (keyword === undefined) return KERNCONF_KEYWORDS.map((word) => item(word, 'keyword', undefined));
  const names = readConfNames(session, kernconf);
  if (/^(no)?options?$/.test(keyword))
    return [...names.options.values()].map(({ name, header }) => item(name, 'option', header)).sort(byLabel);
  if (/^(no)?devices?$/.test(keyword))
    return deviceNames(names).map((name) => item(name, 'device', names.selections.get(name)?.[0]?.source));
  return keyword === 'include' ? kernconfChoices(session).kernconfs.map((name) => item(name, 'option', undefined)) : [];
}

function byLabel(a: Completion, b: Completion): number {
  return a.label < b.label ? -1 : 1;
}
