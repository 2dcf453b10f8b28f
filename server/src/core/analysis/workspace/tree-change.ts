/** The states of a file, each computed from those before it. ARCHITECTURE.md says where each is stored. */
export const DOCUMENT_STATES = ['text', 'tokens', 'facts', 'unit', 'part', 'flow', 'findings'] as const;
export type DocumentState = (typeof DOCUMENT_STATES)[number];

/**
 * Whose state an edit drops: nobody's, the edited file's, also that of files that read it (`flow`: that mention a macro
 * whose definition changed), or every file's. Each includes the one before it.
 */
const REACHES = ['none', 'itself', 'readers', 'all'] as const;
type Reach = (typeof REACHES)[number];

/** A source, a header, or what decides which of them are compiled and how. */
type FileKind = 'source' | 'header' | 'other';

const ITSELF = { source: 'itself', header: 'itself', other: 'itself' } as const;

/** An edit's life: which states of which files an edit drops. */
export const PUT_BACK: Readonly<Record<DocumentState, Readonly<Record<FileKind, Reach>>>> = {
  text: ITSELF,
  tokens: ITSELF,
  facts: ITSELF,
  // A unit knows which files it reads, but asking it costs less than translating it twice in one edit.
  unit: { source: 'itself', header: 'all', other: 'all' },
  part: { source: 'readers', header: 'readers', other: 'readers' },
  flow: { source: 'itself', header: 'readers', other: 'none' },
  findings: { source: 'all', header: 'all', other: 'all' },
};

/** Files have changed, or something has become known: what was computed from the old state is no longer valid. */
export class TreeChange {
  /** The files concerned. For an edit, those whose text has changed. */
  readonly paths: readonly string[];
  /** Files that were added or removed: an #include may now find another file. */
  readonly cameOrWent: readonly string[];
  /** The first state that is dropped: `text` for an edit. */
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
   * An answer that arrived after its question (from a worker, at the end of a search, with a baseline): states from
   * `first` on that were computed without it are dropped. Without `paths` only findings can be.
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
