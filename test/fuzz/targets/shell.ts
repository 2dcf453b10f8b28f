import { runCommand } from '../../../server/src/core/kernel/make/run-command.ts';
import { SCRIPTS, SHELL_WORDS } from '../kernel-texts.ts';
import { MemoryShellFiles } from '../memory-shell-files.ts';
import { mutateText } from '../mutate-text.ts';
import { oneByOne, type FuzzTarget } from '../target.ts';

export const target: FuzzTarget = {
  about: 'recipes of Makefiles: sh, awk, sed and others in memory',
  open: () =>
    oneByOne(
      (random) => mutateText(random, random.pick(SCRIPTS), { words: SHELL_WORDS, seeds: SCRIPTS }, 5),
      (script) => {
        const result = runCommand(script, new MemoryShellFiles());
        if ('notUnderstood' in result) return undefined;
        return Number.isInteger(result.status) ? undefined : `status ${result.status}`;
      },
    ),
};
