/** One case of a `.cases` file. */
export interface SourceCase {
  readonly name: string;
  /** What stands in brackets after the name: `[crlf]`, `[folders one two]`. */
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly main: string;
  /** Further files by path. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads cases: `=== name [option]...` begins one, `--- path` another file of it. The signs for form feed and vertical
 * tab stand for the characters; [crlf], [no newline] and [bom] change the main text as they say.
 */
export function readCases(text: string): SourceCase[] {
  const cases: SourceCase[] = [];
  for (const part of text.split(/^=== /m).slice(1)) {
    const [title = ''] = part.split('\n', 1);
    const options = new Map(
      [...title.matchAll(/\[([^\]]+)\]/g)].map((match) => {
        const [word = '', ...rest] = (match[1] ?? '').split(' ');
        return [match[1] === 'no newline' ? 'no newline' : word, rest] as const;
      }),
    );
    const [main = '', ...files] = part.slice(title.length + 1).split(/^--- /m);
    const headers = Object.fromEntries(
      files.map((file) => {
        const [path = ''] = file.split('\n', 1);
        return [path, written(file.slice(path.length + 1))];
      }),
    );
    cases.push({ name: title.replace(/ *\[[^\]]*\]/g, ''), options, main: shaped(written(main), options), headers });
  }
  return cases;
}

function written(text: string): string {
  return text.replaceAll('␌', '\f').replaceAll('␋', '\v');
}

function shaped(text: string, options: SourceCase['options']): string {
  let made = text;
  if (options.has('no newline')) made = made.replace(/\n$/, '');
  if (options.has('crlf')) made = made.replaceAll('\n', '\r\n');
  if (options.has('bom')) made = `\ufeff${made}`;
  return made;
}
