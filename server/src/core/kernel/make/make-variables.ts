import { applyModifier, type ModifiedValue, type ModifierContext } from './make-modifiers.ts';
import { readReference, type VariableReference } from './make-references.ts';

const DEEPEST = 60;
/** Characters; a few lines of variables that hold the next one twice would fill the memory. */
const LONGEST = 16_000_000;

/** What variables need from their makefile. */
export interface VariableHost {
  shell(command: string): string;
  condition(text: string): boolean;
  problem(message: string): void;
}

/** The old one-character names and their modern ones (make(1), "Local variables"). */
const ONE_CHARACTER_LOCALS: Readonly<Record<string, string>> = {
  '@': '.TARGET',
  '<': '.IMPSRC',
  '*': '.PREFIX',
  '>': '.ALLSRC',
  '!': '.ARCHIVE',
  '?': '.OODATE',
  '%': '.MEMBER',
};
const LOCALS: ReadonlySet<string> = new Set(['.IMPSRC', '.TARGET', '.PREFIX', '.ALLSRC']);

/** Variables of the current target: they change from one expansion to the next. */
function isLocal(name: string): boolean {
  return LOCALS.has(name);
}

/** The variables of a makefile: values unexpanded until they are used (contrib/bmake/var.c). */
export class MakeVariables {
  readonly #values = new Map<string, string>();
  readonly #host: VariableHost;
  /** Expanded values; cleared whenever a variable changes. */
  readonly #expanded = new Map<string, string>();
  /** Counts reads of local variables (.IMPSRC, .TARGET ...): a value that read one is not cached. */
  #localReads = 0;
  /** Variables whose value is being expanded, to detect one that refers to itself. */
  readonly #expanding = new Set<string>();
  #depth = 0;

  constructor(host: VariableHost) {
    this.#host = host;
  }

  names(): Iterable<string> {
    return this.#values.keys();
  }

  isDefined(name: string): boolean {
    return this.#values.has(name);
  }

  raw(name: string): string | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: string): void {
    this.#values.set(name, value);
    if (!isLocal(name)) this.#expanded.clear();
  }

  append(name: string, value: string): void {
    const old = this.#values.get(name);
    this.set(name, old === undefined ? value : `${old} ${value}`);
  }

  delete(name: string): void {
    this.#values.delete(name);
    this.#expanded.clear();
  }

  /** Text with every reference replaced; an undefined variable is empty. */
  expand(text: string): string {
    return this.#expand(text, false);
  }

  /** For `:=`: a reference to an undefined variable stays as it is spelled. */
  expandDefined(text: string): string {
    return this.#expand(text, true);
  }

  #expand(text: string, keepsUndefined: boolean): string {
    let dollar = text.indexOf('$');
    if (dollar < 0) return text;
    if (this.#depth >= DEEPEST) {
      this.#host.problem('references are nested too deeply');
      return '';
    }
    this.#depth++;
    let result = '';
    let from = 0;
    while (dollar >= 0) {
      result += text.slice(from, dollar);
      if (text[dollar + 1] === '$') {
        result += keepsUndefined ? '$$' : '$';
        from = dollar + 2;
      } else {
        const reference = readReference(text, dollar);
        if (reference === undefined) {
          // A '$' at the end is itself: the anchor of :S and :C.
          result += '$';
          from = dollar + 1;
        } else {
          const value = this.#reference(reference);
          result += value ?? (keepsUndefined ? text.slice(dollar, reference.end) : '');
          from = reference.end;
        }
      }
      dollar = text.indexOf('$', from);
    }
    this.#depth--;
    if (result.length > LONGEST) {
      this.#host.problem('the value is too long');
      return '';
    }
    return result + text.slice(from);
  }

  /** The value of one reference such as "${X:M*.c}"; undefined if X is undefined and no modifier gives a value. */
  reference(text: string): string | undefined {
    const reference = readReference(text, 0);
    return reference === undefined ? undefined : this.#reference(reference);
  }

  /** :Q and :C may double a value each time. */
  #limited(modified: ModifiedValue): ModifiedValue {
    if ((modified.value?.length ?? 0) <= LONGEST) return modified;
    this.#host.problem('the value is too long');
    return { ...modified, value: '' };
  }

  #reference(reference: VariableReference): string | undefined {
    const spelledName = this.expand(reference.name);
    const name = ONE_CHARACTER_LOCALS[spelledName] ?? spelledName;
    let current: ModifiedValue = { name, value: this.#value(name) };
    for (const modifier of reference.modifiers) {
      // ":${VAR}": the modifiers themselves are in a variable.
      const spelled =
        modifier.startsWith('$') && !modifier.includes('=')
          ? (readReference(`\${:${this.expand(modifier)}}`, 0)?.modifiers ?? [])
          : [modifier];
      for (const each of spelled)
        if (each !== '') current = this.#limited(applyModifier(each, current, this.#modifierContext));
    }
    return current.value;
  }

  #value(name: string): string | undefined {
    const raw = this.#values.get(name);
    if (isLocal(name)) this.#localReads++;
    if (raw === undefined || !raw.includes('$')) return raw;
    const known = this.#expanded.get(name);
    if (known !== undefined) return known;
    if (this.#expanding.has(name)) {
      this.#host.problem(`variable ${name} is recursive`);
      return '';
    }
    const readsBefore = this.#localReads;
    this.#expanding.add(name);
    const value = this.expand(raw);
    this.#expanding.delete(name);
    if (readsBefore === this.#localReads) this.#expanded.set(name, value);
    return value;
  }

  readonly #modifierContext: ModifierContext = {
    expand: (text) => this.expand(text),
    expandWith: (text, name, value) => {
      const before = this.#values.get(name);
      this.set(name, value.replaceAll('$', '$$$$'));
      const result = this.expand(text);
      if (before === undefined) this.delete(name);
      else this.set(name, before);
      return result;
    },
    condition: (text) => this.#host.condition(text),
    shell: (command) => this.#host.shell(command),
    problem: (message) => {
      this.#host.problem(message);
    },
  };
}
