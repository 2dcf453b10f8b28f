/** Client to server: runs a scenario step by step; null if it was cancelled or the tree was closed. */
export const simulationMethod = 'vnetscope/simulation';

/** Client to server: the names of the tree's modules, and the variables' and sysctls' that a statement can name. */
export const simulationChoicesMethod = 'vnetscope/simulationChoices';

/** Client to server, a notification: nobody looks at a simulation any more; its processes end. */
export const simulationClosedMethod = 'vnetscope/simulationClosed';

/** A scenario and what was asked behind it. */
export interface SimulationParams {
  /** The script's name, for the kernel's messages. */
  readonly name: string;
  readonly text: string;
  /** Statements behind the scenario; one that fails does not end the run. */
  readonly given: readonly string[];
  /** Says what each step wrote into which vnet: every C function is run, which may take long. */
  readonly values: boolean;
}

/** A place in the tree that counts from 1; null where it is not known. */
interface WrittenBy {
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

/** A variable of a vnet that holds something else than before the step. */
export interface SimulatedWrite {
  readonly vnet: string;
  readonly name: string;
  readonly owner: string;
  readonly file: string;
  readonly line: number;
  /** Bytes, from the start of set_vnet. */
  readonly offset: number;
  readonly size: number;
  readonly before: string;
  readonly after: string;
  readonly by: WrittenBy | null;
}

/** What `show vnets` prints of one; addresses are hexadecimal. */
export interface SimulatedVnet {
  readonly name: string;
  readonly address: string;
  readonly magic: number;
  readonly ifcnt: number | null;
  readonly sockcnt: number;
  readonly dataMem: string;
  readonly dataBase: string;
  readonly state: string | null;
  readonly shutdown: boolean | null;
}

/** What `show modules` prints of one; places in bytes from the start of the set. */
export interface SimulatedFile {
  readonly id: number;
  readonly refs: number;
  readonly userrefs: number;
  readonly name: string;
  readonly setVnet: number | null;
  readonly setPcpu: number | null;
}

/** A piece of modspace in bytes, from the start of set_vnet; `file` is null where it is free. */
export interface SpaceOfFile {
  readonly offset: number;
  readonly size: number;
  readonly file: string | null;
}

/** What `show modspace` prints. */
export interface SimulatedSpace {
  readonly pieces: readonly SpaceOfFile[];
  readonly free: number;
  readonly largest: number;
}

export interface KernelAfterStep {
  readonly phase: 'off' | 'booting' | 'up' | 'panicked';
  readonly panic: string | null;
  readonly curvnet: string;
  readonly vnets: readonly SimulatedVnet[];
  readonly modules: readonly SimulatedFile[];
  readonly modspace: SimulatedSpace | null;
}

/** An event of `simulate --format json`; what else it has hangs on its kind. */
export interface SimulatedEvent {
  readonly kind: string;
  readonly [fact: string]: unknown;
}

/** A row of `steps` of `simulate --steps --format json`. */
export interface SimulationStep {
  readonly line: number;
  readonly text: string;
  readonly isGiven: boolean;
  readonly events: readonly SimulatedEvent[];
  /** What `simulate` prints of them. */
  readonly lines: readonly string[];
  readonly failure: { readonly line: number; readonly column: number; readonly message: string } | null;
  readonly after: KernelAfterStep;
  /** null: values were not asked for. */
  readonly written: readonly SimulatedWrite[] | null;
}

/** What `simulate --steps --format json` prints. */
export interface SimulationReport {
  readonly schemaVersion: number;
  readonly release: string;
  readonly arch: string;
  readonly kernconf: string;
  readonly vimage: boolean;
  readonly script: string;
  readonly steps: readonly SimulationStep[];
  /** Statements of the scenario behind the one that failed. */
  readonly notRun: number;
  readonly errors: readonly { readonly line: number; readonly column: number; readonly message: string }[];
}

/** The report and the URI of the folder that holds `sys`; or why there is none. */
export type SimulationAnswer =
  { readonly report: SimulationReport; readonly root: string } | { readonly message: string };

/** What a statement may name. */
export interface SimulationChoices {
  readonly modules: readonly string[];
  /** Sysctls of the kernel that are simulated, by their full names. */
  readonly sysctls: readonly string[];
}
