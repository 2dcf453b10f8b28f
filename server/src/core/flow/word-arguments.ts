/** Arguments of the call whose `(` is at `open`, each a list of words; undefined if it isn't closed. */
export function wordArguments(
  words: readonly string[],
  open: number,
): { readonly arguments: readonly (readonly string[])[]; readonly close: number } | undefined {
  const args: string[][] = [];
  let current: string[] = [];
  let depth = 0;
  for (let i = open; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '(' || word === '[' || word === '{') {
      if (depth++ > 0) current.push(word);
    } else if (word === ')' || word === ']' || word === '}') {
      if (--depth === 0) {
        if (current.length > 0 || args.length > 0) args.push(current);
        return { arguments: args, close: i };
      }
      current.push(word);
    } else if (word === ',' && depth === 1) {
      args.push(current);
      current = [];
    } else current.push(word);
  }
  return undefined;
}

/**
 * What the result of the call at `call` is assigned to: the words between the statement's start and `=`; empty when it
 * isn't.
 */
export function assignedWords(words: readonly string[], call: number): readonly string[] {
  let at = call - 1;
  // A cast of the result.
  if (words[at] === ')') {
    let depth = 0;
    for (; at >= 0; at--) {
      if (words[at] === ')') depth++;
      else if (words[at] === '(' && --depth === 0) break;
    }
    at--;
  }
  if (words[at] !== '=') return [];
  const end = at;
  let depth = 0;
  for (at--; at >= 0; at--) {
    const word = words[at] as string;
    if (word === ')' || word === ']') depth++;
    else if (word === '(' || word === '[') {
      if (depth-- === 0) break;
    } else if (depth === 0 && (word === ';' || word === '{' || word === '}' || word === ',' || word === '=')) break;
    // `if (x) V_y = f();`: what precedes belongs to the condition.
    else if (depth === 0 && words[at + 1] === '(' && /^(if|while|for|switch)$/.test(word))
      return wordsAfterCondition(words, at + 1, end);
  }
  return words.slice(at + 1, end);
}

function wordsAfterCondition(words: readonly string[], open: number, end: number): readonly string[] {
  const close = wordArguments(words, open)?.close;
  return close === undefined || close >= end ? [] : words.slice(close + 1, end);
}

/** A macro's words with its parameters replaced by the arguments of an invocation. */
export function substituted(
  words: readonly string[],
  parameters: readonly string[] | undefined,
  args: readonly (readonly string[])[],
): readonly string[] {
  if (parameters === undefined) return words;
  return words.flatMap((word) => {
    const index = parameters.indexOf(word);
    return index < 0 ? [word] : (args[index] ?? []);
  });
}

const IDENTIFIER = /^[A-Za-z_]\w*$/;

/** The path that words name: what it is rooted in, and what tells it from others of its kind. */
export interface NamedPath {
  /** `V_x` when its root is a virtualized global. */
  readonly accessor: string | undefined;
  /** The last member, else the accessor; undefined if it is a local variable's name and says nothing. */
  readonly key: string | undefined;
  readonly text: string;
}

/** Reads `&V_ipq[i].lock` and its kin; `accessorOf` gives V_x for VNET(x) and V_x themselves. */
export function namedPath(words: readonly string[], isAccessor: (word: string) => boolean): NamedPath {
  let accessor: string | undefined;
  let member: string | undefined;
  let root: string | undefined;
  let depth = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '[') depth++;
    else if (word === ']') depth--;
    else if (depth === 0 && IDENTIFIER.test(word)) {
      const before = words[i - 1];
      if (before === '.' || before === '->') member = word;
      else if (isAccessor(word)) {
        accessor = words[i + 1] === '(' ? `V_${words[i + 2] ?? ''}` : word;
        if (words[i + 1] === '(') i += 3;
      } else root ??= word;
    }
  }
  return {
    accessor,
    key: member ?? accessor ?? (words.length === 1 && root !== undefined && /^[A-Z]|_/.test(root) ? root : undefined),
    text: wordsText(
      words[0] === '(' && wordArguments(words, 0)?.close === words.length - 1 ? words.slice(1, -1) : words,
    ),
  };
}

function wordsText(words: readonly string[]): string {
  let text = '';
  for (const word of words) text += IDENTIFIER.test(word) && /\w$/.test(text) ? ` ${word}` : word;
  return text;
}
