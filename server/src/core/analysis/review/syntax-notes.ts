import type { SyntaxProblem, SyntaxSource } from '../../parser/ast.ts';
import { moduleSources } from '../region/compiling-modules.ts';
import type { MeasuredUnit, Workspace } from '../workspace/workspace.ts';

const CONFLICT = /^(?:<{7}|={7}|>{7})(?:\s|$)/m;

/** What of a file's text cannot be parsed, in the order of the lines. */
export interface SyntaxNote {
  readonly line: number;
  readonly message: string;
}

/** False for a source that neither the kernel nor a module compiles: a program's, or an example, below sys. */
export function isOfKernel(workspace: Workspace, path: string): boolean {
  if (!path.endsWith('.c') || workspace.isCompiled(path)) return true;
  return workspace.kernel.objects.length === 0 || moduleSources(workspace, new Set([path])).size > 0;
}

/** The first problem of parsing a source with its bodies; undefined for a header, and where all is understood. */
export function syntaxNote(workspace: Workspace, path: string): SyntaxNote | undefined {
  const text = workspace.files.read(path);
  if (text === undefined) return undefined;
  const conflict = CONFLICT.exec(text);
  if (conflict !== null)
    return { line: text.slice(0, conflict.index).split('\n').length, message: 'a conflict marker of a merge' };
  if (!path.endsWith('.c')) return undefined;
  const measured = workspace.translate(path, text, workspace.compileOf(path), workspace.buildOf(path));
  return problemsOf(measured, path).sort((a, b) => a.line - b.line)[0];
}

function problemsOf({ unit }: MeasuredUnit, path: string): SyntaxNote[] {
  const located = (source: SyntaxSource, problems: readonly SyntaxProblem[]): readonly SyntaxNote[] =>
    problems.flatMap(({ token, message }) => {
      const place = unit.place(source, token);
      return place?.file.path === path
        ? [{ line: place.file.lines.lineOf(place.file.start[place.token] ?? 0) + 1, message }]
        : [];
    });
  return [
    ...unit.translation.problems.flatMap(({ file, line, message }) =>
      file === path && !/^cannot find /.test(message) ? [{ line, message }] : [],
    ),
    ...unit.parts.flatMap((part) => [
      ...located(part.source, part.problems),
      ...part.entities.flatMap((entity) =>
        entity.kind === 'definition'
          ? located(entity.definition.body.source, unit.body(entity.definition).problems)
          : [],
      ),
    ]),
  ];
}
