// A client of the shape of vscode-clangd, under its id: clangd answers for C. Its second command asks VS Code what it
// tells a user who works with both extensions, and writes the answers down.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commands, Position, Uri, window, workspace, WorkspaceEdit, type ExtensionContext } from 'vscode';
import type { CallHierarchyIncomingCall, CallHierarchyItem, Location, LocationLink } from 'vscode';
import type { SemanticTokens, SemanticTokensLegend } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';
import type { BesideClangd, ClangdQuestion, ClangdAnswer } from './questions.ts';

const TRIES = 300;

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  context.subscriptions.push(
    commands.registerCommand('clangd.start', () => client?.start()),
    commands.registerCommand('clangd.answer', async () => {
      const questions = JSON.parse(readFileSync(path.join(folder, 'questions.json'), 'utf8')) as ClangdQuestion[];
      const answers: ClangdAnswer[] = [];
      for (const question of questions) answers.push(await answer(folder, question));
      writeFileSync(path.join(folder, 'answers.json'), JSON.stringify({ answers } satisfies BesideClangd));
      void window.setStatusBarMessage('answers are written');
    }),
  );
  client = new LanguageClient(
    'clangd',
    'clangd',
    { command: 'clangd-22', args: ['--background-index=false', '--log=error'] },
    { documentSelector: [{ scheme: 'file', language: 'c' }] },
  );
  await client.start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function answer(folder: string, { file, line, character, newName }: ClangdQuestion): Promise<ClangdAnswer> {
  const uri = Uri.file(path.join(folder, file));
  const at = new Position(line, character);
  await workspace.openTextDocument(uri);
  const tokens = await untilParsed(() =>
    commands.executeCommand<SemanticTokens | undefined>('vscode.provideDocumentSemanticTokens', uri),
  );
  const items = await commands.executeCommand<CallHierarchyItem[]>('vscode.prepareCallHierarchy', uri, at);
  const calls = (
    await Promise.all(
      items.map((item) => commands.executeCommand<CallHierarchyIncomingCall[]>('vscode.provideIncomingCalls', item)),
    )
  ).flat();
  const legend = await commands.executeCommand<SemanticTokensLegend | undefined>(
    'vscode.provideDocumentSemanticTokensLegend',
    uri,
  );
  // clangd renames no macro: the command fails then.
  const renamed = await Promise.resolve(
    commands.executeCommand<WorkspaceEdit>('vscode.executeDocumentRenameProvider', uri, at, newName),
  ).catch(() => new WorkspaceEdit());
  const definitions = await commands.executeCommand<(Location | LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    uri,
    at,
  );
  return {
    legend: legend?.tokenTypes ?? [],
    tokens: [...(tokens?.data ?? [])],
    hierarchy: items.map(({ name, uri: home }) => `${name} ${path.relative(folder, home.fsPath)}`),
    callers: calls.map(({ from }) => from.name).sort(),
    renames: renamed
      .entries()
      .flatMap(([where, edits]) =>
        edits.map(
          (edit) => `${path.relative(folder, where.fsPath)}:${edit.range.start.line}:${edit.range.start.character}`,
        ),
      )
      .sort(),
    definitions: definitions
      .map((one) =>
        'targetUri' in one
          ? `${path.relative(folder, one.targetUri.fsPath)}:${one.targetRange.start.line}`
          : `${path.relative(folder, one.uri.fsPath)}:${one.range.start.line}`,
      )
      .sort(),
  };
}

/** clangd has nothing to say until it has parsed the file. */
async function untilParsed(ask: () => Thenable<SemanticTokens | undefined>): Promise<SemanticTokens | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const tokens = await ask();
    if (tokens !== undefined && tokens.data.length > 0) return tokens;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return undefined;
}
