import { readVnetWays, type VnetWays } from '../../server/src/core/kernel/vnet-ways.ts';
import type { Session } from '../../server/src/core/analysis/session/session.ts';
import type { AccessorFact, FileFacts, SysctlFact, VariableFact } from '../../server/src/core/vnet/file-facts.ts';
import { conditionsAt, isDisabled, isWithoutVimage } from '../../server/src/core/written/conditions.ts';
import { outlineOf, type OutlineItem } from '../../server/src/core/written/outline.ts';
import { applyEdits } from '../../server/src/core/text/text-edit.ts';
import type { TokenFile } from '../../server/src/core/lexer/token-file.ts';
import type { Seeded } from './seeded.ts';

export interface MutantEdit {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A mistake to be made: the edits, and the file in which it must be found when that is not the first edited one. */
export interface Mutant {
  readonly edits: readonly MutantEdit[];
  readonly expectIn?: string;
}

/** Seeds one rule's mistake at a random place of sound code; undefined when there is no such place. */
export type Mutator = (code: SoundCode) => Mutant | undefined;

/** What the sound code needs before a rule has anything to compare with. */
export type Preparation = (session: Session) => void;

export interface Located<T> {
  readonly path: string;
  readonly fact: T;
}

/** Sound code, and ways to find places in it by chance. */
export class SoundCode {
  readonly session: Session;
  readonly random: Seeded;
  readonly wants: (path: string) => boolean;
  private count = 0;

  constructor(session: Session, random: Seeded, wants: (path: string) => boolean = () => true) {
    this.session = session;
    this.random = random;
    this.wants = wants;
  }

  /** What this release does its own way: what is a mistake in one is right in another. */
  get ways(): VnetWays {
    return readVnetWays(this.session.workspace.files, this.session.workspace.tree);
  }

  /** A name that nothing in the tree has. */
  fresh(stem = 'mutant'): string {
    return `${stem}_${this.random.below(100_000)}_${this.count++}`;
  }

  tokens(path: string): TokenFile {
    const tokens = this.session.tokens(path);
    if (tokens === undefined) throw new Error(`${path} cannot be read`);
    return tokens;
  }

  facts(path: string): FileFacts {
    const facts = this.session.facts(path);
    if (facts === undefined) throw new Error(`${path} cannot be read`);
    return facts;
  }

  /** Files that speak of virtualized globals and are wanted. */
  files(filter: (path: string) => boolean = () => true): readonly string[] {
    return [...this.session.index.files.keys()].filter((path) => this.wants(path) && filter(path)).sort();
  }

  sources(filter: (path: string) => boolean = () => true): readonly string[] {
    return this.files((path) => path.endsWith('.c') && filter(path));
  }

  /** Sources with virtualized globals of their own that the kernel's configuration compiles. */
  compiled(): readonly string[] {
    return this.sources(
      (path) =>
        this.session.workspace.isCompiled(path) &&
        this.facts(path).definitions.some(
          ({ set, start }) => set === 'set_vnet' && conditionsAt(this.tokens(path), start).length === 0,
        ),
    );
  }

  /** Sources that a module compiles and the kernel doesn't. */
  inModules(): readonly string[] {
    return this.sources(
      (path) => !this.session.workspace.isCompiled(path) && (this.session.modules.of(path)?.length ?? 0) > 0,
    );
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : this.random.pick(list);
  }

  definitions(filter: (fact: VariableFact, path: string) => boolean = () => true): readonly Located<VariableFact>[] {
    return this.files().flatMap((path) =>
      this.facts(path)
        .definitions.filter((fact) => fact.set === 'set_vnet' && this.isLive(path, fact.start) && filter(fact, path))
        .map((fact) => ({ path, fact })),
    );
  }

  accessors(filter: (fact: AccessorFact, path: string) => boolean = () => true): readonly Located<AccessorFact>[] {
    return this.files().flatMap((path) =>
      this.facts(path)
        .accessors.filter((fact) => fact.set === 'set_vnet' && this.isLive(path, fact.start) && filter(fact, path))
        .map((fact) => ({ path, fact })),
    );
  }

  sysctls(filter: (fact: SysctlFact, path: string) => boolean = () => true): readonly Located<SysctlFact>[] {
    return this.files().flatMap((path) =>
      this.facts(path)
        .sysctls.filter((fact) => this.isLive(path, fact.start) && filter(fact, path))
        .map((fact) => ({ path, fact })),
    );
  }

