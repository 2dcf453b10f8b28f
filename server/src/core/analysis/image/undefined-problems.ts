import type { Problem } from '../../text/problem.ts';
import { PART_OF_A_KERNEL, type UndefinedSymbol } from './undefined-symbols.ts';

/** As many names as these stand in one line. */
const NAMES_SHOWN = 4;
const REASONS_SHOWN = 2;

/**
 * What is to be said of symbols that nobody provides, by the module that needs them: a problem for each that the kernel
 * refuses a module for, in the words of link_elf.c and link_elf_obj.c, and one for all of a module that can't be told.
 */
export function undefinedProblems(byModule: ReadonlyMap<string, readonly UndefinedSymbol[]>): readonly Problem[] {
  const each = [...byModule].flatMap(([module, symbols]) => ofModule(module, symbols));
  const part = [...byModule.values()].flat().find(({ because }) => because === PART_OF_A_KERNEL);
  return part === undefined
    ? each
    : [
        ...each,
        {
          file: part.file,
          line: part.line,
          message: `unknown which symbols modules lack, because ${PART_OF_A_KERNEL}`,
        },
      ];
}

function ofModule(module: string, symbols: readonly UndefinedSymbol[]): readonly Problem[] {
  const refused = symbols
    .filter(({ certainty }) => certainty === 'undefined')
    .map(({ symbol, file, line }): Problem => ({
      file,
      line,
      message: `${module}.ko: symbol ${symbol} undefined: neither the kernel nor a module that ${module} depends on has it; kldload fails with ENOEXEC`,
    }));
  const unknown = symbols.filter(({ certainty, because }) => certainty === 'unknown' && because !== PART_OF_A_KERNEL);
  const [first] = unknown;
  if (first === undefined) return refused;
  const names = unknown.slice(0, NAMES_SHOWN).map(({ symbol }) => symbol);
  const more = unknown.length - names.length;
  const because = [...new Set(unknown.flatMap((one) => one.because ?? []))].slice(0, REASONS_SHOWN).join('; ');
  return [
    ...refused,
    {
      file: first.file,
      line: first.line,
      message: `${module}.ko: unknown whether ${unknown.length > 1 ? 'symbols' : 'symbol'} ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''} ${unknown.length > 1 ? 'are' : 'is'} undefined, because ${because}`,
    },
  ];
}
