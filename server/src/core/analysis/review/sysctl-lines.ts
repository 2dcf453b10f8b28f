import type { ReviewLine } from './review-line.ts';
import type { ReviewSysctl, SysctlChange } from './sysctls-section.ts';

/** A sysctl that came, went or changed: who may use it, and whether it is a tunable. */
export function sysctlLine({ kind, before, after }: SysctlChange): ReviewLine {
  const shown = (after ?? before) as ReviewSysctl;
  const text = before !== undefined && after !== undefined ? sysctlDifference(before, after) : sysctlText(shown);
  return {
    mark: ({ added: '+', removed: '-', changed: '~' } as const)[kind],
    text: `${shown.name}: ${text}`,
    file: shown.file,
    ...(after === undefined ? {} : { line: shown.line }),
  };
}

const TUNABLE: Readonly<Record<ReviewSysctl['tunable'], string>> = {
  none: 'no tunable',
  works: 'a tunable',
  'reference copy': 'a tunable, for every vnet',
  ignored: 'CTLFLAG_TUN without effect',
};

function sysctlText({ host, jail, isOwnCopy, tunable }: ReviewSysctl): string {
  const inJail = `${jail} in a vnet jail${jail === 'none' ? '' : isOwnCopy ? ' (its own copy)' : ' (one value for all)'}`;
  return `${host} on the host, ${inJail}${tunable === 'none' ? '' : `, ${TUNABLE[tunable]}`}`;
}

function sysctlDifference(before: ReviewSysctl, after: ReviewSysctl): string {
  return [
    ...(before.host === after.host ? [] : [`${before.host} -> ${after.host} on the host`]),
    ...(before.jail === after.jail ? [] : [`${before.jail} -> ${after.jail} in a vnet jail`]),
    ...(before.isOwnCopy === after.isOwnCopy
      ? []
      : [after.isOwnCopy ? "a vnet jail's own copy now" : 'one value for all vnets now']),
    ...(before.tunable === after.tunable ? [] : [`${TUNABLE[before.tunable]} -> ${TUNABLE[after.tunable]}`]),
    ...(before.variable === after.variable
      ? []
      : [`${before.variable ?? 'no virtualized global'} -> ${after.variable ?? 'no virtualized global'}`]),
  ].join(', ');
}
