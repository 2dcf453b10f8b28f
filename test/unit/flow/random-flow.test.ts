// The graph and the walk over it against running the same random functions: every use, call and fault must be the same.
import assert from 'node:assert/strict';
import test from 'node:test';
import { functionsOf } from '../../kit/flow-files.ts';
import { RandomFlow } from '../../kit/random-flow.ts';
import { runFlow } from '../../kit/run-flow.ts';

const PROGRAMS = 3000;

/** The id that the text at an offset was printed with. */
function idAt(text: string, offset: number): number {
  return Number(/\d+/.exec(text.slice(offset))?.[0] ?? 0);
}

function sorted(ids: Iterable<number>): string {
  return [...new Set(ids)].sort((a, b) => a - b).join(' ');
}

test(`${PROGRAMS} random functions: what holds at each place, and each fault, is what running them finds`, () => {
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const program = new RandomFlow(seed);
    const trace = runFlow(program);
    const [flow] = functionsOf(program.text);
    assert.ok(flow !== undefined);
    const say = `seed ${seed}\n${program.text}`;
    const places = new Map(
      [...flow.uses, ...flow.calls].filter(({ name }) => /^u\d/.test(name)).map(({ name, state }) => [name, state]),
    );
    assert.deepEqual([...places].sort(), [...trace.places].sort(), say);
    const of = (kinds: readonly string[], spot: 'self' | 'other'): readonly number[] =>
      flow.faults
        .filter(({ fault }) => kinds.includes(fault))
        .map(({ start, other }) => idAt(program.text, spot === 'self' ? start : (other?.start ?? 0)));
    const left = flow.faults.filter(({ fault }) => fault === 'left-set');
    const isEnd = ({ by }: { readonly by: string }): boolean => by === '}';
    assert.equal(
      sorted(left.filter((fault) => !isEnd(fault)).map(({ start }) => idAt(program.text, start))),
      sorted(trace.jumpsLeft),
      say,
    );
    // Of several that one block's end drops one is told.
    const dropped = [
      ...of(['never-restored', 'set-in-block'], 'self'),
      ...left.filter(isEnd).map(({ other }) => idAt(program.text, other?.start ?? 0)),
    ];
    assert.equal(
      sorted(dropped.map((set) => trace.setsDropped.get(set) ?? -1)),
      sorted(trace.setsDropped.values()),
      say,
    );
    assert.equal(
      sorted([...of(['restored-unset'], 'self'), ...of(['set-in-block'], 'other')]),
      sorted(trace.restoredUnset),
      say,
    );
    assert.equal(sorted(of(['set-again'], 'self')), sorted(trace.setAgain), say);
  }
});
