/**
 * Whether the condition of an #if holds, from its text: "ifdef INET", "if defined(INET) && !defined(SMALL)", "ifndef
 * X", "if 0". `isDefined` answers undefined for a name of which nothing is known. undefined: more than that decides.
 */
export function holds(directive: string, isDefined: (name: string) => boolean | undefined): boolean | undefined {
  const [, word = '', rest = ''] =
    /^\s*(\w+)\s*(.*)/s.exec(directive.replaceAll(/\\\r?\n/g, ' ').replaceAll(/\/\*.*?\*\/|\/\/.*$/gs, ' ')) ?? [];
  const name = /^\w*/.exec(rest)?.[0] ?? '';
  switch (word) {
    case 'ifdef':
    case 'elifdef':
      return isDefined(name);
    case 'ifndef':
    case 'elifndef':
      return negated(isDefined(name));
    case 'if':
    case 'elif':
      return formula(rest, isDefined);
    default:
      return undefined;
  }
}

function negated(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

/** defined(X), 0, 1, !, &&, || and parentheses, worked out from the inside: t, f and ? for "not known". */
function formula(text: string, isDefined: (name: string) => boolean | undefined): boolean | undefined {
  const letter = (value: boolean | undefined): string => (value === undefined ? '?' : value ? 't' : 'f');
  let rest = text
    .replace(/\bdefined\s*(?:\(\s*(\w+)\s*\)|(\w+))/g, (_, a: string | undefined, b: string | undefined) =>
      letter(isDefined(a ?? b ?? '')),
    )
    .replace(/\b0\b/g, 'f')
    .replace(/\b1\b/g, 't')
    .replaceAll(/\s+/g, '');
  if (!/^[tf?!&|()]+$/.test(rest)) return undefined;
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest
      .replace(/!([tf?])/g, (_, value: string) => (value === 't' ? 'f' : value === 'f' ? 't' : '?'))
      .replace(/\(([tf?])\)/g, '$1')
      .replace(/([tf?])&&([tf?])/g, (_, a: string, b: string) =>
        a === 'f' || b === 'f' ? 'f' : a === '?' || b === '?' ? '?' : 't',
      );
    if (!rest.includes('&'))
      rest = rest.replace(/([tf?])\|\|([tf?])/g, (_, a: string, b: string) =>
        a === 't' || b === 't' ? 't' : a === '?' || b === '?' ? '?' : 'f',
      );
    // An || inside parentheses waits for nothing but the && beside it.
    else
      rest = rest.replace(/\(([tf?](?:\|\|[tf?])+)\)/g, (_, inner: string) =>
        inner.includes('t') ? 't' : inner.includes('?') ? '?' : 'f',
      );
  }
  return rest === 't' ? true : rest === 'f' ? false : undefined;
}
