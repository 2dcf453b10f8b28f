import { isFailure } from '../../kernel/failure.ts';
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

/** Boots the kernel, and after an edit runs again what that concerns. */
export class FreshMeasurer {
  private booted: { readonly workspace: Workspace; readonly fresh: FreshVnet } | undefined;

  /** @param edited sources with another text than when it was asked before */
  measure(workspace: Workspace, edited: readonly string[]): FreshSide {
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
