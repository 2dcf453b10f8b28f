import type { Command } from '../command.ts';
import { checkCommand } from './check.ts';
import { indexCommand } from './index-command.ts';
import { kernconfCommand } from './kernconf.ts';
import { layoutCommand } from './layout.ts';

/** Every command, in the order of --help. */
export const commands: readonly Command[] = [layoutCommand, indexCommand, checkCommand, kernconfCommand];
