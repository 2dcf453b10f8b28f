import { predefinedMacros } from '../../server/src/core/abi/predefined-macros.ts';
import { findTarget } from '../../server/src/core/abi/targets.ts';
import { createIncludeResolver, FolderReader } from '../../server/src/core/kernel/include-resolver.ts';
import { T_PRAGMA } from '../../server/src/core/lexer/token-kinds.ts';
import { FrontEnd } from '../../server/src/core/parser/front-end.ts';
import type { TranslationUnit } from '../../server/src/core/parser/translation-unit.ts';
import type { Translation, TranslationSettings } from '../../server/src/core/preprocessor/preprocessor.ts';
import type { Problem } from '../../server/src/core/text/problem.ts';
import { MemoryFiles } from './memory-files.ts';

/** What clang predefines for FreeBSD 13 on amd64. */
export const AMD64_MACROS = predefinedMacros(findTarget('amd64'), { freebsdMajor: 13 });

export interface SourceOptions {
  /** Headers by path; `folders` are searched in order. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
  /** #define lines in force from the start. */
  readonly predefined?: string;
  readonly forcedIncludes?: readonly string[];
  readonly path?: string;
}

/** Settings that find headers in memory, with the resolver that kernels are read with. */
function memorySettings(
  text: string,
  { headers = {}, folders = ['inc'], predefined = '', forcedIncludes = [], path = 'a.c' }: SourceOptions = {},
): TranslationSettings {
  const files = new MemoryFiles({ ...headers, [path]: text });
  // The compiler runs where the main file lies: -include looks there first.
  const build = {
    folder: '',
    headers: new Map<string, string>(),
    links: new Map<string, string>(),
    generate: () => undefined,
  };
  const resolve = createIncludeResolver(new FolderReader(files, build), {
    includeFolders: folders,
    defines: [],
    forcedIncludes,
  });
  return { predefined, forcedIncludes, resolve };
}

export interface Preprocessed {
  readonly tokens: readonly string[];
  readonly problems: readonly Problem[];
  readonly translation: Translation;
  readonly frontEnd: FrontEnd;
}

/** Preprocesses one text; #pragma lines that the parser gets are left out of `tokens`. */
export function preprocess(text: string, options: SourceOptions = {}, frontEnd = new FrontEnd()): Preprocessed {
  const translation = frontEnd.preprocessor.translate(options.path ?? 'a.c', text, memorySettings(text, options));
  const tokens = translation.segments.flatMap(({ tokens }) =>
    Array.from({ length: tokens.count }, (_, i) => i)
      .filter((i) => tokens.kind[i] !== T_PRAGMA)
      .map((i) => tokens.spelling(i, frontEnd.interner)),
  );
  return { tokens, problems: translation.problems, translation, frontEnd };
}

/** Parses one text. */
export function parse(text: string, options: SourceOptions = {}, frontEnd = new FrontEnd()): TranslationUnit {
  return frontEnd.translate(options.path ?? 'a.c', text, memorySettings(text, options));
}
