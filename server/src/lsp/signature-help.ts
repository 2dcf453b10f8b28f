import { MarkupKind, type SignatureHelp } from 'vscode-languageserver/node';
import { signatureAt } from '../core/analysis/answers/signature-help.ts';
import { answered } from './answered.ts';
import { openKernconf } from './kernconf-language.ts';
import type { Feature } from './server.ts';

/** Parameters of the VNET macros and of SYSCTL_*, while they are written. Other macros and functions are clangd's. */
export const signatureHelp: Feature = {
  capabilities: () => ({ signatureHelpProvider: { triggerCharacters: ['(', ','] } }),
  register(server) {
    server.connection.onSignatureHelp(
      answered(server, 'textDocument/signatureHelp', ({ textDocument: { uri }, position }): SignatureHelp | null => {
        const treeFile = server.treeFileOf(uri);
        const offset = treeFile === undefined ? undefined : server.offsetAt(treeFile, uri, position);
        if (treeFile === undefined || offset === undefined || !treeFile.tree.settings['completion.enabled'])
          return null;
        if (openKernconf(server, treeFile, uri) !== undefined) return null;
        const found = signatureAt(treeFile.tree.session, treeFile.path, offset);
        if (found === undefined) return null;
        const { client } = server;
        const parameters = found.parameters.map(({ start, end }) => ({
          label: client.signatureOffsets ? ([start, end] as [number, number]) : found.label.slice(start, end),
        }));
        const note = client.signatureMarkdown ? found.note : found.note?.replaceAll('`', '');
        const kind = client.signatureMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText;
        return {
          signatures: [
            { label: found.label, parameters, ...(note === undefined ? {} : { documentation: { kind, value: note } }) },
          ],
          activeSignature: 0,
          activeParameter: found.active,
        };
      }),
    );
  },
};
