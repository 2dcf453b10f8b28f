import { lowerBound } from '../../collections/lower-bound.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import { D_DEFINE, directiveTable } from '../../preprocessor/directive-table.ts';
import { M_FUNCTION, parseMacroDefinition, type Macro } from '../../preprocessor/macro.ts';
import type { Spot } from '../../text/spot.ts';
import type { Session } from '../session/session.ts';
import { openInvocations } from './completion/completion-context.ts';
import { isMachinery, machineryNote } from './machinery-notes.ts';

/** A macro that somebody fills in, as the tree's own #define names its parameters. */
export interface Signature {
  /** `VNET_DEFINE(t, n)` */
  readonly label: string;
  /** Where each parameter stands in the label. */
  readonly parameters: readonly Spot[];
  /** Index of the parameter that is being written; that of none when there are too many arguments. */
  readonly active: number;
  /** What the macro does, in Markdown. */
  readonly note: string | undefined;
}

/** Headers that hold the interface, below sys. */
const HEADERS = ['net/vnet.h', 'sys/sysctl.h', 'sys/pcpu.h', 'sys/kernel.h'];

/**
 * The innermost macro of the VNET interface, or SYSCTL_*, whose arguments an offset stands among. Parameters have the
 * names of the #define in the file itself or in the tree's headers; undefined where neither has one: the macro is none
 * of this release.
 */
export function signatureAt(session: Session, path: string, offset: number): Signature | undefined {
  const file = session.tokens(path);
  if (file === undefined || isInComment(file, offset)) return undefined;
  const { roles } = session.workspace;
  for (const { name, argument } of openInvocations(file, lowerBound(file.end, offset + 1))) {
    if (!roles.has(name) && !isMachinery(name) && !/^SYSCTL_[A-Z]/.test(name)) continue;
    const macro = macroOf(session, file, name);
    if (macro === undefined) continue;
    return { ...labelOf(macro, name), active: activeOf(macro, argument), note: machineryNote(name)?.text };
  }
  return undefined;
}

function macroOf(session: Session, own: TokenFile, name: string): Macro | undefined {
  const inFile = definitionIn(own, name);
  if (inFile !== undefined) return inFile;
  for (const header of HEADERS) {
    const file = session.tokens(session.workspace.inSys(header));
    const found = file === undefined ? undefined : definitionIn(file, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first #define of a macro with parameters: those of VIMAGE and of a kernel without it take the same. */
function definitionIn(file: TokenFile, name: string): Macro | undefined {
  const { code, lineEnd } = directiveTable(file);
  const wanted = file.interner.intern(name);
  for (let d = 0; d < file.directives.length; d++) {
    const word = (file.directives[d] as number) + 2;
    if (code[d] !== D_DEFINE || file.value[word] !== wanted) continue;
    const macro = parseMacroDefinition(file, word, lineEnd[d] as number, 0, file.interner.intern('__VA_ARGS__'));
    if (typeof macro !== 'string' && macro.kind === M_FUNCTION) return macro;
  }
  return undefined;
}

function labelOf({ file, parameters, isVariadic }: Macro, name: string): Pick<Signature, 'label' | 'parameters'> {
  let label = `${name}(`;
  const spots = parameters.map((parameter, i): Spot => {
    const isRest = isVariadic && i === parameters.length - 1;
    if (i > 0) label += ', ';
    const start = label.length;
    label += isRest ? '...' : file.interner.spelling(parameter);
    return { start, end: label.length };
  });
  return { label: `${label})`, parameters: spots };
}

function activeOf({ parameters, isVariadic }: Macro, argument: number): number {
  return isVariadic ? Math.min(argument, parameters.length - 1) : argument;
}

function isInComment(file: TokenFile, offset: number): boolean {
  const next = lowerBound(file.end, offset + 1);
  const gap = file.text.slice(next === 0 ? 0 : file.end[next - 1], offset);
  return /\/\*[\s\S]*$|\/\/[^\n]*$/.test(gap.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*\n/g, ' '));
}
