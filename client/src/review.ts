import {
  commands,
  EventEmitter,
  languages,
  LanguageStatusSeverity,
  Uri,
  workspace,
  type TextDocumentContentProvider,
} from 'vscode';
import { reviewedMethod, reviewMethod, type ReviewText } from '../../server/src/protocol/review.ts';
import type { Host } from './feature.ts';
import { documentSelector } from './server.ts';

const scheme = 'vnetscope-review';
const page = Uri.from({ scheme, path: '/Review of my change.md' });

/** *Review My Change*: what the change does, as a rendered page that follows the edits, and as a status item. */
export function registerReview({ context, server }: Host): void {
  const changed = new EventEmitter<Uri>();
  let text = 'The older tree is being measured.\n';
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: () => text,
  };
  const item = languages.createLanguageStatusItem('vnetscope.review', documentSelector);
  item.name = 'vnetscope: review';
  item.text = 'review: not made yet';
  item.command = { command: 'vnetscope.reviewMyChange', title: 'Review My Change' };
  const show = (review: ReviewText): void => {
    text = review.markdown;
    item.text = review.summary;
    item.busy = review.state === 'reading';
    item.severity = review.state === 'failed' ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
    changed.fire(page);
  };
  server.onNotification(reviewedMethod, (review) => show(review as ReviewText));
  context.subscriptions.push(
    changed,
    item,
    workspace.registerTextDocumentContentProvider(scheme, provider),
    commands.registerCommand('vnetscope.reviewMyChange', async () => {
      await commands.executeCommand('markdown.showPreviewToSide', page);
      item.busy = true;
      const review = await server.request<ReviewText>(reviewMethod);
      show(
        review ?? {
          state: 'failed',
          summary: 'the language server did not answer',
          markdown: 'The language server did not answer; see the output "vnetscope".\n',
        },
      );
    }),
  );
}
