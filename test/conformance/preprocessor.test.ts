// The preprocessor's token stream against `clang -E`, on a written torture corpus.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { readCases, type SourceCase } from '../kit/case-file.ts';
import { clang, clangName, inParallel, tokensOfText } from '../kit/clang.ts';
import { AMD64_MACROS, preprocess } from '../kit/front-end.ts';
import { root } from '../kit/source-graph.ts';
import { T_PRAGMA } from '../../server/src/core/lexer/token-kinds.ts';

const folder = path.join(root, 'test/conformance/corpus-preprocessor');
const FLAGS = [
  '-E',
  '-P',
  '-target',
  'x86_64-unknown-freebsd13.0',
  '-ffreestanding',
  '-O2',
  '-mcmodel=kernel',
  '-mno-red-zone',
  '-nostdinc',
  '-fno-color-diagnostics',
];
/** The corpus is read as GNU C11; [std c99] asks for the mode of the kernels up to 13. */
const GNU11 = '#undef __STRICT_ANSI__\n#undef __STDC_VERSION__\n#define __STDC_VERSION__ 201112L\n';

/** #pragma and #ident lines that clang leaves in its output and that have no meaning for a layout. */
function withoutOtherPragmas(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^#(ident\b|pragma(?! pack\b))/.test(line))
    .join('\n');
}

async function expected({ options, main, headers }: SourceCase): Promise<string[]> {
  const folders = options.get('folders') ?? ['inc'];
  const forced = options.get('include') ?? [];
  const args = [
    ...FLAGS,
    `-std=${options.get('std')?.[0] ?? 'gnu11'}`,
    ...folders.flatMap((name) => ['-I', name]),
    ...forced.flatMap((name) => ['-include', name]),
    'a.c',
  ];
  const { stdout } = await clang(args, {
    ...Object.fromEntries(folders.map((name) => [`${name}/.keep`, ''])),
    ...headers,
    'a.c': main,
  });
  return tokensOfText(withoutOtherPragmas(stdout));
}

function actual({ options, main, headers }: SourceCase): string[] {
  const { frontEnd, translation } = preprocess(main, {
    headers,
    predefined: options.has('std') ? AMD64_MACROS : AMD64_MACROS + GNU11,
    folders: options.get('folders') ?? ['inc'],
    forcedIncludes: options.get('include') ?? [],
  });
  return translation.segments.flatMap(({ tokens }) =>
    Array.from({ length: tokens.count }, (_, i) => i).flatMap((i) =>
      tokens.kind[i] === T_PRAGMA
        ? tokensOfText(tokens.spelling(i, frontEnd.interner))
        : [tokens.spelling(i, frontEnd.interner)],
    ),
  );
}

let compared = 0;
let mismatches = 0;

for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.cases'))
  .sort()) {
  const cases = readCases(readFileSync(path.join(folder, file), 'utf8'));
  describe(`${path.basename(file, '.cases')}, as clang -E has it`, async () => {
    const answers = new Map<SourceCase, string[]>();
    await inParallel(cases, async (one) => {
      answers.set(one, await expected(one));
    });
    for (const one of cases) {
      test(one.name, () => {
        compared++;
        mismatches++;
        assert.deepEqual(actual(one), answers.get(one));
        mismatches--;
      });
    }
  });
}

after(() => {
  process.stdout.write(
    `preprocessor: ${compared} token streams of the corpus compared with ${clangName}, ${mismatches} mismatches\n`,
  );
});
