/** A word before expansion: its adjacent pieces. */
export type Word = readonly WordPart[];

export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly isQuoted: boolean }
  /** `$x`, `${x:-word}`; `operator` is "" without one, "length" for `${#x}`. */
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly operator: string;
      readonly word: Word;
      readonly isQuoted: boolean;
    }
  /** `$((...))`, and commands in a here-document: not supported. */
  | { readonly kind: 'unfollowed'; readonly what: string; readonly isQuoted: boolean }
  /** `$(...)` or backquotes. */
  | { readonly kind: 'output'; readonly script: readonly ShellCommand[]; readonly isQuoted: boolean };

/** `> file`, `2>&1`, `<< EOF`; of a here-document `target` is its text. */
export interface Redirection {
  readonly descriptor: number;
  readonly operator: '<' | '>' | '>>' | '<<' | '>&';
  target: Word;
}

/** A command of POSIX sh (XCU 2.9), as far as a kernel's build uses them. */
export type ShellCommand =
  | {
      readonly kind: 'simple';
      readonly assignments: readonly { readonly name: string; readonly value: Word }[];
      readonly words: readonly Word[];
      readonly redirections: readonly Redirection[];
    }
  | { readonly kind: 'pipeline'; readonly commands: readonly ShellCommand[]; readonly isNegated: boolean }
  | {
      readonly kind: 'and-or';
      readonly left: ShellCommand;
      readonly operator: '&&' | '||';
      readonly right: ShellCommand;
    }
  /** `isSubshell`: in parentheses, not in braces. */
  | {
      readonly kind: 'group';
      readonly body: readonly ShellCommand[];
      readonly isSubshell: boolean;
      readonly redirections: readonly Redirection[];
    }
  | {
      readonly kind: 'if';
      readonly branches: readonly {
        readonly condition: readonly ShellCommand[];
        readonly body: readonly ShellCommand[];
      }[];
      readonly otherwise: readonly ShellCommand[];
      readonly redirections: readonly Redirection[];
    }
  | {
      readonly kind: 'while';
      readonly condition: readonly ShellCommand[];
      readonly isUntil: boolean;
      readonly body: readonly ShellCommand[];
      readonly redirections: readonly Redirection[];
    }
  /** Without `in` the words are "$@". */
  | {
      readonly kind: 'for';
      readonly name: string;
      readonly words: readonly Word[] | undefined;
      readonly body: readonly ShellCommand[];
      readonly redirections: readonly Redirection[];
    }
  | {
      readonly kind: 'case';
      readonly subject: Word;
      readonly branches: readonly { readonly patterns: readonly Word[]; readonly body: readonly ShellCommand[] }[];
      readonly redirections: readonly Redirection[];
    }
  | { readonly kind: 'function'; readonly name: string; readonly body: ShellCommand };
