// Calls that initialize one object after another are not run each time (repeated-call.ts): what they leave is what
// running them leaves, byte by byte and step by step, and what clang's program computes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { RepeatedCalls } from '../../server/src/core/machine/repeated-call.ts';
import { Memory } from '../../server/src/core/machine/memory.ts';
import type { Cell } from '../../server/src/core/machine/thing.ts';
import { hasNativeClang } from '../kit/clang.ts';
import { randomObjects } from '../kit/random-objects.ts';
import { runC, type Ran } from '../kit/run-c.ts';

const PROGRAMS = Number(process.env['VNETSCOPE_PROGRAMS'] ?? 30);
const skip = !hasNativeClang || process.arch !== 'x64' ? 'no clang that makes programs for amd64' : false;

/** Runs it with `again` in place of RepeatedCalls.again. */
function running(text: string, again: RepeatedCalls['again']): Ran {
  const real = Object.getOwnPropertyDescriptor(RepeatedCalls.prototype, 'again');
  assert.ok(real !== undefined);
  Object.defineProperty(RepeatedCalls.prototype, 'again', { ...real, value: again });
  try {
    return runC(text);
  } finally {
    Object.defineProperty(RepeatedCalls.prototype, 'again', real);
  }
}

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its object below
const really = RepeatedCalls.prototype.again;

function plainly(key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return key === 'thing' ? (value as { readonly pointee: object }).pointee : value;
}

function text(cell: Cell): string {
  if (!(cell instanceof Memory)) return JSON.stringify(cell, plainly);
  const { bytes, marks } = cell.read(0, Math.min(cell.sizeBytes, 1 << 14));
  return JSON.stringify([[...bytes], marks], plainly);
}

/** Everything that a run has left, by name. */
function left({ ran, result }: Ran): Readonly<Record<string, string | undefined>> {
  return {
    ...Object.fromEntries([...ran.cells].map(([thing, cell]) => [thing.name, text(cell)])),
    '(result)': String(result),
    '(entered)': [...ran.entered].sort().join(' '),
    '(panic)': ran.panic,
    '(gave up)': ran.gaveUp,
    '(cells)': String(ran.cells.size),
  };
}

test('a call that is repeated leaves what running it leaves', () => {
  let repeated = 0;
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const program = randomObjects(seed);
    const [all, some] = [{ steps: 0 }, { steps: 0 }];
    const run = running(program, (m) => {
      all.steps = Math.max(all.steps, m.stepsDone);
      return undefined;
    });
    const again = running(program, function (this: RepeatedCalls, m, ...call) {
      const answer = really.call(this, m, ...call);
      if (answer !== undefined) repeated++;
      some.steps = Math.max(some.steps, m.stepsDone);
      return answer;
    });
    const [one, other] = [left(again), left(run)];
    const differs = Object.keys(one).filter((name) => one[name] !== other[name]);
    assert.deepEqual(differs, [], `seed ${seed}\n${program}`);
    assert.equal(some.steps, all.steps, `seed ${seed}: every step counts`);
  }
  assert.ok(repeated > PROGRAMS * 10, `${repeated} calls were repeated`);
});

test('and what clang computes', { skip }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-repeated-'));
  let compared = 0;
  try {
    for (let seed = 1; seed <= PROGRAMS; seed++) {
      const program = randomObjects(seed);
      const { result } = runC(program);
      if (typeof result === 'string') continue;
      compared++;
      const file = path.join(folder, 'case.c');
      writeFileSync(
        file,
        `${program}\nint printf(const char *, ...);\nint main(void) { run(); printf("%d", result); return 0; }\n`,
      );
      const made = spawnSync(
        'clang-22',
        ['-std=gnu99', '-w', '-O0', '-fwrapv', '-o', path.join(folder, 'case'), file],
        {
          encoding: 'utf8',
        },
      );
      assert.equal(made.status, 0, `seed ${seed}: ${made.stderr}`);
      assert.equal(
        Number(spawnSync(path.join(folder, 'case'), { encoding: 'utf8' }).stdout),
        result,
        `seed ${seed}\n${program}`,
      );
    }
    assert.ok(compared > PROGRAMS / 3, `${compared} were compared`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
