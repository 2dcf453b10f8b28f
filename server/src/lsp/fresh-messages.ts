import type { FreshValue } from '../core/analysis/image/fresh-vnet.ts';
import type { WorkspaceRequest } from '../core/analysis/workspace/workspace.ts';

/** To the thread that knows what a fresh vnet holds. */
export type ToFresh =
  | {
      readonly kind: 'open';
      /** The tree's folder, and what may be read besides. */
      readonly root: string;
      readonly readable: readonly string[];
      readonly request: WorkspaceRequest;
      readonly texts: readonly (readonly [path: string, text: string])[];
    }
  /** An open document has changed; undefined: the file on disk counts again. */
  | { readonly kind: 'text'; readonly path: string; readonly text: string | undefined; readonly edit: number };

/** From it; `edit` is the last one that counts in what it says. */
export type FromFresh =
  | { readonly kind: 'values'; readonly values: readonly FreshValue[]; readonly edit: number }
  /** What a fresh vnet holds is not known before the kernel has been booted again, which has begun. */
  | { readonly kind: 'stale'; readonly edit: number }
  | { readonly kind: 'failed'; readonly message: string };

/** The thread as its caller sees it. */
export interface FreshThread {
  tell(message: ToFresh): void;
  /** An editor's request has come: the thread leaves the processor to its answer. */
  requestCame(): void;
  end(): void;
}

/** Begins one; undefined: there is none. */
export type StartFresh = (told: (message: FromFresh) => void) => FreshThread;
