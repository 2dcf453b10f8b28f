import {
  DiagnosticSeverity,
  SymbolKind,
  type Diagnostic,
  type DocumentLink,
  type SymbolInformation,
} from 'vscode-languageserver/node';
import { confLinks } from '../core/analysis/answers/kernconf-file/conf-list-links.ts';
import { confFileKind, type KernconfFile } from '../core/analysis/answers/kernconf-file/conf-names.ts';
import { kernconfFindings } from '../core/analysis/answers/kernconf-file/kernconf-answers.ts';
import { kernconfWords } from '../core/analysis/answers/kernconf-file/kernconf-words.ts';
import { answered } from './answered.ts';
import type { Feature, TreeFile, Server } from './server.ts';

/** A KERNCONF that is open; undefined for every other document. */
export function openKernconf(server: Server, { tree, path }: TreeFile, uri: string): KernconfFile | undefined {
  if (confFileKind(tree.session, path) !== 'kernconf') return undefined;
  const text = server.documents.get(uri)?.getText();
  return text === undefined ? undefined : { path, text };
}

/** Unknown options and devices; undefined for what is no KERNCONF. */
export function kernconfDiagnostics(server: Server, treeFile: TreeFile, uri: string): Diagnostic[] | undefined {
  const kernconf = openKernconf(server, treeFile, uri);
  if (kernconf === undefined) return undefined;
  return kernconfFindings(treeFile.tree.session, kernconf).flatMap(({ message, isError, ...spot }) => {
    const range = server.range(treeFile.tree, treeFile.path, spot);
    const severity = isError ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
    return range === undefined ? [] : [{ range, severity, source: 'vnetscope', code: 'kernconf', message }];
  });
}

/** Options and devices of a KERNCONF; undefined for what is none. */
export function kernconfSymbols(server: Server, treeFile: TreeFile, uri: string): SymbolInformation[] | undefined {
  const kernconf = openKernconf(server, treeFile, uri);
  if (kernconf === undefined) return undefined;
  return kernconfWords(kernconf.text).flatMap(({ kind, text: name, keyword, start, end }) => {
    if (kind === 'keyword' || kind === 'other') return [];
    const location = server.location(treeFile.tree, treeFile.path, { start, end });
    const symbolKind =
      kind === 'option' ? SymbolKind.Constant : kind === 'device' ? SymbolKind.Module : SymbolKind.File;
    return location === undefined ? [] : [{ name, kind: symbolKind, location, containerName: keyword }];
  });
}

/** Sources named by sys/conf/files*, configurations that are included. */
export const documentLinks: Feature = {
  capabilities: () => ({ documentLinkProvider: {} }),
  register(server) {
    server.connection.onDocumentLinks(
      answered(server, 'textDocument/documentLink', ({ textDocument: { uri } }): DocumentLink[] | null => {
        const treeFile = server.treeFileOf(uri);
        const kind = treeFile === undefined ? undefined : confFileKind(treeFile.tree.session, treeFile.path);
        const text = server.documents.get(uri)?.getText();
        if (treeFile === undefined || kind === undefined || text === undefined) return null;
        return confLinks(treeFile.tree.session, treeFile.path, text, kind).flatMap((link) => {
          const range = server.range(treeFile.tree, treeFile.path, link);
          const target = server.uriOf(treeFile.tree, link.target);
          return range === undefined || target === undefined ? [] : [{ range, target }];
        });
      }),
    );
  },
};
