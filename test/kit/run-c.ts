import { findTarget } from '../../server/src/core/abi/targets.ts';
import { Machine } from '../../server/src/core/machine/machine.ts';
import type { RunResult } from '../../server/src/core/machine/run.ts';
import { ParsedCode } from '../../server/src/core/machine/parsed-code.ts';
import { Memory } from '../../server/src/core/machine/memory.ts';
import type { Program, SourceUnit } from '../../server/src/core/machine/program.ts';
import { measure } from './measured-unit.ts';

const PATH = 'case.c';

/** What `run()` of a text left in its global `result`: a number, or why it is not known. */
export interface Ran {
  readonly result: number | string;
  readonly ran: RunResult;
}

/**
 * Runs `run()` of one source; `kenv` is the kernel's environment, `settings` what the example machine has. Functions
 * that it only declares can't be followed, and write `writes`.
 */
export function runC(
  text: string,
  {
    kenv = {},
    writes = {},
    settings = {},
  }: {
    readonly kenv?: Readonly<Record<string, string>>;
    readonly writes?: Readonly<Record<string, readonly string[]>>;
    readonly settings?: Readonly<Record<string, bigint>>;
  } = {},
): Ran {
  const target = findTarget('amd64');
  const source: SourceUnit = { path: PATH, ...measure(text, target) };
  const program: Program = {
    source: () => source,
    functionNamed: (name) => {
      const entity = source.unit.entities(source.unit.interner.intern(name)).find((one) => one.kind === 'definition');
      return entity?.kind === 'definition' ? { source, definition: entity.definition } : `nothing defines ${name}()`;
    },
    variableNamed: (name) => `nothing defines ${name}`,
    couldWrite: (path, name) => ({
      writers: new Map((writes[name] ?? []).map((variable) => [variable, { path, name }])),
    }),
    couldGive: () => undefined,
    eventWrites: () => ({ writers: new Map() }),
  };
  const machine = new Machine(program, target, new ParsedCode(), () => undefined);
  const ran = machine.run(
    { source: PATH, function: 'run', argument: 'NULL' },
    {
      cells: new Map(),
      reference: Memory.zeroed(0),
      vnet0: undefined,
      vnet: undefined,
      environment: new Map(Object.entries(kenv)),
      settings: new Map(Object.entries(settings)),
      members: { all: [], ofSymbol: () => undefined, at: () => undefined, named: () => [] },
    },
  );
  if (ran.gaveUp !== undefined) return { result: `gave up: ${ran.gaveUp}`, ran };
  if (ran.panic !== undefined) return { result: `panic: ${ran.panic}`, ran };
  const cell = [...ran.cells].find(([thing]) => thing.name === 'result')?.[1];
  if (cell === undefined) return { result: 0, ran };
  if (cell instanceof Memory) {
    const { bytes, marks } = cell.read(0, 4);
    const mark = marks?.[0]?.mark;
    return {
      result:
        mark === undefined
          ? new DataView(bytes.buffer).getInt32(0, true)
          : mark.kind === 'unknown'
            ? mark.reason
            : 'a pointer',
      ran,
    };
  }
  return {
    result:
      cell.value.kind === 'integer'
        ? Number(cell.value.value)
        : cell.value.kind === 'unknown'
          ? cell.value.reason
          : cell.value.kind,
    ran,
  };
}
