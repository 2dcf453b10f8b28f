/** `text` with a .for variable replaced as make does it: by a reference that holds the value itself. */
export function replaceLoopVariable(text: string, name: string, value: string): string {
  if (!text.includes('$') || !text.includes(name)) return text;
  const literal = value.replace(/[:})\\$]/g, (character) => (character === '$' ? '$$' : `\\${character}`));
  const plain = value.replaceAll('$', '$$$$');
  let result = text.replaceAll(`\${${name}}`, () => plain).replaceAll(`$(${name})`, () => plain);
  result = result.replaceAll(`\${${name}:`, () => `\${:U${literal}:`).replaceAll(`$(${name}:`, () => `$(:U${literal}:`);
  return name.length === 1 ? result.replaceAll(`$${name}`, () => plain) : result;
}
