import { isInherited } from '../flow/file-flow.ts';
import { ASSERTS_CURVNET } from '../flow/handler-calls.ts';
import type { TreeFunction } from '../flow/tree-flow.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import * as D from '../preprocessor/directive-table.ts';
import type { Spot } from '../text/spot.ts';
import { optionsAt } from '../written/conditions.ts';
import { storySpots, type RelatedSpot, type TreeView } from './rule.ts';

/** " (compiled with A and B)"; '' where nothing has to be set. */
export function compiledWith(options: readonly string[]): string {
  return options.length === 0 ? '' : ` (compiled with ${options.join(' and ')})`;
}

/** Why a function needs curvnet, in every kernel that has it or with the options that are named. */
export interface NeedStory {
  readonly options: readonly string[];
  /** The use or the call in the function itself that starts it. */
  readonly first: Spot & { readonly name: string; readonly isUse: boolean };
  readonly spots: readonly RelatedSpot[];
}

/** The flow's own story, the shortest; where that needs options, another of at most `most` calls that needs none. */
export function storyOfNeed(tree: TreeView, start: TreeFunction, most: number): NeedStory | undefined {
  const { needs } = start;
  if (needs === undefined) return undefined;
  const options = optionsOfShortest(tree, start);
  const plain = options.length === 0 ? undefined : plainWay(tree, start, most);
  const [step] = plain ?? [];
  if (plain === undefined || step === undefined)
    return {
      options,
      first: { ...needs, isUse: needs.via === undefined && !isAssert(needs) },
      spots: storySpots(tree.flow, start, 'needs'),
    };
  return {
    options: [],
    first: { ...step, isUse: plain.length === 1 && !isAssert(step) },
    spots: plain.slice(1).map(({ by, name, start: from, end }, at) => ({
      path: by.path,
      start: from,
      end,
      message: `${by.flow.name} ${at === plain.length - 2 && !isAssert({ name }) ? 'uses V_' : 'calls '}${name}`,
    })),
  };
}

function isAssert({ name }: { readonly name: string }): boolean {
  return name === ASSERTS_CURVNET;
}

interface Step extends Spot {
  readonly by: TreeFunction;
  readonly name: string;
}

/** The shortest way from a function to a use of a virtualized global along which no option and no label decides. */
function plainWay(tree: TreeView, start: TreeFunction, most: number): readonly Step[] | undefined {
  const seen = new Set([start]);
  let round: readonly { readonly at: TreeFunction; readonly steps: readonly Step[] }[] = [{ at: start, steps: [] }];
  for (let calls = 0; calls <= most && round.length > 0; calls++) {
    const next: { at: TreeFunction; steps: readonly Step[] }[] = [];
    for (const { at, steps } of round) {
      const isPlain = (place: Place): boolean =>
        isInherited(place.state) && place.cases === undefined && optionsOfPlace(tree, at, place).length === 0;
      const use = at.flow.uses.find(isPlain) ?? at.flow.calls.find((call) => isAssert(call) && isPlain(call));
      if (use !== undefined) return [...steps, { by: at, ...use }];
      for (const call of at.flow.calls) {
        const targets = tree.flow.resolve(at.path, call.name);
        const [target] = targets;
        if (target === undefined || seen.has(target) || targets.some(({ needs }) => needs === undefined)) continue;
        if (!isPlain(call)) continue;
        seen.add(target);
        next.push({ at: target, steps: [...steps, { by: at, ...call }] });
      }
    }
    round = next;
  }
  return undefined;
}

type Place = TreeFunction['flow']['uses'][number];

function optionsOfShortest(tree: TreeView, start: TreeFunction): readonly string[] {
  const options: string[] = [];
  for (let at: TreeFunction | undefined = start; at !== undefined; at = at.needs?.via) {
    const { needs, flow } = at;
    const places = needs?.via === undefined && needs?.name !== ASSERTS_CURVNET ? flow.uses : flow.calls;
    const place = places.find(({ name, start: from }) => name === needs?.name && from === needs.start);
    if (place !== undefined) options.push(...optionsOfPlace(tree, at, place));
  }
  return [...new Set(options)];
}

/** What has to be set around a place, and around the definition of the macro that it comes from. */
function optionsOfPlace(tree: TreeView, { path }: TreeFunction, { start, macro }: Place): readonly string[] {
  const tokens = tree.tokens(path);
  if (tokens === undefined) return [];
  return [...optionsAt(tokens, start), ...(macro === undefined ? [] : optionsOfMacro(tree, path, tokens, macro))];
}

/** Those of a macro's first definition that is not empty, if all that are not empty have them. */
function optionsOfMacro(tree: TreeView, path: string, tokens: TokenFile, macro: string): readonly string[] {
  const headers = tree.flow.macroHeaders(macro, path).flatMap((header) => tree.tokens(header) ?? []);
  const [first, ...others] = [tokens, ...headers].flatMap((file) =>
    definitions(file, macro).map((at) => optionsAt(file, at)),
  );
  return first?.filter((name) => others.every((options) => options.includes(name))) ?? [];
}

/** Offsets of the #define lines of a macro that put something in its place. */
function definitions(file: TokenFile, macro: string): readonly number[] {
  const table = D.directiveTable(file);
  const found: number[] = [];
  for (let d = 0; d < table.code.length; d++) {
    const name = (file.directives[d] as number) + 2;
    const end = table.lineEnd[d] as number;
    if (table.code[d] !== D.D_DEFINE || name >= end || !file.isIdentifier(name, macro)) continue;
    const line = file.text.slice(file.end[name], file.end[end - 1]);
    if (line.replace(/^\([^)]*\)/, '').trim() !== '') found.push(file.start[name] as number);
  }
  return found;
}
