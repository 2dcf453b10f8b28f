/** What is asked about a name; line and character count from 0. */
export interface ClangdQuestion {
  readonly file: string;
  readonly line: number;
  readonly character: number;
  readonly newName: string;
}

/** What VS Code shows then; places are FILE:LINE or FILE:LINE:CHARACTER. */
export interface ClangdAnswer {
  readonly legend: readonly string[];
  readonly tokens: readonly number[];
  readonly hierarchy: readonly string[];
  readonly callers: readonly string[];
  readonly renames: readonly string[];
  readonly definitions: readonly string[];
}

export interface BesideClangd {
  readonly answers: readonly ClangdAnswer[];
}
