import type { Expression } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import type { Type } from '../types/type.ts';
import type { Interpreter } from './interpreter.ts';
import { CURRENT_THREAD } from './current-thread.ts';
import { ATOMIC_MODELS, CK_MODELS, FENCE_MODELS } from './models/atomic.ts';
import { DEVICE_MODELS } from './models/devices.ts';
import { EVENT_MODELS } from './models/events.ts';
import { KENV_MODELS } from './models/kenv.ts';
import { MEMORY_MODELS } from './models/memory.ts';
import { FILL_MODELS, STRING_MODELS } from './models/strings.ts';
import { SYSCTL_MODELS } from './models/sysctl.ts';
import { THREAD_MODELS } from './models/threads.ts';
import type { Value } from './value.ts';

/** A call of a function that is modelled. Arguments are evaluated when they are asked for, each once. */
export interface Call {
  readonly m: Interpreter;
  readonly name: string;
  readonly count: number;
  value(index: number): Value;
  /** Of an argument, after decay. */
  type(index: number): Type;
  resultType(): Type;
  /** undefined where the call has no expression: through a pointer. */
  expression(index: number): Expression | undefined;
  readonly scope: BlockScope | undefined;
}

/** What a function of the kernel does, in place of its body. */
export type Model = (call: Call) => Value;

/** The functions of the kernel that are modelled instead of run: this one table. */
const MODELS: ReadonlyMap<string, Model> = new Map([
  ...MEMORY_MODELS,
  ...STRING_MODELS,
  ...FENCE_MODELS,
  ...THREAD_MODELS,
  ...KENV_MODELS,
  ...EVENT_MODELS,
  ...DEVICE_MODELS,
  ...SYSCTL_MODELS,
]);

export function modelOf(name: string): Model | undefined {
  return MODELS.get(name) ?? atomicModel(name);
}

/** The model does nothing but look at and write what its arguments lead to. */
export function isPlainModel(name: string): boolean {
  return !MODELS.has(name) || FENCE_MODELS.has(name) || FILL_MODELS.has(name) || CURRENT_THREAD.has(name);
}

/** atomic(9): one pattern of names. */
function atomicModel(name: string): Model | undefined {
  if (!name.startsWith('atomic_') && !name.startsWith('ck_pr_')) return undefined;
  const match =
    /^atomic_(add|subtract|set|clear|load|store|cmpset|fcmpset|fetchadd|swap|readandclear|testandset|testandclear)_(?:acq_|rel_|consume_|seq_cst_)?(?:int|long|ptr|8|16|32|64|short|char|bool)$/.exec(
      name,
    ) ?? /^atomic_(load|store)_consume_ptr$/.exec(name);
  if (match !== null) return ATOMIC_MODELS.get(match[1] ?? '');
  const ck = /^ck_pr_(?:md_)?(load|store|fence)_\w+$/.exec(name);
  return ck === null ? undefined : CK_MODELS.get(ck[1] ?? '');
}
