import { unknownByte } from '../machine/byte-mark.ts';
import type { Memory } from '../machine/memory.ts';
import { setsInPlace } from './find-variable.ts';
import type { FunctionRoot, SimulatedKernel } from './simulated-kernel.ts';

/** Memory after functions that are not followed: whatever they could write is unknown. */
export function unfollowed(
  kernel: SimulatedKernel,
  memory: Memory,
  owner: string,
  roots: readonly FunctionRoot[],
  why?: string,
): Memory {
  if (kernel.couldWrite === undefined) return memory;
  const writers = kernel.couldWrite(owner, roots);
  const files = new Set(roots.map(({ file }) => file));
  const [first] = roots;
  const more = why === undefined ? '' : `: ${why}`;
  let after = memory;
  for (const { contents, start } of setsInPlace(kernel, 'set_vnet')) {
    for (const { name, file, isStatic, offsetBytes, sizeBytes, view } of contents.members) {
      if (name === 'modspace') continue;
      const writer = writers?.get(`V_${name}`);
      // Where a function is not found, all that its file has to itself is in question.
      const reason =
        writer !== undefined &&
        (writer.isPassed !== true || view.kind === 'array') &&
        (!isStatic || writer.path === file || writer.path.endsWith('.h'))
          ? `${writer.name}() is not followed${more}`
          : writers === undefined && files.has(file)
            ? `${first?.function ?? ''}() is not found`
            : undefined;
      if (reason !== undefined) after = after.mark(start + offsetBytes, sizeBytes, unknownByte(reason));
    }
  }
  return after;
}
