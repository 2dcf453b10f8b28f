import type { Status } from '../../server/src/protocol/status.ts';
import { statusTexts } from './status-texts.ts';

export interface Report {
  readonly version: string;
  readonly editor: string;
  readonly platform: string;
  readonly place: string;
  readonly isTrusted: boolean;
  /** undefined: nothing in the workspace needs the server. */
  readonly status: Status | undefined;
  /** Name and value, as JSON, of each setting that is not its default. */
  readonly settings: readonly (readonly [string, string])[];
  /** The last lines of the log, the oldest first. */
  readonly log: readonly string[];
}

/** What a bug report needs, in Markdown. */
export function reportText(report: Report): string {
  const { status } = report;
  const kernel = status === undefined ? undefined : statusTexts(status);
  const facts: readonly (readonly [string, string])[] = [
    ['vnetscope', report.version],
    ['editor', report.editor],
    ['extension host', `${report.platform}, ${report.place}`],
    ['workspace', report.isTrusted ? 'trusted' : 'Restricted Mode'],
    ['kernel', kernel === undefined ? 'the language server was not needed' : `${kernel.text}: ${kernel.detail}`],
  ];
  const list = (rows: readonly (readonly [string, string])[]): string =>
    rows.map(([name, value]) => `- ${name}: ${value}\n`).join('');
  return [
    '# vnetscope report\n\n',
    'Say above this line what you did, what you expected, and what happened. ',
    'The log names folders and files; no source text is in it.\n\n',
    list(facts),
    '\n## Settings that are not the default\n\n',
    report.settings.length === 0 ? 'none\n' : list(report.settings),
    '\n## Log\n\n```\n',
    ...report.log.map((line) => `${line.replaceAll('```', "'''")}\n`),
    '```\n',
  ].join('');
}
