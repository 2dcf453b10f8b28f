// Input that never ends or doubles with each line: each stops at its limit with one problem, and what follows is still
// read.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  MAX_NESTED_CALLS,
  MAX_NESTED_EXPANSIONS,
  MAX_WORK_PER_SEGMENT,
} from '../../../server/src/core/preprocessor/expander.ts';
import { MAX_INCLUDE_DEPTH, MAX_INCLUDES_PER_UNIT } from '../../../server/src/core/preprocessor/preprocessor.ts';
import { preprocess } from '../../kit/front-end.ts';

function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');
}

/** The problems as "line message". */
function told(text: string, headers: Readonly<Record<string, string>> = {}): string[] {
  return preprocess(text, { headers }).problems.map(({ line, message }) => `${line} ${message}`);
}

test('a macro that doubles with each of 40 lines', () => {
  const text = `#define L0 x\n${lines(40, (i) => `#define L${i + 1} L${i} L${i}`)}L40\n`;
  assert.deepEqual(told(text), [`42 macro expansion makes more than ${MAX_WORK_PER_SEGMENT} tokens`]);
});

test('as many tokens as are allowed are no trouble', () => {
  const { tokens, problems } = preprocess(`#define L0 x\n${lines(16, (i) => `#define L${i + 1} L${i} L${i}`)}L16\n`);
  assert.equal(tokens.length, 65_536);
  assert.deepEqual(problems, []);
});

test('a spelling that ## doubles 40 times', () => {
  const text = `#define JOIN(a, b) a##b\n#define TWICE(a) JOIN(a, a)\n#define L0 TWICE(x)\n${lines(40, (i) => `#define L${i + 1} TWICE(L${i})`)}L40\nint y;\n`;
  const { tokens, problems } = preprocess(text);
  assert.equal(problems.length, 1);
  assert.match(problems[0]?.message ?? '', /more than 4000000 tokens/);
  assert.deepEqual(tokens.slice(-3), ['int', 'y', ';']);
});

test('a string that # doubles 40 times', () => {
  const text = `#define STR(a) #a\n#define TWICE(a) STR(a a)\n#define L0 TWICE("\\\\")\n${lines(40, (i) => `#define L${i + 1} TWICE(L${i})`)}L40\nint y;\n`;
  const { tokens, problems } = preprocess(text);
  assert.equal(problems.length, 1);
  assert.deepEqual(tokens.slice(-3), ['int', 'y', ';']);
});

test('calls in the arguments of calls', () => {
  const nested = (depth: number): string => `#define F(x) x\n${'F('.repeat(depth)}1${')'.repeat(depth)};\nint y;\n`;
  assert.deepEqual(preprocess(nested(MAX_NESTED_CALLS)).tokens, ['1', ';', 'int', 'y', ';']);
  const { tokens, problems } = preprocess(nested(10_000));
  assert.deepEqual(
    problems.map(({ message }) => message),
    [`macro calls nest deeper than ${MAX_NESTED_CALLS}`],
  );
  assert.deepEqual(tokens.slice(-3), ['int', 'y', ';']);
});

test('macros in the replacements of macros', () => {
  const chain = (length: number): string =>
    `#define L0 x\n${lines(length, (i) => `#define L${i + 1} (L${i})`)}L${length}\nint y;\n`;
  assert.deepEqual(told(chain(MAX_NESTED_EXPANSIONS - 1)), []);
  const { tokens, problems } = preprocess(chain(MAX_NESTED_EXPANSIONS + 10));
  assert.equal(problems.length, 1);
  assert.match(problems[0]?.message ?? '', /^macros nest deeper than 4000 at 'L\d+'$/);
  assert.deepEqual(tokens.slice(-3), ['int', 'y', ';']);
});

test('conditions in parentheses, and choices in choices', () => {
  const parentheses = (depth: number): string =>
    `#if ${'('.repeat(depth)}1${')'.repeat(depth)}\nint yes;\n#endif\nint y;\n`;
  assert.deepEqual(told(parentheses(400)), []);
  const deep = preprocess(parentheses(100_000));
  assert.deepEqual(
    deep.problems.map(({ line, message }) => `${line} ${message}`),
    ['1 the condition is nested too deeply'],
  );
  assert.deepEqual(deep.tokens, ['int', 'y', ';']);
  const choices = preprocess(`#if ${'1 ? '.repeat(100_000)}1${' : 0'.repeat(100_000)}\nint yes;\n#endif\nint y;\n`);
  assert.deepEqual(
    choices.problems.map(({ message }) => message),
    ['the condition is nested too deeply'],
  );
});

test('a condition whose macros never end', () => {
  const text = `#define L0 1\n${lines(40, (i) => `#define L${i + 1} L${i} + L${i}`)}#if L40\nint yes;\n#endif\nint y;\n`;
  const { tokens, problems } = preprocess(text);
  assert.match(problems[0]?.message ?? '', /more than 4000000 tokens/);
  assert.ok(
    problems.every(({ line }) => line === 42),
    JSON.stringify(problems),
  );
  assert.deepEqual(tokens.slice(-3), ['int', 'y', ';']);
});

test('a header that includes itself, and two that include each other', () => {
  assert.deepEqual(told('#include "a.h"\nint y;\n', { 'inc/a.h': '#include "a.h"\n' }), [
    `1 includes nest deeper than ${MAX_INCLUDE_DEPTH} at "a.h"`,
  ]);
  const { tokens, problems } = preprocess('#include "a.h"\nint y;\n', {
    headers: { 'inc/a.h': '#include "b.h"\n#include "b.h"\n', 'inc/b.h': '#include "a.h"\n#include "a.h"\nint z;\n' },
  });
  assert.equal(problems.length, 1);
  assert.deepEqual(tokens.slice(-3), ['int', 'y', ';']);
});

test('headers that double with each level', () => {
  const headers = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`inc/h${i + 1}.h`, `#include "h${i}.h"\n#include "h${i}.h"\n`]),
  );
  const { tokens, problems } = preprocess('#include "h40.h"\nint y;\n', {
    headers: { ...headers, 'inc/h0.h': 'int x;\n' },
  });
  assert.deepEqual(
    problems.map(({ message }) => message),
    [`more than ${MAX_INCLUDES_PER_UNIT} headers are included; the rest is ignored`],
  );
  assert.deepEqual(tokens.slice(-3), ['int', 'y', ';']);
});

test('a header that is not there is said once in a unit', () => {
  assert.deepEqual(told('#include "no.h"\n#include "no.h"\n#include <no.h>\n'), [
    '1 cannot find "no.h"',
    '3 cannot find <no.h>',
  ]);
});
