/** What is known of a file, each state worked out from those before it. ARCHITECTURE.md tells where each is kept. */
export const DOCUMENT_STATES = ['text', 'tokens', 'facts', 'unit', 'part', 'flow', 'findings'] as const;
export type DocumentState = (typeof DOCUMENT_STATES)[number];

/**
 * Whose state an edit puts back: that of nobody, of the edited file, also of the files that read it (`flow`: that
 * mention a macro which it defines otherwise now), or of every file. Each reaches farther than the one before it.
 */
const REACHES = ['none', 'itself', 'readers', 'all'] as const;
type Reach = (typeof REACHES)[number];

/** A source, a header, or what decides which of them are compiled and how. */
type FileKind = 'source' | 'header' | 'other';

const ITSELF = { source: 'itself', header: 'itself', other: 'itself' } as const;

/** An edit's life: which states of which files an edit puts back. */
export const PUT_BACK: Readonly<Record<DocumentState, Readonly<Record<FileKind, Reach>>>> = {
  text: ITSELF,
  tokens: ITSELF,
  facts: ITSELF,
  // A unit knows all that it reads, but to be asked for it costs less than to be made twice in one edit.
  unit: { source: 'itself', header: 'all', other: 'all' },
  part: { source: 'readers', header: 'readers', other: 'readers' },
  flow: { source: 'itself', header: 'readers', other: 'none' },
  findings: { source: 'all', header: 'all', other: 'all' },
};

/** Files are other than they were, or something is known that was not: what was worked out from it no longer counts. */
export class TreeChange {
  /** Files that are meant. Of an edit: those whose text is another now. */
  readonly paths: readonly string[];
  /** Files that are there now and were not, or the reverse: an #include may find another file than it did. */
  readonly cameOrWent: readonly string[];
  /** The first state that is put back: `text` for an edit. */
  readonly first: DocumentState;

  private constructor(paths: readonly string[], cameOrWent: readonly string[], first: DocumentState) {
    this.paths = paths;
    this.cameOrWent = cameOrWent;
    this.first = first;
  }

  /** Files have another text, or came or went. */
  static edit(paths: readonly string[], cameOrWent: readonly string[] = []): TreeChange {
    return new TreeChange(paths, cameOrWent, 'text');
  }

  /**
   * An answer that came later than the question (of a worker, at the end of a search, with a baseline): what has been
   * made without it counts no more, from the state `first` on. Without `paths` that can be findings alone.
   */
  static arrival(first: DocumentState, paths: readonly string[] = []): TreeChange {
    return new TreeChange(paths, [], first);
  }

  get isArrival(): boolean {
    return this.first !== 'text';
  }

  /** How far the change reaches in a state. */
  reach(state: DocumentState): Reach {
    if (DOCUMENT_STATES.indexOf(state) < DOCUMENT_STATES.indexOf(this.first)) return 'none';
    if (state === 'findings') return 'all';
    const reaches = this.paths.map((path) => REACHES.indexOf(PUT_BACK[state][kindOf(path)]));
    return REACHES[Math.max(0, ...reaches)] ?? 'none';
  }

  putsBack(state: DocumentState): boolean {
    return this.reach(state) !== 'none';
  }

  putsBackAll(state: DocumentState): boolean {
    return this.reach(state) === 'all';
  }
}

function kindOf(path: string): FileKind {
  return path.endsWith('.c') ? 'source' : path.endsWith('.h') ? 'header' : 'other';
}

/** True for a file that decides which sources are compiled and how: a configuration, a Makefile. */
export function decidesBuild(path: string): boolean {
  return kindOf(path) === 'other';
}
