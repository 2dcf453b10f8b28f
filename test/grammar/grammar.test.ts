import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test, { describe } from 'node:test';
import { filesBelow, root, textOf } from '../kit/source-graph.ts';
import { parseSample, scopeMatches, type Expectation } from './annotated-sample.ts';
import { loadGrammar, tokenize, type TokenizedLine } from './tokenizer.ts';

const samples = path.join(root, 'test', 'grammar', 'samples');

/** What is wrong with one expectation, in a line; undefined when nothing is. */
function failureOf(
  expectation: Expectation,
  code: readonly string[],
  lines: readonly TokenizedLine[],
): string | undefined {
  const { annotationLine, codeLine, start, end, has, hasNot } = expectation;
  const tokens = lines[codeLine]?.tokens.filter((token) => token.start < end && token.end > start) ?? [];
  const text = code[codeLine]?.slice(start, end) ?? '';
  for (const token of tokens) {
    const missing = has.filter((wanted) => !token.scopes.some((scope) => scopeMatches(scope, wanted)));
    const surplus = hasNot.filter((unwanted) => token.scopes.some((scope) => scopeMatches(scope, unwanted)));
    if (missing.length + surplus.length === 0) continue;
    return `line ${annotationLine}: "${text}" lacks [${missing.join(' ')}], has [${surplus.join(' ')}] in ${token.scopes.join(' ')}`;
  }
  return tokens.length === 0 ? `line ${annotationLine}: nothing at column ${start + 1}` : undefined;
}

describe('annotated samples', () => {
  for (const file of readdirSync(samples).sort()) {
    test(file, async () => {
      const { code, expectations } = parseSample(readFileSync(path.join(samples, file), 'utf8'));
      assert.ok(expectations.length > 0, 'the sample expects nothing');
      const grammar = await loadGrammar(file.endsWith('.cpp') ? 'source.cpp' : 'source.c', { injected: true });
      const lines = tokenize(grammar, code);
      const failures = expectations
        .map((expectation) => failureOf(expectation, code, lines))
        .filter((failure) => failure !== undefined);
      assert.deepEqual(failures, []);
    });
  }
});

test('the checker itself notices a wrong scope, a missing one and an unwanted one', async () => {
  const { code, expectations } = parseSample(
    'V_a = 1;\n//<--- comment\n//  ^ keyword.operator\n//    ^ string - constant.numeric\n',
  );
  const lines = tokenize(await loadGrammar('source.c', { injected: true }), code);
  const failures = expectations.map((expectation) => failureOf(expectation, code, lines));
  assert.match(failures[0] ?? '', /^line 2: "V_a" lacks \[comment\]/);
  assert.equal(failures[1], undefined);
  assert.match(failures[2] ?? '', /^line 4: "1" lacks \[string\], has \[constant.numeric\]/);
});

test('where a sample has no macro of ours, the injected grammar leaves C as it is', async () => {
  const code = [
    '#include <sys/param.h>',
    '#define TWICE(x) ((x) + (x)) /* V_x */',
    '',
    'static const char *names[] = { "V_a", [1] = "VNET(b)" };',
    'int',
    'main(int argc, char **argv)',
    '{',
    "\tif (argc > 1 && argv[1][0] == 'V')",
    '\t\treturn (TWICE(argc));',
    '\treturn (0);',
    '}',
  ];
  const plain = tokenize(await loadGrammar('source.c', { injected: false }), code);
  const injected = tokenize(await loadGrammar('source.c', { injected: true }), code);
  assert.deepEqual(injected, plain);
});

const kernelSources = filesBelow('test/minikernel').filter((file) => /\.[ch]$/.test(file));

test('no rule of ours stays open: in every file of the sample kernel, blank lines are as deep as without it', async () => {
  const [plain, injected] = await Promise.all([
    loadGrammar('source.c', { injected: false }),
    loadGrammar('source.c', { injected: true }),
  ]);
  let compared = 0;
  for (const file of kernelSources) {
    const code = textOf(file).split('\n');
    const [without, with_] = [tokenize(plain, code), tokenize(injected, code)];
    for (const [index, line] of code.entries()) {
      if (line !== '') continue;
      compared++;
      assert.equal(with_[index]?.depth, without[index]?.depth, `${file}:${index + 1}`);
      assert.deepEqual(with_[index]?.tokens, without[index]?.tokens, `${file}:${index + 1}`);
    }
  }
  assert.ok(compared > 500, `only ${compared} lines were compared`);
});

test("every V_ name and every macro with arguments that the sample's vnet.h and pcpu.h define is coloured", async () => {
  const grammar = await loadGrammar('source.c', { injected: true });
  const headers = ['test/minikernel/sys/net/vnet.h', 'test/minikernel/sys/sys/pcpu.h'].map(textOf).join('\n');
  const macros = [
    ...headers.matchAll(
      /^#define\s+((?:VNET|CURVNET|DPCPU|SYSCTL_VNET|IS_DEFAULT_VNET|CRED_TO_VNET|TD_TO_VNET|P_TO_VNET)\w*)\(/gm,
    ),
  ].map((match) => match[1] ?? '');
  const accessors = kernelSources.flatMap((file) =>
    [...textOf(file).matchAll(/^#define\s+(V_\w+)/gm)].map((match) => match[1] ?? ''),
  );
  assert.ok(macros.length > 30 && accessors.length > 50, `${macros.length} macros, ${accessors.length} accessors`);
  const plain = [...new Set([...macros, ...accessors])].filter((name) => {
    const first = tokenize(grammar, [`${name}(a, b);`])[0]?.tokens[0];
    return first?.end !== name.length || !first.scopes.some((scope) => scope.endsWith('.vnet'));
  });
  assert.deepEqual(plain, []);
});