  /** Functions of a source, `main`'s configuration or not. */
  functions(path: string): readonly (OutlineItem & { readonly body: NonNullable<OutlineItem['body']> })[] {
    const tokens = this.tokens(path);
    return outlineOf(tokens).flatMap((item) =>
      item.body !== undefined && this.isLive(path, tokens.start[item.from] as number)
        ? [{ ...item, body: item.body }]
        : [],
    );
  }

  /** An insertion in front of a random thing at file scope; `compiled`: under no #if, so that a compilation sees it. */
  insertAtFileScope(path: string, text: string, where: 'anywhere' | 'compiled' | 'last' = 'anywhere'): MutantEdit {
    const tokens = this.tokens(path);
    // Behind the headers: what is inserted may need them.
    const { directives } = tokens;
    let lastInclude = 0;
    for (const hash of directives) if (tokens.isIdentifier(hash + 1, 'include')) lastInclude = hash;
    const places = outlineOf(tokens)
      .filter(
        ({ from }) =>
          from > lastInclude &&
          this.isLive(path, tokens.start[from] as number) &&
          (where === 'anywhere' || conditionsAt(tokens, tokens.start[from] as number).length === 0),
      )
      .map(({ from }) => tokens.start[from] as number);
    const start = where === 'last' || places.length === 0 ? tokens.text.length : this.random.pick(places);
    return { path, start, end: start, text: `${text}\n` };
  }

  /** An insertion at the beginning of a function's body. */
  insertInBody(path: string, item: { readonly body: { readonly from: number } }, text: string): MutantEdit {
    const at = this.tokens(path).end[item.body.from] as number;
    return { path, start: at, end: at, text: `\n\t${text}` };
  }

  isLive(path: string, offset: number): boolean {
    const tokens = this.tokens(path);
    return !isDisabled(tokens, offset) && !isWithoutVimage(tokens, offset);
  }
}

/** A mistake at file scope of a source that the kernel compiles; `write` is given a name that nothing has. */
export function inCompiledSource(
  write: (name: string, code: SoundCode) => string,
  where: 'anywhere' | 'compiled' | 'last' = 'last',
): Mutator {
  return (code) => {
    const path = code.pick(code.compiled());
    if (path === undefined) return undefined;
    return { edits: [code.insertAtFileScope(path, write(code.fresh(), code), where)] };
  };
}

/** A mistake with a virtualized global, at the end of a source that has its accessor. */
export function withAccessor(write: (name: string, fact: AccessorFact, code: SoundCode) => string): Mutator {
  return (code) => {
    const accessor = code.pick(
      code.accessors(
        ({ variable }, path) =>
          path.endsWith('.c') && code.functions(path).length > 0 && code.session.index.definitions.has(variable),
      ),
    );
    if (accessor === undefined) return undefined;
    return { edits: [code.insertAtFileScope(accessor.path, write(code.fresh(), accessor.fact, code), 'last')] };
  };
}

/** The texts of the edited files with the mistake in them. */
export function mutated(session: Session, { edits }: Mutant): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const path of new Set(edits.map((edit) => edit.path))) {
    texts.set(
      path,
      applyEdits(
        session.files.read(path) ?? '',
        edits.filter((edit) => edit.path === path),
      ),
    );
  }
  return texts;
}

/** Words of later releases, and how a release without them says the same; undefined where it cannot. */
const LATER_WORDS: readonly (readonly [word: string, before: string | undefined])[] = [
  ['VNET_DEFINE_STATIC', 'static VNET_DEFINE'],
  ['DPCPU_DEFINE_STATIC', 'static DPCPU_DEFINE'],
  ['VNET_PCPUSTAT_DEFINE', undefined],
];

/** A mutant as the tree's release writes it: a macro that it does not have is none of its mistakes. */
export function spokenIn(session: Session, mutant: Mutant): Mutant | undefined {
  const later = LATER_WORDS.filter(([word]) => !session.workspace.roles.has(word));
  const uses = (word: string, text: string): boolean => new RegExp(`\\b${word}\\b`).test(text);
  if (later.some(([word, before]) => before === undefined && mutant.edits.some(({ text }) => uses(word, text))))
    return undefined;
  const spoken = (text: string): string =>
    later.reduce((all, [word, before = word]) => all.replace(new RegExp(`\\b${word}\\b`, 'g'), before), text);
  return { ...mutant, edits: mutant.edits.map((edit) => ({ ...edit, text: spoken(edit.text) })) };
}
