import { NotUnderstood } from './shell/not-understood.ts';
import { readOptions, scriptOf, type Utility } from './shell/utility.ts';

/** `-h`: what the preprocessor knows (rpcgen(1), "C-preprocessor symbols"). */
const DEFINED: Readonly<Record<string, boolean>> = {
  RPC_HDR: true,
  RPC_XDR: false,
  RPC_SVC: false,
  RPC_CLNT: false,
  RPC_TBL: false,
};

const BASIC_TYPES: Readonly<Record<string, string>> = { bool: 'bool_t', hyper: 'int64_t' };
const UNSIGNED_TYPES: Readonly<Record<string, string>> = {
  char: 'u_char',
  short: 'u_short',
  int: 'u_int',
  long: 'u_long',
  hyper: 'u_int64_t',
};

/** The lines after conditionals and comments. A line that starts with % is copied to the output. */
function preprocessed(text: string): string[] {
  const states: { isActive: boolean; wasTaken: boolean }[] = [];
  const lines: string[] = [];
  for (const line of text.replace(/\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' ')).split('\n')) {
    const directive = /^[ \t]*#[ \t]*(\w+)[ \t]*(\w*)/.exec(line);
    const isActive = states.every((state) => state.isActive);
    if (directive === null) {
      if (isActive) lines.push(line);
      continue;
    }
    const [, name = '', word = ''] = directive;
    const last = states.at(-1);
    if (name === 'ifdef' || name === 'ifndef') {
      const isDefined = DEFINED[word];
      if (isDefined === undefined) throw new NotUnderstood(`rpcgen with ${line.trim()}`);
      states.push({ isActive: isDefined === (name === 'ifdef'), wasTaken: false });
    } else if (name === 'else' && last !== undefined) last.isActive = !last.isActive;
    else if (name === 'endif' && last !== undefined) states.pop();
    else throw new NotUnderstood(`rpcgen with ${line.trim()}`);
  }
  return lines;
}

/**
 * Translates RPC language (RFC 5531, 12) to the header that rpcgen -h writes; prototypes, on which no layout depends,
 * are left out.
 */
class RpcTranslation {
  private readonly tokens: readonly string[];
  private at = 0;
  /** The struct that is being defined, whose short name does not exist yet. */
  private defined = '';

