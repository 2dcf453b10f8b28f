import type { Target } from '../../../server/src/core/abi/target.ts';
import { TARGETS } from '../../../server/src/core/abi/targets.ts';
import { addTo } from '../../../server/src/core/collections/multimap.ts';
import { clang } from '../../kit/clang.ts';
import { clangArguments, measure } from '../../kit/measured-unit.ts';
import { PRELUDE, randomRecords, recordText } from '../../kit/random-records.ts';
import { clangLayouts, engineLine, refusedLines } from '../../kit/record-layouts.ts';
import { declaredTypes, renamed } from '../declaration-seeds.ts';
import { mutateDeclaration } from '../mutate-declaration.ts';
import { count, faultOf, type Counts, type Fault, type FuzzTarget } from '../target.ts';

const PER_CALL = 250;
/** What one input leaves in force ends before the next. */
const RESET = '_Pragma("pack()") _Pragma("ms_struct off")';

export const target: FuzzTarget = {
  about: 'layouts of generated and of mutated declarations of a tree, on every machine, against clang',
  perCall: PER_CALL,
  needsClang: true,
  limitMs: 20_000,
  open: () => {
    const types = declaredTypes();
    const preludes = new Map<string, readonly string[]>();
    const seeds = types.flatMap((type) => renamed(type) ?? []);
    const counts: Counts = {};
    return {
      counts,
      // All inputs of a call have one machine, which stands before the text.
      make: (random, index) => {
        const machine = TARGETS[Math.floor(index / PER_CALL) % TARGETS.length] as Target;
        const [record] = randomRecords(machine, random.below(2 ** 31), 1);
        const isMade = random.chance(0.4);
        const seed = isMade && record !== undefined ? recordText({ ...record, tag: 'fz' }) : random.pick(seeds);
        return `${machine.name}: ${mutateDeclaration(random, seed, seeds)}`;
      },
      judge: async (inputs) => {
        const byMachine = new Map<string, number[]>();
        inputs.forEach((input, i) => {
          addTo(byMachine, input.split(':')[0] ?? '', i);
        });
        const faults: Fault[] = inputs.map(() => undefined);
        for (const [name, indices] of byMachine) {
          const machine = TARGETS.find((one) => one.name === name);
          if (machine === undefined) continue;
          let prelude = preludes.get(name);
          if (prelude === undefined) preludes.set(name, (prelude = await accepted(machine, types)));
          const texts = indices.map((i) => (inputs[i] ?? '').slice(name.length + 1));
          const judged = await judgeAll(machine, prelude, texts, counts);
          indices.forEach((i, at) => (faults[i] = judged[at]));
        }
        return faults;
      },
    };
  },
};

/** The types that clang accepts on a machine, behind those that generated records use. */
async function accepted(machine: Target, types: readonly string[]): Promise<readonly string[]> {
  let lines = [...PRELUDE.split('\n'), ...types];
  for (;;) {
    const { stderr } = await clang([...clangArguments(machine), '-fsyntax-only', '-ferror-limit=0', 'a.c'], {
      'a.c': lines.join('\n'),
    });
    const refused = refusedLines(stderr);
    if (refused.size === 0) return lines;
    lines = lines.filter((_, i) => !refused.has(i + 1));
  }
}

/** Each input has a line of its own, and names with its number. */
async function judgeAll(
  machine: Target,
  prelude: readonly string[],
  texts: readonly string[],
  counts: Counts,
): Promise<readonly Fault[]> {
  const lines = texts.map((text, i) => `${text.replace(/\bfz(\w*)/g, (_, rest: string) => `fz${i}${rest}`)} ${RESET}`);
  const source = [...prelude, ...lines, ''].join('\n');
  let measured: ReturnType<typeof measure>;
  try {
    measured = measure(source, machine);
  } catch (error) {
    if (texts.length === 1) return [faultOf(error)];
    const alone: Fault[] = [];
    for (const text of texts) alone.push(...(await judgeAll(machine, prelude, [text], counts)));
    return alone;
  }
  const ask = texts.flatMap((_, i) => [
    `char asks${i}[sizeof(struct fz${i}) + 1];`,
    `char asku${i}[sizeof(union fz${i}) + 1];`,
  ]);
  const { stdout, stderr } = await clang(
    [...clangArguments(machine), '-fsyntax-only', '-ferror-limit=0', '-Xclang', '-fdump-record-layouts', 'a.c'],
    { 'a.c': `${source}${ask.join('\n')}\n` },
  );
  const refused = refusedLines(stderr);
  const theirs = clangLayouts(stdout);
  const faults: Fault[] = texts.map((_, i) => {
    if (refused.has(prelude.length + i + 1)) {
      count(counts, 'refused by clang');
      return undefined;
    }
    for (const kind of ['struct', 'union'] as const) {
      const expected = theirs.get(`${kind} fz${i}`);
      if (expected === undefined) continue;
      let ours: string;
      try {
        ours = engineLine(measured, kind, measured.unit.interner.intern(`fz${i}`));
      } catch (error) {
        return faultOf(error);
      }
      count(counts, ours.startsWith('unknown: ') ? 'unknown' : 'compared');
      // That a size is not known is allowed; that it is wrong is not.
      if (!ours.startsWith('unknown: ') && places(ours) !== places(expected))
        return `wrong layout\nclang: ${expected}\nours:  ${ours}`;
    }
    return undefined;
  });
  if (texts.length === 1) return faults;
  // After an input that clang refuses, the pragmas in force may differ: each has to fail alone.
  const confirmed: Fault[] = [];
  for (const [i, fault] of faults.entries())
    confirmed.push(fault === undefined ? undefined : (await judgeAll(machine, prelude, texts.slice(i, i + 1), {}))[0]);
  return confirmed;
}

/** The numbers alone: clang prints types and names. */
function places(line: string): string {
  const [total = '', fields = ''] = line.split(': ');
  return `${total}: ${fields
    .split(', ')
    .map((field) => field.split(' ')[0] ?? '')
    .join(',')}`;
}
