import { commands, Uri } from 'vscode';
import type { ShowDocumentRequest } from 'vscode-languageclient/node';

/** A page about a rule is shown rendered; any other document as VS Code does. */
export const showRulePage: ShowDocumentRequest.MiddlewareSignature = async (params, token, next) => {
  if (!/\/server\/doc\/rules\/[\w-]+\.md$/.test(params.uri)) return next(params, token);
  await commands.executeCommand('markdown.showPreview', Uri.parse(params.uri));
  return { success: true };
};
