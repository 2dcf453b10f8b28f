import type { CancellationToken } from 'vscode-languageserver/node';
import { kernconfChoices } from '../core/analysis/answers/kernconf-choices.ts';
import { pictureOfRecord, recordNamesAt, type PicturedRecord } from '../core/analysis/answers/record-picture.ts';
import {
  recordOnMachineMethod,
  recordPictureMethod,
  type PictureLayout,
  type RecordOnMachineAnswer,
  type RecordOnMachineParams,
  type RecordPicture,
  type RecordPictureAnswer,
  type RecordPictureParams,
} from '../protocol/record-picture.ts';
import { answered } from './answered.ts';
import { uriOfPath } from './file-uri.ts';
import { plainJson } from './plain-json.ts';
import type { Feature, Server } from './server.ts';
import { treeWords } from './simulate-module.ts';
import type { Tree } from './trees.ts';

/** A record's layout as data, for pictures. */
export const recordPicture: Feature = {
  register(server) {
    server.connection.onRequest(
      recordPictureMethod,
      answered(server, recordPictureMethod, (params: RecordPictureParams, token: CancellationToken) =>
        find(server, params, token),
      ),
    );
    server.connection.onRequest(
      recordOnMachineMethod,
      answered(server, recordOnMachineMethod, (params: RecordOnMachineParams) => onMachine(server, params)),
    );
  },
};

async function find(
  server: Server,
  { record, textDocument, position }: RecordPictureParams,
  token: CancellationToken,
): Promise<RecordPictureAnswer | null> {
  const treeFile = textDocument === undefined ? undefined : server.treeFileOf(textDocument.uri);
  const tree = treeFile?.tree ?? server.currentTree();
  if (tree === undefined || !('session' in tree)) return { message: tree?.message ?? 'no folder is open' };
  const { session } = tree;
  // A header's reader is known when the units have been read.
  while (!session.isRegionReady && server.trees.open.includes(tree)) {
    if (token.isCancellationRequested) return null;
    await server.nextProgress();
  }
  const offset =
    treeFile === undefined || textDocument === undefined || position === undefined
      ? undefined
      : server.offsetAt(treeFile, textDocument.uri, position);
  const names =
    record !== undefined
      ? [record]
      : treeFile === undefined || offset === undefined
        ? []
        : recordNamesAt(session, treeFile.path, offset);
  let message = 'No struct or union is here.';
  for (const [at, name] of names.entries()) {
    const found = pictureOfRecord(session, name, treeFile?.path);
    if ('report' in found) return answer(tree, found);
    if (at === 0) message = found.failure.message;
  }
  return { message };
}

function answer({ session, files }: Tree, { report, before }: PicturedRecord): RecordPicture {
  const layout = plainJson(report) as PictureLayout;
  return {
    record: report.type,
    layout,
    before:
      before === undefined
        ? null
        : { baseline: before.baseline, size: before.size, fields: before.members, changes: before.changes },
    root: uriOfPath(files.root),
    machines: kernconfChoices(session).archs,
  };
}

/** The record on another machine, by `vnetscope record` in a process of its own: it reads another kernel. */
async function onMachine(server: Server, { record, arch }: RecordOnMachineParams): Promise<RecordOnMachineAnswer> {
  const tree = server.currentTree();
  if (tree === undefined || !('session' in tree)) return { message: tree?.message ?? 'no folder is open' };
  const { archs } = kernconfChoices(tree.session);
  if (!archs.includes(arch) || !/^(?:(?:struct|union) )?\w+$/.test(record))
    return { message: `${record} cannot be measured on ${arch}` };
  const [, ...subject] = treeWords('record', tree, arch);
  const words = ['record', record, ...subject, '--format', 'json', '--nested', '--quiet'];
  const done = await server.runCommand(tree.files.root, words);
  return 'error' in done
    ? { message: done.error.replace(/^vnetscope: /, '') }
    : (JSON.parse(done.out) as PictureLayout);
}
