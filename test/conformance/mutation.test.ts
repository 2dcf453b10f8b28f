/**
 * Mutation: each rule's mistake is seeded at random places of sound code (test/rules/<rule>/mutate.ts) and must be
 * found there, and no more once it is taken back. The sample kernel always; a real tree when VNETSCOPE_KERNEL_TREE
 * names one. VNETSCOPE_MUTANTS sets how many of each rule, VNETSCOPE_SEED where chance begins, VNETSCOPE_RULE one rule.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { DEFAULT_CHECK_SETTINGS } from '../../server/src/core/analysis/session/check-settings.ts';
import type { Finding, Rule } from '../../server/src/core/rules/rule.ts';
import { OverlayFiles } from '../../server/src/core/analysis/workspace/overlay-files.ts';
import type { Session } from '../../server/src/core/analysis/session/session.ts';
import { RULES } from '../../server/src/core/rules/registry.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import { mutated, SoundCode, spokenIn, type Mutant, type Mutator, type Preparation } from '../kit/mutation.ts';
import { finish, readWhole } from '../kit/rule-session.ts';
import { Seeded } from '../kit/seeded.ts';
import { root } from '../kit/source-graph.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

const ofEach = Number(process.env['VNETSCOPE_MUTANTS'] ?? '20');
const seed = Number(process.env['VNETSCOPE_SEED'] ?? '5');
const only = process.env['VNETSCOPE_RULE'];
const MOST_TRIES = 30;
const WANTED_SHARE = 0.95;

interface Tally {
  seeded: number;
  found: number;
  readonly missed: string[];
  readonly twins: string[];
}

interface Seeding {
  readonly mutate: Mutator;
  readonly prepare?: Preparation;
}

async function seedingOf(rule: Rule): Promise<Seeding> {
  const file = path.join(root, 'test/rules', rule.id, 'mutate.ts');
  assert.ok(existsSync(file), `${rule.id} has no mistake to seed`);
  return (await import(pathToFileURL(file).href)) as Seeding;
}

/** Every rule is on. */
const settings = {
  ...DEFAULT_CHECK_SETTINGS,
  rules: Object.fromEntries(RULES.filter(({ severity }) => severity === 'off').map(({ id }) => [id, 'hint' as const])),
};

function findingsOf(session: Session, rule: string, file: string, wait: boolean): readonly Finding[] {
  for (;;) {
    if (wait) finish(session);
    const found = session.findings(file);
    // To look may begin a search of the tree.
    if (wait && session.step()) continue;
    if (found !== undefined) return found.filter((finding) => finding.rule === rule);
    assert.ok(session.step(), `${file}: no findings, and nothing left to do`);
  }
}

/** What identifies a finding in one text. */
const keyOf = ({ message, start, end }: Finding): string => `${message} ${start} ${end}`;

function tryMutant(session: Session, rule: Rule, mutant: Mutant, wait: boolean, tally: Tally): void {
  const [first] = mutant.edits;
  assert.ok(first !== undefined);
  const file = mutant.expectIn ?? first.path;
  const before = findingsOf(session, rule.id, file, wait);
  const texts = mutated(session, mutant);
  const open = new Map(
    [...texts.keys()].map((one) => [one, session.files.isOpen(one) ? session.files.read(one) : undefined]),
  );
  for (const [one, text] of texts) session.setText(one, text);
  const after = findingsOf(session, rule.id, file, wait);
  for (const [one, text] of open) {
    if (text === undefined) session.close(one);
    else session.setText(one, text);
  }
  const again = findingsOf(session, rule.id, file, wait);
  tally.seeded++;
  const messages = new Map<string, number>();
  for (const { message } of before) messages.set(message, (messages.get(message) ?? 0) + 1);
  const isFound = after.some(({ message }) => {
    const left = messages.get(message) ?? 0;
    messages.set(message, left - 1);
    return left <= 0;
  });
  if (isFound) tally.found++;
  else
    tally.missed.push(
      `${file}: ${mutant.edits.map(({ path: at, start, text }) => `${at}@${start} ${JSON.stringify(text.slice(0, 160))}`).join('; ')}`,
    );
  const text = (list: readonly Finding[]): string => list.map((finding) => keyOf(finding)).join('\n');
  if (text(again) !== text(before)) tally.twins.push(`${file}: ${again.map(({ message }) => message).join('; ')}`);
}

async function mutate(
  session: Session,
  t: { diagnostic(line: string): void },
  wants?: (file: string) => boolean,
  rules: readonly Rule[] = RULES.filter(({ category }) => category !== 'Containers'),
): Promise<void> {
  let [seeded, found] = [0, 0];
  const misses: string[] = [];
  for (const rule of rules.filter(({ id }) => only === undefined || id === only)) {
    const { mutate: mutator, prepare } = await seedingOf(rule);
    prepare?.(session);
    const tally: Tally = { seeded: 0, found: 0, missed: [], twins: [] };
    const code = new SoundCode(
      session,
      new Seeded(
        seed +
          Array.from(rule.id, (letter) => letter.charCodeAt(0)).reduce(
            (sum, letter) => (sum * 31 + letter) % 1_000_003,
            7,
          ),
      ),
      wants,
    );
    for (let tries = 0; tally.seeded < ofEach && tries < ofEach + MOST_TRIES; tries++) {
      const written = mutator(code);
      const mutant = written === undefined ? undefined : spokenIn(session, written);
      if (mutant !== undefined)
        tryMutant(
          session,
          rule,
          mutant,
          rule.scope === 'region' || rule.scope === 'tree' || prepare !== undefined,
          tally,
        );
    }
    t.diagnostic(`${rule.id.padEnd(30)} ${tally.found}/${tally.seeded}`);
    for (const miss of tally.missed.slice(0, 3)) t.diagnostic(`    missed in ${miss}`);
    assert.deepEqual(tally.twins, [], `${rule.id}: findings on the unmutated twin`);
    if (tally.found < tally.seeded * WANTED_SHARE) misses.push(`${rule.id}: ${tally.found} of ${tally.seeded}`);
    seeded += tally.seeded;
    found += tally.found;
  }
  // A misspelled rule would pass with nothing done.
  assert.ok(only === undefined || RULES.some(({ id }) => id === only), `there is no rule ${only ?? ''}`);
  t.diagnostic(`all: ${found} of ${seeded} found, ${((100 * found) / seeded).toFixed(1)} %`);
  assert.deepEqual(misses, [], 'rules that miss more than one mutant in twenty');
}

test('every rule with a mistake to seed finds it in the sample kernel', { timeout: 900_000 }, async (t) => {
  await mutate(
    readWhole(new OverlayFiles(new NodeFiles(sampleFolder)), () => settings),
    t,
  );
});

test('and every rule on containers in the container kernel', { timeout: 900_000 }, async (t) => {
  await mutate(
    readWhole(new OverlayFiles(new NodeFiles(path.join(root, 'test/containerkernel'))), () => settings),
    t,
    undefined,
    RULES.filter(({ category }) => category === 'Containers'),
  );
});

const tree = process.env['VNETSCOPE_KERNEL_TREE'];
test(
  'and in a real tree',
  { skip: tree === undefined ? 'VNETSCOPE_KERNEL_TREE names none' : false, timeout: 3_600_000 },
  async (t) => {
    // The places where such code is written; the rest of the tree is there all the same.
    await mutate(
      readWhole(new OverlayFiles(new NodeFiles(tree ?? '')), () => settings),
      t,
      (file) => /^(sys\/)?(net|netinet|netinet6|netipsec|netpfil|kern)\//.test(file),
    );
  },
);
