/** Client to server: begins to review the change of the current tree, and answers what it does so far. */
export const reviewMethod = 'vnetscope/review';

/** Server to client: the change does something else now. */
export const reviewedMethod = 'vnetscope/reviewed';

/** The same as a command of workspace/executeCommand, without arguments. */
export const reviewCommandName = 'vnetscope.reviewOf';

export interface ReviewText {
  readonly state: 'reading' | 'ready' | 'failed';
  /** One line, as a status item shows it: "2 new findings, +16 bytes per vnet, KBI safe". */
  readonly summary: string;
  /** The page; places are links to the files. */
  readonly markdown: string;
}
