/**
 * Quick fixes: applied to a rule's own bad example and to mistakes seeded into the sample kernel, they leave no finding
 * of the rule, and C that clang takes.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { fixTree } from '../../server/src/core/analysis/session/fix-tree.ts';
import type { Session } from '../../server/src/core/analysis/session/session.ts';
import { RULES } from '../../server/src/core/rules/registry.ts';
import type { Rule } from '../../server/src/core/rules/rule.ts';
import { clangName, hasNativeClang } from '../kit/clang.ts';
import { mutated, SoundCode, type Mutator } from '../kit/mutation.ts';
import { filesOf, finish, openSample } from '../kit/rule-session.ts';
import { SampleCompile } from '../kit/sample-compile.ts';
import { Seeded } from '../kit/seeded.ts';
import { root } from '../kit/source-graph.ts';

const MUTANTS = hasNativeClang ? 6 : 2;
const compiler = new SampleCompile();

/** Fixes everything of the rule in the files; the texts then. */
function fixed(session: Session, rule: Rule, paths: readonly string[]): Readonly<Record<string, string>> {
  finish(session);
  const before = paths
    .flatMap((file) => session.findings(file) ?? [])
    .filter((finding) => finding.rule === rule.id && finding.fix !== undefined);
  assert.ok(before.length > 0, `${rule.id}: nothing to fix`);
  fixTree(session, paths, (finding) => finding.rule === rule.id);
  finish(session);
  const after = paths
    .flatMap((file) => session.findings(file) ?? [])
    .filter((finding) => finding.rule === rule.id && finding.fix !== undefined);
  assert.deepEqual(after, [], `${rule.id}: still there after the fix`);
  return Object.fromEntries(paths.map((file) => [file, session.files.read(file) ?? '']));
}

// Those of containers stand beside no modern net/vnet.h: fixes.test.ts compiles them.
for (const rule of RULES.filter(({ fixes, category }) => fixes !== undefined && category !== 'Containers')) {
  test(`${rule.id}: the fix of its bad example, with ${clangName}`, async () => {
    const files = filesOf(rule.bad);
    const paths = Object.keys(files);
    const session = openSample(files);
    const texts = fixed(session, rule, paths);
    assert.notDeepEqual(texts, files);
    for (const source of paths.filter((file) => file.endsWith('.c')))
      assert.deepEqual(await compiler.errors(source, texts), [], texts[source]);
  });

  const mutator = path.join(root, 'test/rules', rule.id, 'mutate.ts');
  test(
    `${rule.id}: fixes of seeded mistakes, with ${clangName}`,
    { skip: existsSync(mutator) ? false : 'no mistakes are seeded' },
    async () => {
      const { mutate } = (await import(pathToFileURL(mutator).href)) as { readonly mutate: Mutator };
      const session = openSample();
      const code = new SoundCode(session, new Seeded(11));
      for (let done = 0, tries = 0; done < MUTANTS && tries < 60; tries++) {
        const mutant = mutate(code);
        if (mutant === undefined) continue;
        const broken = mutated(session, mutant);
        for (const [file, text] of broken) session.setText(file, text);
        finish(session);
        const paths = [...new Set([...broken.keys(), ...(mutant.expectIn === undefined ? [] : [mutant.expectIn])])];
        const fixable = paths
          .flatMap((file) => session.findings(file) ?? [])
          .some((finding) => finding.rule === rule.id && finding.fix !== undefined);
        if (fixable) {
          const edited = new Set([
            ...paths,
            ...paths
              .flatMap((file) => session.findings(file) ?? [])
              .flatMap(({ fix }) => fix?.edits.map((edit) => edit.path) ?? []),
          ]);
          const texts = fixed(session, rule, [...edited]);
          for (const source of Object.keys(texts).filter((file) => file.endsWith('.c')))
            assert.deepEqual(await compiler.errors(source, texts), [], JSON.stringify(mutant));
          for (const file of edited) session.close(file);
          done++;
        }
        for (const file of broken.keys()) session.close(file);
      }
    },
  );
}
