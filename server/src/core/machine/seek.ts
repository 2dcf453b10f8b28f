import type { Statement } from '../parser/ast.ts';

/** Where running begins inside a statement: at a label, or at a case. */
export type Seek =
  | { readonly label: number; readonly statement?: undefined }
  | { readonly statement: Statement; readonly label?: undefined };

/** True when a statement is what is sought, or holds it. */
export function contains(s: Statement, seek: Seek): boolean {
  if (seek.statement === s) return true;
  switch (s.kind) {
    case 'label':
      return s.label === seek.label || contains(s.body, seek);
    case 'case':
    case 'default':
    case 'while':
    case 'do':
    case 'for':
    case 'switch':
      return contains(s.body, seek);
    case 'if':
      return contains(s.yes, seek) || (s.no !== undefined && contains(s.no, seek));
    case 'block':
      return s.statements.some((one) => contains(one, seek));
    default:
      return false;
  }
}

/** The cases of a switch's body, in order; those of a switch inside are not its own. */
export function* casesOf(s: Statement): Generator<Extract<Statement, { kind: 'case' | 'default' }>> {
  switch (s.kind) {
    case 'case':
    case 'default':
      yield s;
      yield* casesOf(s.body);
      return;
    case 'label':
    case 'while':
    case 'do':
    case 'for':
      yield* casesOf(s.body);
      return;
    case 'if':
      yield* casesOf(s.yes);
      if (s.no !== undefined) yield* casesOf(s.no);
      return;
    case 'block':
      for (const one of s.statements) yield* casesOf(one);
      return;
    default:
  }
}
