/** makeobjops.awk's line width: no -l is ever given by a kernel makefile. */
const LINE_WIDTH = 80;

/** format_line(): splits at ", " so that lines fit into the width if possible. */
function formatLine(line: string, indent: number): string {
  let result = '';
  while (line.length > LINE_WIDTH) {
    const at = line.slice(0, LINE_WIDTH + 1).lastIndexOf(', ');
    if (at < 0) break;
    result += `${line.slice(0, at + 1)}\n`;
    line = ' '.repeat(indent) + line.slice(at + 2);
  }
  return result + line;
}

interface Method {
  readonly returnType: string;
  readonly name: string;
  readonly argumentList: readonly string[];
  readonly variableNames: readonly string[];
}

/** The lines of a .m file, read one by one as with awk's getline. */
class Lines {
  readonly #lines: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  }

  next(): string | undefined {
    return this.#lines[this.#at++];
  }
}

/** handle_doc(): the comment as it stands. */
function readDoc(first: string, lines: Lines): string {
  let doc = '';
  let line: string | undefined = first;
  while (line !== undefined && !line.includes('*/')) {
    doc += `${line}\n`;
    line = lines.next();
  }
  return `${doc}${line ?? ''}\n`;
}

/** handle_code(): the section's lines without the first line's indentation. */
function readCode(lines: Lines): string {
  let code = '\n';
  let line = lines.next();
  const indent = /^[\t ]*/.exec(line ?? '')?.[0] ?? '';
  while (line !== undefined && !line.startsWith('}')) {
    code += `${line.startsWith(indent) ? line.slice(indent.length) : line}\n`;
    line = lines.next();
  }
  return code;
}

/** The head and arguments of METHOD or STATICMETHOD (handle_method()); undefined if malformed. */
function readMethod(first: string, lines: Lines): Method | undefined {
  const declaration = first.replace(/^[^ \t]+[ \t]+/, '');
  const head = declaration.replace(/[ \t]*\{.*$/, '');
  const name = head.replace(/^.*[ \t]/, '');
  const returnType = head.replace(/[ \t]+[^ \t]+$/, '');
  let body = declaration.replace(/^[^{]*\{[\t ]*/, '');
  while (!body.includes('}')) {
    const line = lines.next();
    if (line === undefined) return undefined;
    body += ` ${line}`;
  }
  const parts = body
    .replace(/\};?.*$/, '')
    .trim()
    .replace(/[\t ]+/g, ' ')
    .split(/ *; */);
  const argumentList = parts.slice(0, -1);
  const variableNames: string[] = [];
  for (const argument of argumentList) {
    if (argument !== '') variableNames.push(argument.split(/[* \t]+/).at(-1) ?? '');
  }
  return { returnType, name, argumentList, variableNames };
}

interface MethodCode {
  readonly interfaceName: string;
  readonly isStatic: boolean;
  readonly doc: string;
  readonly prolog: string;
  readonly epilog: string;
  /** Until 9 a method's value is returned where it is computed; later it goes through a variable. */
  readonly returnsDirectly: boolean;
}

function methodText(method: Method, code: MethodCode): string {
  const { returnType, argumentList, variableNames } = method;
  const name = `${code.interfaceName}_${method.name}`;
  const upperName = name.toUpperCase();
  const list = argumentList.join(', ');
  const typePrototype = `typedef ${returnType} ${name}_t(`;
  const prototype = `static __inline ${returnType} ${upperName}(`;
  const isVoid = returnType === 'void';
  const object = code.isStatic ? (variableNames[0] ?? '') : `((kobj_t)${variableNames[0] ?? ''})`;
  const lines = [
    `/** @brief Unique descriptor for the ${upperName}() method */`,
    `extern struct kobjop_desc ${name}_desc;`,
    `/** @brief A function implementing the ${upperName}() method */`,
    formatLine(`${typePrototype}${list});`, typePrototype.length),
    code.doc,
    formatLine(`${prototype}${list})`, prototype.length),
    '{',
    '\tkobjop_t _m;',
  ];
  const usesVariable = !isVoid && !code.returnsDirectly;
  if (usesVariable) lines.push(`\t${returnType} rc;`);
  if (code.prolog !== '') lines.push(code.prolog);
  lines.push(`\tKOBJOPLOOKUP(${object}->ops,${name});`);
  lines.push(`\t${isVoid ? '' : usesVariable ? 'rc = ' : 'return '}((${name}_t *) _m)(${variableNames.join(', ')});`);
  if (code.epilog !== '') lines.push(code.epilog);
  if (usesVariable) lines.push('\treturn (rc);');
  lines.push('}\n');
  return `${lines.join('\n')}\n`;
}

/**
 * The header that tools/makeobjops.awk -h writes for a kobj interface: a descriptor, a typedef and a static inline
 * function for each METHOD and STATICMETHOD, and the HEADER sections as they are.
 * @param text the .m file
 * @param path its path, for the head comment
 * @param script the tree's tools/makeobjops.awk, read for what releases differ in; "" when there is none
 * @returns the header, up to the first line that is not understood
 */
export function translateKobjInterface(text: string, path: string, script: string): string {
  const returnsDirectly = script.includes('retrn');
  const lines = new Lines(text);
  let output = `/*\n * This file is produced automatically.\n * Do not modify anything in here by hand.\n *\n * Created from source file\n *   ${path}\n * with\n *   makeobjops.awk\n *\n * See the source file for legal information\n */\n\n`;
  let interfaceName = '';
  let doc = '';
  let prolog = '';
  let epilog = '';
  for (let raw = lines.next(); raw !== undefined; raw = lines.next()) {
    const line = raw.replace(/#.*/, '').trim();
    if (line === '') continue;
    if (line.startsWith('/**')) doc = readDoc(line, lines);
    else if (/^INTERFACE[ \t]+[^ \t;]*[ \t]*;?$/.test(line)) {
      interfaceName = line.replace(/^INTERFACE[ \t]+/, '').replace(/[ \t]*;?$/, '');
      output += `${doc}\n#ifndef _${interfaceName}_if_h_\n#define _${interfaceName}_if_h_\n\n`;
      doc = '';
    } else if (/^CODE[ \t]*\{$/.test(line)) readCode(lines);
    else if (/^HEADER[ \t]*\{$/.test(line)) output += `${readCode(lines)}\n`;
    else if (/^PROLOG[ \t]*\{$/.test(line)) prolog = readCode(lines);
    else if (/^EPILOG[ \t]*\{$/.test(line)) epilog = readCode(lines);
    else if (/^(STATIC)?METHOD/.test(line)) {
      const method = readMethod(line, lines);
      if (method === undefined) break;
      output += methodText(method, {
        interfaceName,
        isStatic: line.startsWith('STATIC'),
        doc,
        prolog,
        epilog,
        returnsDirectly,
      });
      doc = '';
      prolog = '';
      epilog = '';
    } else break;
  }
  return `${output}#endif /* _${interfaceName}_if_h_ */\n`;
}
