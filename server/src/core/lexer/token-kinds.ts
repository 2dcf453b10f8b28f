/**
 * Kinds of preprocessing tokens (C17 6.4) and the per-token flags. Plain constants, because the hot loops
 * compare them and the bundler inlines them.
 */
export const T_EOF = 0;
export const T_IDENT = 1;
/** pp-number, C17 6.4.8. */
export const T_NUMBER = 2;
export const T_CHAR = 3;
export const T_STRING = 4;
export const T_PUNCT = 5;
/** A single character that starts no other token, or an unterminated literal up to the end of its line. */
export const T_OTHER = 6;
/** `<sys/param.h>` after #include. */
export const T_HEADER = 7;
/** C17 6.10.3.3p2: exists only while a macro is being substituted. */
export const T_PLACEMARKER = 8;
/** A `#pragma pack` line; its value is the whole line's spelling. */
export const T_PRAGMA = 9;

/** First token on its line. */
export const F_BOL = 1;
/** White space (or a comment) stands before it. */
export const F_SPACE = 2;
/** In column 0: the KNF sign of a new top-level construct. */
export const F_COL0 = 4;
/** Painted: never expands again (C17 6.10.3.4p2). */
export const F_NOEXPAND = 8;
/** Spelled as a digraph (C17 6.4.6p3). */
export const F_DIGRAPH = 16;
