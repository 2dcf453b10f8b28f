/** Client to server: runs the kernel, loads the module that compiles a source into it and unloads it again. */
export const simulateModuleMethod = 'vnetscope/simulateModule';

/** The same by workspace/executeCommand, with the source's URI as the argument. */
export const simulateModuleCommandName = 'vnetscope.simulateModuleOf';

export interface SimulateModuleParams {
  /** A source of the module. */
  readonly uri: string;
}

export interface SimulatedModule {
  /** The module; undefined where none compiles the source. */
  readonly module: string | undefined;
  /** What happened, line by line, as `vnetscope simulate` prints it; or why nothing did. */
  readonly text: string;
}
