/** Client to server: runs the kernel, loads the module that compiles a source, and unloads it. */
export const simulateModuleMethod = 'vnetscope/simulateModule';

/** The same by workspace/executeCommand, with the source's URI as the argument. */
export const simulateModuleCommandName = 'vnetscope.simulateModuleOf';

export interface SimulateModuleParams {
  /** A source of the module. */
  readonly uri: string;
}

export interface SimulatedModule {
  /** The module; undefined if no module compiles the source. */
  readonly module: string | undefined;
  /** The output of `vnetscope simulate`, or why there is none. */
  readonly text: string;
  /** URI of the folder that holds sys: places in the text are relative to it. Undefined without a module. */
  readonly root?: string;
}
