/** Client to server: runs a scenario on the kernel of the tree that answers for it. */
export const runScenarioMethod = 'vnetscope/runScenario';

/** The same by workspace/executeCommand, with the scenario's URI as the argument. */
export const runScenarioCommandName = 'vnetscope.runScenarioFile';

export interface RunScenarioParams {
  readonly uri: string;
}

export interface RanScenario {
  /** True when every expectation held. */
  readonly isOk: boolean;
  /** What `vnetscope simulate --script` prints; a failure's line last. */
  readonly text: string;
  /** URI of the folder that holds sys: places in the text are relative to it. Undefined without a tree. */
  readonly root?: string;
}
