import { jsonText } from '../format/json-text.ts';
import { cacheReport, clearCache, type CacheReport } from '../../host/cache-contents.ts';
import { EXIT_OK, UsageError, type Command } from '../command.ts';

const WHAT = {
  answers: 'answers of commands',
  layouts: 'layouts of revisions',
  shards: 'files and units of trees',
} as const;

export const cacheCommand: Command = {
  name: 'cache',
  usage: '[show | clear]',
  summary: 'what is cached between runs, and where; clear removes it',
  options: {},
  help: `  show     the cache folder, and what is in it (the default)
  clear    removes all of it

VNETSCOPE_CACHE_DIR names another folder. What was used least recently is removed by itself.`,
  run(options, terminal) {
    const [action = 'show', ...others] = options.words;
    if ((action !== 'show' && action !== 'clear') || others.length > 0)
      throw new UsageError(`cache wants show or clear, not ${options.words.join(' ')}`);
    if (action === 'clear') {
      try {
        clearCache();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new UsageError(`the cache cannot be cleared: ${reason}`);
      }
    }
    const report = cacheReport();
    terminal.out(
      options.format === 'json' ? jsonText({ schemaVersion: 1, ...report }) : cacheText(report, action === 'clear'),
    );
    return EXIT_OK;
  },
};

function cacheText({ folder, maxBytes, kinds }: CacheReport, isCleared: boolean): string {
  const total = kinds.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const rows = kinds
    .filter(({ entries }) => entries > 0)
    .map(
      ({ kind, entries, sizeBytes }) =>
        `  ${WHAT[kind].padEnd(26)} ${String(entries).padStart(5)}  ${megabytes(sizeBytes)}\n`,
    );
  const first =
    isCleared && total === 0
      ? `${folder} is empty\n`
      : `${folder}: ${megabytes(total)} of at most ${megabytes(maxBytes)}\n`;
  return first + rows.join('');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
