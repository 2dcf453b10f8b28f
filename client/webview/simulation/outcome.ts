import type { SimulationStep } from '../../../server/src/protocol/simulation.ts';

export interface Outcome {
  readonly kind: 'done' | 'failed' | 'panicked';
  /** In a word or a line. */
  readonly text: string;
  /** Of a system call that came back with an error: "ENOENT 2". */
  readonly errno: string | undefined;
  /** Of the panic, where it is known. */
  readonly place: { readonly function: string; readonly file: string; readonly line: number } | undefined;
}

/** How a step ended. */
export function outcomeOf({ events, failure, after }: SimulationStep): Outcome {
  const panic = events.findLast(({ kind }) => kind === 'panic');
  const error = events.findLast(({ kind }) => kind === 'error');
  const errno = error === undefined ? undefined : errnoText(error['errno']);
  if (panic !== undefined)
    return { kind: 'panicked', text: `panic: ${String(panic['message'])}`, errno, place: placeOf(panic) };
  if (failure !== null)
    return { kind: after.phase === 'panicked' ? 'panicked' : 'failed', text: failure.message, errno, place: undefined };
  return { kind: 'done', text: 'done', errno, place: undefined };
}

function placeOf(event: SimulationStep['events'][number]): Outcome['place'] {
  const { file, line } = event;
  return typeof file === 'string' && typeof line === 'number'
    ? { function: String(event['function']), file, line }
    : undefined;
}

function errnoText(errno: unknown): string | undefined {
  if (typeof errno !== 'object' || errno === null || !('name' in errno) || !('number' in errno)) return undefined;
  return `${String(errno.name)} ${String(errno.number)}`;
}
