import { finished } from '../../server/src/core/collections/finished.ts';
import type { FileFlow, FunctionFlow } from '../../server/src/core/flow/file-flow.ts';
import { FlowWords } from '../../server/src/core/flow/flow-words.ts';
import { MacroTable } from '../../server/src/core/flow/macro-table.ts';
import { readFileFlow } from '../../server/src/core/flow/read-file-flow.ts';
import { readSourceHead } from '../../server/src/core/flow/source-head.ts';
import { TreeFlow } from '../../server/src/core/flow/tree-flow.ts';
import { lexFile } from '../../server/src/core/lexer/lex.ts';
import { FrontEnd } from '../../server/src/core/parser/front-end.ts';
import { DEFAULT_ROLES } from '../../server/src/core/vnet/macro-roles.ts';

const OSRELDATE = 1300010;

/** The flow of a few files, read as a tree's are; accessors are what the files define. */
export function flowOf(files: Readonly<Record<string, string>>, osreldate = OSRELDATE): TreeFlow {
  const frontEnd = new FrontEnd();
  const tokens = Object.entries(files).map(([path, text]) => lexFile(path, text, frontEnd.interner));
  const heads = new Map(tokens.map((file) => [file.path, readSourceHead(file, osreldate)]));
  const words = new FlowWords(DEFAULT_ROLES, new MacroTable(DEFAULT_ROLES, heads), frontEnd.interner);
  const flows = tokens.map((file): [string, FileFlow] => [
    file.path,
    readFileFlow(file, words, frontEnd.keywords, osreldate),
  ]);
  return finished(TreeFlow.joining(new Map(flows)));
}

/** The flow of one file's functions. */
export function functionsOf(text: string, osreldate = OSRELDATE): readonly FunctionFlow[] {
  return flowOf({ 'sys/net/a.c': text }, osreldate).file('sys/net/a.c')?.functions ?? [];
}
