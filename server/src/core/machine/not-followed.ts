import { plain, type Type } from '../types/type.ts';
import { unknownRange } from './access.ts';
import { isMemory, memoryOf } from './cell.ts';
import type { Interpreter } from './interpreter.ts';
import { Leads, leadsIn } from './leads.ts';
import { doubtGiven } from './ledger.ts';
import type { CouldWrite } from './program.ts';
import type { Thing } from './thing.ts';
import { leadsOf, unknownValue, type Value } from './value.ts';

/**
 * A call that can't be followed: what is reachable from its pointer arguments, and every global that the function or
 * any that it may reach by name assigns or takes the address of, is unknown from here on.
 */
export function notFollowed(
  m: Interpreter,
  name: string | undefined,
  args: readonly Value[],
  why: string,
  resultType: Type,
  path?: string,
): Value {
  m.watch?.end();
  m.recorder?.spoil();
  const called = name === undefined ? 'a function' : `${name}()`;
  const reason = `${called} is not followed: ${why}`;
  m.unfollowed.set(reason, (m.unfollowed.get(reason) ?? 0) + 1);
  m.lostNow++;
  m.onNotFollowed?.(name, why);
  doubtGiven(m, reason, path ?? m.current.code.source.path, name, args);
  const { wild: leads } = m;
  m.wild = undefined;
  forgetReachable(m, args, leads, reason);
  if (name !== undefined) m.lost.add(`${path ?? m.current.code.source.path}\n${name}`);
  // What it is handed it may call.
  for (const { pointee } of args.flatMap((argument) => [...(leadsOf(argument) ?? [])])) {
    if (pointee.kind !== 'function') continue;
    const { symbol, file } = pointee;
    m.lost.add(`${file ?? m.current.code.source.path}\n${symbol}`);
    const called = m.program.couldWrite(file ?? m.current.code.source.path, symbol);
    if (called === undefined) wild(m, args, reason);
    else forgetAll(m, called);
  }
  const written = name === undefined ? undefined : m.program.couldWrite(path ?? m.current.code.source.path, name);
  if (written === undefined) wild(m, args, reason);
  else forgetAll(m, written);
  return plain(resultType).kind === 'builtin' && (plain(resultType) as { name: string }).name === 'void'
    ? unknownValue('no value')
    : unknownValue(reason);
}

/** Nobody knows what it writes: the function that calls it is given up, and what it hands over is forgotten too. */
function wild(m: Interpreter, args: readonly Value[], reason: string): never {
  for (const one of args) m.wild = Leads.both(m.wild, leadsOf(one));
  m.kernel.wildWrite(reason);
}

function forgetAll(m: Interpreter, { writers }: CouldWrite): void {
  for (const [symbol, writer] of writers)
    forgetNamed(m, symbol, writer.path, `${writer.name}() is not followed`, writer.isPassed);
}

/** Makes a global unknown that code names so: V_x in the vnet at hand, x wherever it is. */
export function forgetNamed(m: Interpreter, written: string, path: string, reason: string, isPassed = false): void {
  const { curvnet } = m.kernel;
  if (written.startsWith('V_')) {
    if (curvnet === undefined) return;
    for (const member of m.kernel.membersNamed(written.slice(2))) {
      if (isPassed && !member.isArray) continue;
      if (!member.isStatic || member.file === path || path.endsWith('.h'))
        unknownRange(m, curvnet.region, member.start, member.sizeBytes, reason);
    }
    return;
  }
  // What the example machine decides is decided once.
  if (typeof m.kernel.setting(written) === 'bigint') return;
  for (const thing of m.globals.ofSymbol(written, path))
    if (thing.sizeBytes !== undefined) unknownRange(m, thing, 0, thing.sizeBytes, reason);
  m.globals.forget(written, path, reason);
}

/** Objects that pointers lead to, directly or through others, may hold anything now. */
export function forgetReachable(
  m: Interpreter,
  args: readonly Value[],
  leads: Leads | undefined,
  reason: string,
): void {
  const seen = new Set<Thing | string>();
  const waiting: { readonly thing: Thing; readonly offset: number; readonly near?: number }[] = [];
  const to = (all: Leads | undefined): void => {
    for (const { pointee, addend } of all ?? []) {
      const found = m.resolve({ kind: 'pointer', pointee, addend, sizeBytes: m.target.pointerBytes });
      if (found !== undefined) waiting.push(found);
    }
  };
  const from = (value: Value): void => {
    if (value.kind === 'address') waiting.push(value);
    else to(value.kind === 'bytes' ? leadsIn(value.contents.marks ?? []) : leadsOf(value));
  };
  to(leads);
  args.forEach(from);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { thing } = next;
    const offset = Number.isNaN(next.offset) ? (next.near ?? 0) : next.offset;
    if (thing.isFixed || thing === m.kernel.reference || thing.member !== undefined) continue;
    // A pointer into the region reaches the variable that it points into.
    const member = thing === m.kernel.curvnet?.region ? m.kernel.memberAt(offset) : undefined;
    const key = member === undefined ? thing : `${member.symbol} ${member.start}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const cell = m.store.read(thing);
    if (!isMemory(cell)) from(cell.value);
    else {
      const start = member?.start ?? 0;
      const size = member?.sizeBytes ?? (thing.sizeBytes === undefined ? 0 : Math.min(thing.sizeBytes, 1 << 20));
      const held = Math.min(size, cell.sizeBytes - start);
      if (held > 0) from({ kind: 'bytes', contents: memoryOf(cell, m.target).read(start, held) });
    }
    if (thing.isConst === true) continue;
    if (thing !== m.kernel.curvnet?.region)
      unknownRange(m, thing, 0, thing.sizeBytes ?? Number.MAX_SAFE_INTEGER, reason);
    else if (member !== undefined) unknownRange(m, thing, member.start, member.sizeBytes, reason);
  }
}
