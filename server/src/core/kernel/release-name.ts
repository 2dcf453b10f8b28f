import { NotUnderstood } from './shell/not-understood.ts';
import { parseLeadingCommands } from './shell/parse-shell.ts';
import { Shell } from './shell/shell.ts';
import type { ShellCommand } from './shell/shell-syntax.ts';
import type { UtilityFiles } from './shell/utility.ts';

/** Files on the host's disk are not visible: a command that reads them is not understood. */
const NO_FILES: UtilityFiles = {
  read: (path) => {
    throw new NotUnderstood(path);
  },
  write: () => {
    /* Nothing that newvers.sh writes is asked for. */
  },
  remove: () => {
    /* Likewise. */
  },
  list: (folder) => {
    throw new NotUnderstood(folder);
  },
};

/** Variables that a command may set, wherever in it. */
function assignedIn(node: object, names: Set<string>): void {
  if ('kind' in node && node.kind === 'simple')
    for (const { name } of (node as Extract<ShellCommand, { kind: 'simple' }>).assignments) names.add(name);
  for (const value of Object.values(node) as readonly unknown[])
    if (typeof value === 'object' && value !== null) assignedIn(value, names);
}

/**
 * The release as conf/newvers.sh names it in an empty environment: RELEASE, or REVISION and BRANCH, as sh(1) leaves
 * them. Commands that ask the host are skipped, and what they would set counts as unknown.
 * @returns "14.0-STABLE"; "14.0" when the branch is not known; undefined if the revision is not
 */
export function releaseName(newvers: string): string | undefined {
  const shell = new Shell({ files: NO_FILES, isEnvironmentEmpty: true });
  for (const command of parseLeadingCommands(newvers)) {
    try {
      shell.run([command]);
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      const names = new Set<string>();
      assignedIn(command, names);
      for (const name of names) shell.forget(name);
    }
  }
  const value = (name: string): string | undefined => {
    const text = shell.variables.get(name)?.trim();
    return text === '' ? undefined : text;
  };
  const [release, revision, branch] = ['RELEASE', 'REVISION', 'BRANCH'].map(value);
  if (revision === undefined) return release;
  return release ?? (branch === undefined ? revision : `${revision}-${branch}`);
}