  constructor(text: string) {
    this.tokens = [...text.matchAll(/"[^"]*"|0x[0-9A-Fa-f]+|-?\d+|[A-Za-z_]\w*|[^\s\w]/g)].map(([token]) => token);
  }

  definitions(): string {
    let text = '';
    while (this.at < this.tokens.length) text += this.definition();
    return text;
  }

  private next(): string {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new NotUnderstood('rpcgen with a definition that does not end');
    return token;
  }

  private takes(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }

  private expect(token: string): void {
    const found = this.next();
    if (found !== token) throw new NotUnderstood(`rpcgen at "${found}"`);
  }

  private definition(): string {
    const keyword = this.next();
    switch (keyword) {
      case 'const': {
        const name = this.next();
        this.expect('=');
        const value = this.next();
        this.expect(';');
        return `#define ${name} ${value}\n`;
      }
      case 'typedef':
        return `typedef ${this.declaration()};\n`;
      case 'enum': {
        const name = this.next();
        this.expect('{');
        let body = '';
        while (!this.takes('}')) body += `${this.next()} `;
        this.expect(';');
        return `enum ${name} { ${body}};\ntypedef enum ${name} ${name};\n`;
      }
      case 'struct': {
        const name = this.next();
        this.expect('{');
        this.defined = name;
        let body = '';
        while (!this.takes('}')) body += `\t${this.declaration()};\n`;
        this.defined = '';
        this.expect(';');
        return `struct ${name} {\n${body}};\ntypedef struct ${name} ${name};\n`;
      }
      case 'union':
        return this.union();
      case 'program':
        return this.program();
      default:
        throw new NotUnderstood(`rpcgen at "${keyword}"`);
    }
  }

  /** A declaration with its semicolon; "" for `void`. */
  private declaration(): string {
    if (this.takes('void')) {
      this.expect(';');
      return '';
    }
    const type = this.type();
    const isPointer = this.takes('*');
    const name = this.next();
    let made: string;
    if (this.takes('[')) {
      made = `${type === 'opaque' ? 'char' : type} ${name}[${this.next()}]`;
      this.expect(']');
    } else if (this.takes('<')) {
      if (!this.takes('>')) {
        this.next();
        this.expect('>');
      }
      const element = type === 'opaque' ? 'char' : type;
      made = type === 'string' ? `char *${name}` : `struct { u_int ${name}_len; ${element} *${name}_val; } ${name}`;
    } else made = `${type} ${isPointer ? '*' : ''}${name}`;
    this.expect(';');
    return made;
  }

  private type(): string {
    const first = this.next();
    if (first === 'struct' || first === 'enum' || first === 'union')
      return `${first === 'union' ? 'struct' : first} ${this.next()}`;
    if (first === 'unsigned') {
      const following = this.tokens[this.at] ?? '';
      const known = UNSIGNED_TYPES[following];
      if (known !== undefined) this.at++;
      return known ?? 'u_int';
    }
    return first === this.defined ? `struct ${first}` : (BASIC_TYPES[first] ?? first);
  }

  private union(): string {
    const name = this.next();
    this.expect('switch');
    this.expect('(');
    const discriminant = `${this.type()} ${this.next()}`;
    this.expect(')');
    this.expect('{');
    let members = '';
    while (!this.takes('}')) {
      if (this.takes('case')) this.next();
      else this.expect('default');
      this.expect(':');
      if (this.tokens[this.at] === 'case') continue;
      const member = this.declaration();
      if (member !== '') members += `\t\t${member};\n`;
    }
    this.expect(';');
    return `struct ${name} {\n\t${discriminant};\n\tunion {\n${members}\t} ${name}_u;\n};\ntypedef struct ${name} ${name};\n`;
  }

  /** Names of a program, its versions and procedures, each with its number after `=`. */
  private program(): string {
    let text = '';
    const names = [this.next()];
    this.expect('{');
    for (let depth = 1; depth > 0;) {
      const token = this.next();
      if (token === 'version') {
        names.push(this.next());
        this.expect('{');
        depth++;
      } else if (token === '}') depth--;
      else if (token === '(') {
        names.push(this.tokens[this.at - 2] ?? '');
        while (this.next() !== ')');
        text += this.number(names.pop() ?? '');
        continue;
      } else continue;
      if (token === '}') text += this.number(names.pop() ?? '');
    }
    return text;
  }

  private number(name: string): string {
    this.expect('=');
    const value = this.next();
    this.expect(';');
    return `#define ${name} ((unsigned long)(${value}))\n`;
  }
}

/** rpcgen(1), as the kernel's makefiles call it for a header: `rpcgen -hM FILE`. */
export const rpcgen: Utility = (words, _input, files) => {
  const { given, values, operands } = readOptions('rpcgen', words, 'hMCLNo:');
  const [path, ...others] = operands;
  if (!given.has('h') || path === undefined || others.length > 0) throw new NotUnderstood('rpcgen without -h');
  const guard = `_${path.replace(/^.*\//, '').replace(/\.x$/, '').toUpperCase()}_H_RPCGEN`;
  let body = '';
  let language = '';
  const translate = (): void => {
    body += new RpcTranslation(language).definitions();
    language = '';
  };
  for (const line of preprocessed(scriptOf(path, files))) {
    if (!line.startsWith('%')) language += `${line}\n`;
    else {
      translate();
      body += `${line.slice(1)}\n`;
    }
  }
  translate();
  const threads = given.has('M') ? '#include <pthread.h>\n' : '';
  const output = `#ifndef ${guard}\n#define ${guard}\n#include <rpc/rpc.h>\n${threads}${body}#endif\n`;
  const target = values.get('o')?.[0];
  if (target === undefined) return { status: 0, output };
  files.write(target, output);
  return { status: 0, output: '' };
};
