import type { Shards } from '../../text/shards.ts';
import type { FileFacts } from '../../vnet/file-facts.ts';
import type { MacroRoles } from '../../vnet/macro-roles.ts';

/** Facts as they are stored: without the path, which the same content may have elsewhere. */
type StoredFacts = Omit<FileFacts, 'path' | 'uses'> & {
  readonly uses: readonly (readonly [string, readonly number[]])[];
};

/** What earlier runs computed of this tree's files, by their contents. */
export class TreeShards {
  readonly shards: Shards;
  private readonly roles: () => MacroRoles;
  private knownRolesId: string | undefined;

  /** `roles` says what the macros of the interface do. */
  constructor(shards: Shards, roles: () => MacroRoles) {
    this.shards = shards;
    this.roles = roles;
  }

  /** Facts of a file, from an earlier run over the same content, else from `read`. */
  facts(path: string, read: () => FileFacts | undefined): FileFacts | undefined {
    const id = this.shards.idOf(path);
    if (id === undefined) return undefined;
    const key = `facts ${id} ${this.rolesId}`;
    const stored = this.shards.find(key) as StoredFacts | undefined;
    if (stored !== undefined) return { ...stored, path, uses: new Map(stored.uses) };
    const facts = read();
    if (facts !== undefined) {
      this.shards.keep(key, { ...facts, path: undefined, uses: [...facts.uses] });
    }
    return facts;
  }

  /** Identifies what the macros of the interface do. */
  get rolesId(): string {
    return (this.knownRolesId ??= this.shortId([...this.roles()]));
  }

  /** An id of plain data: equal for equal data. */
  shortId(data: unknown): string {
    return this.shards.textId(JSON.stringify(data)).slice(0, 16);
  }
}
