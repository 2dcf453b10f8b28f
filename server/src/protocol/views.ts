// Messages between the extension and its webviews.
import type { RecordOnMachineAnswer, RecordPicture } from './record-picture.ts';
import type { RegionMap, SourcePlace } from './region-map.ts';
import type { KernelAfterStep, SimulationParams, SimulationReport } from './simulation.ts';

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

/** What a button of the simulation view asks somebody to choose; the answer is a statement. */
export type SimulationChoice = 'create' | 'destroy' | 'load' | 'unload' | 'sysctl' | 'kenv';

export type SimulationViewRequest =
  | ViewRequest
  /** Runs what the view holds; with `values`, values are worked out besides. */
  | { readonly kind: 'run'; readonly params: SimulationParams }
  | { readonly kind: 'cancel' }
  | {
      readonly kind: 'choose';
      readonly what: SimulationChoice;
      /** What there is at the step that is shown. */
      readonly vnets: readonly string[];
      readonly modules: readonly string[];
    }
  | { readonly kind: 'openScenario' }
  | { readonly kind: 'copy'; readonly text: string }
  /** The step that is shown now: others show its vnets and modules. */
  | { readonly kind: 'shown'; readonly step: string; readonly after: KernelAfterStep };

export type SimulationViewNotice =
  | ViewNotice
  | { readonly kind: 'report'; readonly params: SimulationParams; readonly report: SimulationReport }
  /** Values could not be worked out, or were cancelled. */
  | { readonly kind: 'noValues'; readonly text: string }
  | { readonly kind: 'statement'; readonly text: string }
  | { readonly kind: 'scenario'; readonly name: string; readonly text: string };
