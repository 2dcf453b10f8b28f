import type { Change } from '../../compat/change.ts';
import { CONSUMER_TEXT, isBreaking, POLICIES } from '../../compat/policy.ts';
import type { KbiSection } from './kbi-section.ts';
import { some } from './line-words.ts';
import type { ReviewBlock, ReviewLine } from './review-line.ts';

/** Changes that break somebody whom the policy protects. */
export function breakingOf({ changes, policy }: KbiSection): KbiSection['changes'] {
  const chosen = POLICIES.find(({ name }) => name === policy);
  return chosen === undefined ? [] : changes.filter((change) => isBreaking(change, chosen));
}

/** Whom the change breaks, and what has to be done beside it. */
export function kbiBlock(kbi: KbiSection): ReviewBlock {
  const breaking = kbi.changes.filter(({ breaks }) => breaks.length > 0);
  if (breaking.length === 0 && kbi.unknown.length === 0) return { title: 'KBI', head: undefined, lines: [] };
  const groups = new Map<string, (Change & { readonly line: number | undefined })[]>();
  for (const change of breaking) groups.set(change.name, [...(groups.get(change.name) ?? []), change]);
  const advice = (what: string, { isNeeded, isDone, because }: KbiSection['version'], how: string): ReviewLine[] =>
    !isNeeded
      ? []
      : [isDone ? { mark: ' ', text: `${what}: done` } : { mark: '!', text: `${what}: ${how} (${because})` }];
  return {
    title: 'KBI',
    head:
      breaking.length === 0
        ? undefined
        : kbi.stable.isSafe
          ? 'may go to a stable branch'
          : kbi.current.isSafe
            ? 'not for a stable branch; modules and libkvm programs have to be rebuilt'
            : 'breaks programs: not for a stable branch, nor without compatibility code for main',
    lines: [
      ...[...groups].map(([name, changes]): ReviewLine => {
        const [first] = changes;
        const whom = [...new Set(changes.flatMap(({ breaks }) => breaks))].map((one) => CONSUMER_TEXT[one]).join(', ');
        const readers = [...new Set(changes.flatMap((change) => change.readers))];
        return {
          mark: '!',
          text: `${name}${first?.member === undefined ? '' : '.'} ${first?.message ?? ''}${changes.length > 1 ? `, and ${changes.length - 1} more` : ''}: ${whom}${readers.length === 0 ? '' : ` (${some(readers, 3)})`}`,
          file: first?.file,
          line: first?.line,
        };
      }),
      ...advice('__FreeBSD_version', kbi.version, 'raise it in sys/sys/param.h'),
      ...advice('UPDATING', kbi.updating, 'an entry is needed'),
      ...(kbi.unknown.length === 0
        ? []
        : [
            {
              mark: ' ' as const,
              text: `not compared: ${some(
                kbi.unknown.map(({ name, reason }) => `${name} (${reason})`),
                2,
              )}`,
            },
          ]),
    ],
  };
}
