import { isFailure } from '../../kernel/failure.ts';
import { changedFunctions, haveSameEffects } from '../image/changed-functions.ts';
import { FreshVnet, type FreshLeak, type FreshValue } from '../image/fresh-vnet.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What a fresh vnet holds in one tree, or why that is not known. */
export type FreshSide =
  { readonly values: readonly FreshValue[]; readonly leaks: readonly FreshLeak[] } | { readonly unknown: string };

/** A value that is another in a fresh vnet now. */
export interface FreshChange {
  readonly name: string;
  readonly file: string;
  /** In vnet0 and in any other vnet; undefined where the tree has no such variable. */
  readonly before: readonly [vnet0: string, others: string] | undefined;
  readonly after: readonly [vnet0: string, others: string];
  /** Who wrote it last in a vnet that is not vnet0. */
  readonly writer: string | undefined;
}

/** What a boot gave, and what it hangs on. */
export interface KeptBoot {
  readonly side: FreshSide;
  /** Functions that were run, as `path\nname` of the unit that has them. */
  readonly functions: readonly string[];
}

/** Where the boot of a tree that never changes, a revision, is kept. */
export interface BootStore {
  find(): KeptBoot | undefined;
  keep(boot: KeptBoot): void;
}

/** Boots the kernel, and after an edit runs again what that concerns. */
export class FreshMeasurer {
  private booted: { readonly workspace: Workspace; readonly fresh: FreshVnet } | undefined;
  /** In the place of `booted`: a boot of the tree as it still is, but for functions that were not run. */
  private kept: KeptBoot | undefined;
  private texts: ReadonlyMap<string, string | undefined> = new Map();

  /**
   * The older tree of a change.
   * @param sources the change's, with another text in the newer tree
   * @param store asked in the first review
   */
  before(workspace: Workspace, sources: readonly string[], store: BootStore | undefined): FreshSide {
    this.texts = new Map(sources.map((path) => [path, workspace.files.read(path)]));
    if (this.booted === undefined) this.kept ??= store?.find();
    if (this.kept !== undefined) return this.kept.side;
    const side = this.measure(workspace, sources);
    if (this.booted !== undefined) store?.keep({ side, functions: this.booted.fresh.functions() });
    return side;
  }

  /** The newer tree: the same session after the change, or another. */
  after(workspace: Workspace, sources: readonly string[]): FreshSide {
    const { kept, texts } = this;
    if (kept === undefined) return this.measure(workspace, sources);
    const ran = new Set(kept.functions);
    if (sources.every((path) => isNotRun(workspace, path, texts.get(path), ran))) return kept.side;
    this.kept = undefined;
    return this.measure(workspace, sources);
  }

  private measure(workspace: Workspace, edited: readonly string[]): FreshSide {
    const { booted } = this;
    if (booted?.workspace === workspace && edited.every((path) => booted.fresh.changed(path)))
      return sideOf(booted.fresh);
    const fresh = FreshVnet.boot(workspace);
    if (isFailure(fresh)) {
      this.booted = undefined;
      return { unknown: fresh.failure.message };
    }
    this.booted = { workspace, fresh };
    return sideOf(fresh);
  }
}

/** True if all that differs in a file is in functions that were not run, and that call and may write what they did. */
function isNotRun(workspace: Workspace, path: string, before: string | undefined, ran: ReadonlySet<string>): boolean {
  const after = workspace.files.read(path);
  if (before === after) return true;
  if (before === undefined || after === undefined) return false;
  if (path.endsWith('.c') && !workspace.isCompiled(path)) return true;
  const names = changedFunctions(workspace, path, before, after);
  if (names === undefined) return false;
  // A header's functions are run as those of the units that include it.
  if (path.endsWith('.h') ? names.size > 0 : [...names].some((name) => ran.has(`${path}\n${name}`))) return false;
  return names.size === 0 || haveSameEffects(workspace, path, before, after);
}

function sideOf(fresh: FreshVnet): FreshSide {
  return { values: fresh.values(), leaks: fresh.leaks() };
}

/**
 * What a destroyed vnet leaves now and did not leave before.
 * @param renamed paths of the older tree as the newer has them
 */
export function compareLeaks(
  before: FreshSide,
  after: FreshSide,
  renamed: (path: string) => string,
): readonly FreshLeak[] {
  if ('unknown' in before || 'unknown' in after) return [];
  const key = (one: FreshLeak, file: string): string => `${one.what.replace(/\d+/g, '#')}\n${one.function}\n${file}`;
  const known = new Set(before.leaks.map((one) => key(one, renamed(one.file))));
  return after.leaks.filter((one) => !known.has(key(one, one.file)));
}

/** @param renamed paths of the older tree as the newer has them */
export function compareFresh(
  before: FreshSide,
  after: FreshSide,
  renamed: (path: string) => string,
): readonly FreshChange[] {
  if ('unknown' in before || 'unknown' in after) return [];
  const known = new Map(before.values.map((one) => [`${one.name}\n${renamed(one.file)}`, one]));
  return after.values.flatMap((now): readonly FreshChange[] => {
    const old = known.get(`${now.name}\n${now.file}`);
    if (old !== undefined && same(old.inVnet0, now.inVnet0) && same(old.inOthers, now.inOthers)) return [];
    // A new one that nobody writes is as its initializer says.
    if (old === undefined && now.writer === undefined) return [];
    return [
      {
        name: now.name,
        file: now.file,
        before: old === undefined ? undefined : [old.inVnet0, old.inOthers],
        after: [now.inVnet0, now.inOthers],
        writer: now.writer?.function,
      },
    ];
  });
}

/** Addresses shift with every variable: where they lead is compared by name. */
function same(old: string, now: string): boolean {
  const plain = (text: string): string => text.replace(/0x[0-9a-f]{6,}/g, '0x#').replace(/:\d+/g, '');
  return plain(old) === plain(now);
}
