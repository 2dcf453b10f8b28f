// #if lines as a kernel's compilation takes them, and the readings of a body that its branches give (C17 6.10.1).
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { evaluate, readFormula } from '../../../server/src/core/written/condition-formula.ts';
import { SourceConditions } from '../../../server/src/core/written/live-tokens.ts';
import { Interner } from '../../../server/src/core/lexer/interner.ts';
import { lexFile } from '../../../server/src/core/lexer/lex.ts';

/** true, false, or 'open' where the configuration decides. */
const conditions: readonly (readonly [line: string, value: boolean | 'open'])[] = [
  ['#if 0', false],
  ['#if 1', true],
  ['#if 0x10', true],
  ['#ifdef VIMAGE', true],
  ['#ifndef VIMAGE', false],
  ['#ifdef INET', 'open'],
  ['#if defined(_KERNEL)', true],
  ['#if defined _KERNEL && defined(INET)', 'open'],
  ['#if defined(__NetBSD__) && defined(INET)', false],
  ['#if defined(__NetBSD__) || defined(__FreeBSD__)', true],
  ['#if !defined(__linux__)', true],
  ['#if !(defined(INET) || 1)', false],
  ['#if __FreeBSD_version >= 1200000', true],
  ['#if __FreeBSD_version < 900000', false],
  ['#if (__FreeBSD_version > 500000) && 1', true],
  ['#if __FreeBSD__ >= 13', true],
  ['#if defined(__FreeBSD_version) && (__FreeBSD_version >= 1300010)', true],
  ['#if MAXCPU > 1', 'open'],
  ['#if MAXCPU', 'open'],
  ['#if MAXCPU > 1 && 0', false],
  ['#if (MAXCPU + 1) * 2 > 3 || 1', true],
  ['#ifdef notyet', false],
  ['#if', 'open'],
  ['#if defined(', 'open'],
];

describe('conditions', () => {
  for (const [line, value] of conditions) {
    test(line, () => {
      const file = lexFile('a.c', `${line}\n#endif\n`, new Interner());
      assert.equal(evaluate(readFormula(file, 0, 1300010), () => undefined) ?? 'open', value);
    });
  }
  test('without a release, versions are open', () => {
    const file = lexFile('a.c', '#if __FreeBSD_version >= 1200000\n#endif\n', new Interner());
    assert.equal(
      evaluate(readFormula(file, 0, 0), () => undefined),
      undefined,
    );
  });
});

/** Each reading of a text, its names joined. */
const readings: readonly (readonly [text: string, every: string, ...variants: string[]])[] = [
  ['a b', 'a b', 'a b'],
  ['#if 0\na\n#else\nb\n#endif\nc', 'b c', 'b c'],
  ['#if 1\na\n#elif X\nb\n#else\nc\n#endif', 'a', 'a'],
  ['#ifdef X\na\n#endif\nb', 'a b', 'a b', 'b'],
  ['#ifdef X\na\n#else\nb\n#endif', 'a b', 'a', 'b'],
  // Twins are taken alike, whichever way round they ask.
  ['#ifdef X\na\n#endif\n#ifndef X\nb\n#endif\n#if defined(X)\nc\n#endif', 'a b c', 'a c', 'b'],
  ['#ifdef X\na\n#elif defined(Y)\nb\n#else\nc\n#endif', 'a b c', 'a', 'c', 'b'],
  ['#ifdef X\n#ifdef Y\na\n#else\nb\n#endif\n#else\nc\n#endif', 'a b c', 'a', 'c', 'b'],
  ['#ifdef X\na\n#ifdef VIMAGE\nb\n#endif\n#endif', 'a b', 'a b', ''],
  // Without its #endif an #if ends nowhere: what follows counts.
  ['#ifdef X\na\n', 'a', 'a'],
];

describe('readings', () => {
  for (const [text, every, ...variants] of readings) {
    test(JSON.stringify(text), () => {
      const file = lexFile('a.c', text, new Interner());
      const read = new SourceConditions(file, 1300010);
      const names = (tokens: Int32Array): string => [...tokens].map((i) => file.spelling(i)).join(' ');
      assert.equal(names(read.every(0, file.count - 1)), every);
      assert.deepEqual(read.variants(0, file.count - 1).map(names), variants);
    });
  }
  test('many independent conditions are bounded', () => {
    const text = Array.from({ length: 40 }, (_, i) => `#ifdef X${i}\na${i}\n#else\nb${i}\n#endif\n`).join('');
    const file = lexFile('a.c', text, new Interner());
    assert.equal(new SourceConditions(file, 0).variants(0, file.count - 1).length, 2);
  });
});
