/** Client to server: the layout of a record for a picture, as `vnetscope record --nested --reorganize` prints it. */
export const recordPictureMethod = 'vnetscope/recordPicture';

export interface RecordPictureParams {
  /** "struct inpcb" or a typedef's name; else the record at the position. */
  readonly record?: string;
  readonly textDocument?: { readonly uri: string };
  /** Counts from 0, as in LSP. */
  readonly position?: { readonly line: number; readonly character: number };
}

/** Client to server: the same record on another machine. */
export const recordOnMachineMethod = 'vnetscope/recordOnMachine';

export interface RecordOnMachineParams {
  readonly record: string;
  readonly arch: string;
}

export interface PictureField {
  readonly name: string;
  readonly type: string;
  readonly offsetBits: number;
  readonly widthBits: number;
  readonly isBitField: boolean;
  readonly isMoved?: boolean;
  readonly fields?: readonly PictureField[];
}

/** What `record --format json` prints. */
export interface PictureLayout {
  readonly type: string;
  readonly size: number;
  readonly align: number;
  readonly fields: readonly PictureField[];
  readonly padding: number;
  readonly cacheLine: number | null;
  readonly file: string;
  readonly line: number;
  readonly arch: string;
  readonly kernconf: string;
  readonly reorganized?: {
    readonly size: number;
    readonly savedBytes: number;
    readonly fields: readonly PictureField[];
  } | null;
}

export interface RecordPicture {
  /** What to ask for it again. */
  readonly record: string;
  readonly layout: PictureLayout;
  /** The record in the baseline that `compat.against` names; null without one, or where it has no such record. */
  readonly before: {
    readonly baseline: string;
    readonly size: number;
    readonly fields: readonly PictureField[];
    /** What happened to it since, one line each. */
    readonly changes: readonly string[];
  } | null;
  /** URI of the folder that holds `sys`. */
  readonly root: string;
  /** Machines that it can be shown on beside this one. */
  readonly machines: readonly string[];
}

/** The picture, or why there is none. */
export type RecordPictureAnswer = RecordPicture | { readonly message: string };
export type RecordOnMachineAnswer = PictureLayout | { readonly message: string };
