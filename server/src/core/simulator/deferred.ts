import type { SimulatorEvent } from './events.ts';
import type { KernelState } from './kernel-state.ts';
import { KernelPanic, type SimulatedKernel } from './simulated-kernel.ts';

/** Something that was done to a kernel, and the C functions that it calls were not run yet. */
export interface Deferred {
  /** What the kernel was before; what was deferred earlier is there. */
  readonly before: KernelState;
  /** Does it again, and runs the C functions. */
  readonly redo: () => void;
  /** What the kernel is when all C functions have run; undefined as long as nobody has asked. */
  settled: KernelState | undefined;
}

/** Unwinds to whoever has deferred what C functions do: a value that they may have written is asked for. */
class ValueAsked extends Error {}

/**
 * Does something to a kernel and leaves the C functions that it calls for later, if nobody asks meanwhile for what they
 * may have written. What needs no value is done at once: order of constructors, module space, ids, errno.
 */
export function deferring<T>(kernel: SimulatedKernel, act: () => T): T {
  const { state: before, listener, place } = kernel;
  const told: SimulatorEvent[] = [];
  let answer: T;
  try {
    kernel.isDeferring = true;
    kernel.listener = listener && ((event): void => void told.push(event));
    answer = act();
  } catch (error) {
    if (error instanceof KernelPanic) note(kernel, before, place, act);
    if (!(error instanceof ValueAsked)) throw error;
    told.length = 0;
    kernel.state = before;
    kernel.isDeferring = false;
    kernel.listener = listener;
    settle(kernel);
    return act();
  } finally {
    kernel.isDeferring = false;
    kernel.listener = listener;
    for (const event of told) kernel.tell(event);
  }
  note(kernel, before, place, act);
  return answer;
}

function note(kernel: SimulatedKernel, before: KernelState, place: string, act: () => unknown): void {
  if (kernel.state === before) return;
  const redo = (): void => {
    kernel.place = place;
    act();
  };
  kernel.state = { ...kernel.state, deferred: { before, redo, settled: undefined } };
}

/**
 * Runs every C function that was left for later, in order. Call it before anything looks at what they may have written.
 * A panic that only running tells comes now; nothing is done behind it.
 */
export function settle(kernel: SimulatedKernel): void {
  if (kernel.isDeferring) throw new ValueAsked();
  const last = kernel.state.deferred;
  if (last === undefined) return;
  const waiting: Deferred[] = [];
  let at: Deferred | undefined = last;
  while (at !== undefined && at.settled === undefined) {
    waiting.push(at);
    at = at.before.deferred;
  }
  const { listener, place, options, state } = kernel;
  kernel.state = at?.settled ?? waiting.at(-1)?.before ?? state;
  kernel.listener = undefined;
  try {
    for (const one of waiting.reverse()) {
      try {
        one.redo();
      } finally {
        one.settled = kernel.state;
      }
    }
  } catch (error) {
    if (!(error instanceof KernelPanic)) throw error;
    if (state.phase === 'panicked') return;
    kernel.listener = listener;
    const { message, where, place } = error;
    kernel.tell({ kind: 'panic', message, function: where, ...(place && { file: place.file, line: place.line }) });
    throw error;
  } finally {
    kernel.listener = listener;
    kernel.place = place;
    kernel.options = options;
  }
}
