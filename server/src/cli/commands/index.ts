import type { Command } from '../command.ts';
import { cacheCommand } from './cache.ts';
import { checkCommand } from './check.ts';
import { compatCommand } from './compat.ts';
import { costCommand } from './cost.ts';
import { indexCommand } from './index-command.ts';
import { kernconfCommand } from './kernconf.ts';
import { layoutCommand } from './layout.ts';
import { lspCommand } from './lsp.ts';
import { migrateCommand } from './migrate.ts';
import { recordCommand } from './record.ts';
import { reportCommand } from './report.ts';
import { reviewCommand } from './review.ts';
import { simulateCommand } from './simulate.ts';
import { symbolsCommand } from './symbols.ts';
import { verifyCommand } from './verify.ts';

/** Every command, in the order of --help. */
export const commands: readonly Command[] = [
  reportCommand,
  layoutCommand,
  recordCommand,
  indexCommand,
  checkCommand,
  reviewCommand,
  kernconfCommand,
  costCommand,
  symbolsCommand,
  verifyCommand,
  compatCommand,
  migrateCommand,
  simulateCommand,
  cacheCommand,
  lspCommand,
];
