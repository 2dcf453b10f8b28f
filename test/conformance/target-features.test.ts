// What clang answers on each machine to __has_attribute and __is_target_arch, where machines differ; whether its
// relocations bring addends.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { predefinedMacros } from '../../server/src/core/abi/predefined-macros.ts';
import { TARGETS } from '../../server/src/core/abi/targets.ts';
import { clang, clangIn, tokensOfText } from '../kit/clang.ts';
import { preprocess } from '../kit/front-end.ts';
import { clangArguments } from '../kit/measured-unit.ts';
import { noObjects } from '../kit/object-file.ts';

/** Attributes that some machines of clang have (Attr.td, TargetSpecificAttr), and some that all have. */
const ATTRIBUTES =
  `interrupt signal force_align_arg_pointer function_return no_caller_saved_registers nocf_check target_version
model long_call short_call far near patchable_function_entry preserve_none preserve_most regcall stdcall ms_abi pcs ifunc naked
target target_clones tls_model`.split(/\s+/);
/** clang's names of machines, aliases too (Triple::parseArch); the first word of each machine's triple is one. */
const ARCHITECTURES = new Set([
  ...['x86', 'arm', 'arm64', 'riscv', 'powerpc', 'ppc', 'powerpc64', 'ppc64', 'ppc64le', 'mips', 'sparcv9', 'i386'],
  ...TARGETS.map(({ tripleCpu }) => tripleCpu),
]);
const QUESTIONS = [
  ...ATTRIBUTES.map((name) => `__has_attribute(${name})`),
  ...[...ARCHITECTURES].map((name) => `__is_target_arch(${name})`),
];

for (const target of TARGETS)
  test(`attributes and names of ${target.name}, as clang -E has them`, async () => {
    const text = QUESTIONS.map((question) => `${question}\n`).join('');
    const { stdout } = await clang([...clangArguments(target), '-E', '-P', 'a.c'], { 'a.c': text });
    const expected = tokensOfText(stdout);
    const { tokens } = preprocess(text, { predefined: predefinedMacros(target, { freebsdMajor: 13 }) });
    assert.equal(expected.length, QUESTIONS.length);
    const say = (answers: readonly string[]): string[] => QUESTIONS.map((question, i) => `${question} ${answers[i]}`);
    assert.deepEqual(say(tokens), say(expected));
  });

for (const target of TARGETS)
  test(`relocations of ${target.name}, as an object has them`, { skip: noObjects ?? false }, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-features-'));
    try {
      writeFileSync(path.join(folder, 'a.c'), 'extern int x;\nint *p = &x;\n');
      await clangIn(folder, [...clangArguments(target), '-fno-pic', '-c', 'a.c', '-o', 'a.o']);
      const [section] = /\.rela?(?=\.(?:s?data)\0)/.exec(readFileSync(path.join(folder, 'a.o'), 'latin1')) ?? [];
      assert.equal(section, `.${target.relocations.toLowerCase()}`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
