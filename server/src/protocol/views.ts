// Messages between the extension and its webviews.
import type { RecordOnMachineAnswer, RecordPicture } from './record-picture.ts';
import type { RegionMap, SourcePlace } from './region-map.ts';

/** What every view may ask of the extension. */
export type ViewRequest =
  /** The view's script runs: send what it shows. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'open'; readonly place: SourcePlace }
  /** Offers to save a picture; `name` is a proposal. */
  | { readonly kind: 'save'; readonly name: string; readonly text: string };

/** What the extension tells every view. */
type ViewNotice =
  /** Something is being computed; what is shown stays. */
  | { readonly kind: 'busy'; readonly text: string }
  /** There is nothing to show, and why. */
  | { readonly kind: 'failed'; readonly text: string };

export type RegionViewRequest =
  | ViewRequest
  | { readonly kind: 'chooseModules'; readonly loaded: readonly string[] }
  | { readonly kind: 'modules'; readonly names: readonly string[] }
  | { readonly kind: 'facts'; readonly place: SourcePlace };

export type RegionViewNotice =
  | ViewNotice
  | { readonly kind: 'region'; readonly map: RegionMap; readonly modules: readonly string[] }
  | { readonly kind: 'facts'; readonly place: SourcePlace; readonly text: string }
  /** Selects a variable of this name. */
  | { readonly kind: 'select'; readonly variable: string };

export type RecordViewRequest =
  | ViewRequest
  /** The script runs; what it showed before a reload, or ''. */
  | { readonly kind: 'record'; readonly record: string }
  | { readonly kind: 'machine'; readonly record: string; readonly arch: string };

export type RecordViewNotice =
  | ViewNotice
  | { readonly kind: 'record'; readonly picture: RecordPicture }
  | { readonly kind: 'machine'; readonly arch: string; readonly layout: RecordOnMachineAnswer };
