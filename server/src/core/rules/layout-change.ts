import type { Change } from '../compat/change.ts';
import { CONSUMER_TEXT, isBreaking } from '../compat/policy.ts';
import { isSpare } from '../compat/spare-space.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import type { Spot } from '../text/spot.ts';
import { globalSpot, recordSpot } from '../written/definition-spots.ts';
import type { LayoutComparison, RelatedSpot, Rule } from './rule.ts';

export const rule: Rule = {
  id: 'layout-change',
  category: 'Layout',
  scope: 'unit',
  severity: 'warning',
  since: '0.1.0',
  manual: 'style(9)',
  summary: 'a member changed, or moved others, since the baseline that the setting compat.against names',
  why: `Every later M.y kernel loads a module built on M.x (MODULE_KERNEL_MAXVER, sys/sys/module.h). The module expects members where they were; a member put
between others moves all that follow. A member added at the end, in a hole or in spare members moves nothing. vnetscope compat diff compares a whole tree.`,
  bad: {
    'sys/net/if.h': `#ifndef _NET_IF_H_
#define _NET_IF_H_
#include <sys/types.h>
#define IFNAMSIZ 16
struct if_data {
	uint8_t		ifi_type;
	uint8_t		ifi_hdrlen;
	uint8_t		ifi_link_state;
	uint8_t		ifi_spare;
	uint32_t	ifi_mtu;
	uint32_t	ifi_metric;
	uint64_t	ifi_ipackets;
	uint64_t	ifi_opackets;
	uint64_t	ifi_oerrors;
};
#endif
`,
  },
  good: {
    'sys/net/if.h': `#ifndef _NET_IF_H_
#define _NET_IF_H_
#include <sys/types.h>
#define IFNAMSIZ 16
struct if_data {
	uint8_t		ifi_type;
	uint8_t		ifi_hdrlen;
	uint8_t		ifi_link_state;
	uint8_t		ifi_vhid;
	uint32_t	ifi_mtu;
	uint64_t	ifi_ipackets;
	uint64_t	ifi_opackets;
	uint64_t	ifi_oerrors;
};
#endif
`,
  },
  check(context) {
    const { path, tree, report } = context;
    const compared = tree.layoutChanges(path);
    if (compared === undefined) return;
    const breaking = compared.changes.filter((change) => isBreaking(change, compared.policy));
    for (const { message, help, related, ...spot } of joined(
      breaking.flatMap((change) => placed(change, compared, context.tokens, path) ?? []),
    ))
      report(spot, message, help, { related });
  },
};

/** What is reported at one place. */
interface PlacedChange extends Spot {
  readonly message: string;
  readonly help: string;
  readonly related: readonly RelatedSpot[];
}

/** A change at the place of its cause in this file; undefined when the cause stands elsewhere. */
function placed(change: Change, compared: LayoutComparison, tokens: TokenFile, path: string): PlacedChange | undefined {
  const { policy, baseline, changes } = compared;
  const who = change.breaks
    .filter((consumer) => policy.keeps.includes(consumer))
    .map((consumer) => CONSUMER_TEXT[consumer])
    .join(', ');
  const message = `${change.name}${change.of === 'record' ? ':' : ''} ${change.message}; breaks ${who} of ${baseline}`;
  if (change.of === 'global') {
    const spot = globalSpot(tokens, change.name);
    return spot === undefined
      ? undefined
      : { ...spot, message, help: 'keep the old one as it was, and give the new one another name', related: [] };
  }
  // A member that is larger because the record in it is: the cause stands where that record was changed.
  const cause =
    change.because === undefined ? (realigning(change, changes) ?? change) : causeOf(change.because, changes);
  if (cause === undefined || cause.file !== path) return undefined;
  const spot = recordSpot(tokens, cause.name, cause.kind === 'removed' ? undefined : cause.member);
  if (spot === undefined) return undefined;
  const related = change.moves.slice(0, 1).flatMap(({ member }) => {
    const moved = change.file === path ? recordSpot(tokens, change.name, member) : undefined;
    return moved === undefined ? [] : [{ path, ...moved, message: `the first member that moves` }];
  });
  return { ...spot, message, help: helpFor(cause, compared), related };
}

function helpFor({ name, kind }: Change, { rows }: LayoutComparison): string {
  if (kind !== 'added') return 'keep the old member for code compiled with it; put the new one at the end';
  const spare = rows.find((row) => row.name === name)?.members.find((member) => isSpare(member));
  return spare === undefined ? 'put it at the end' : `put it at the end, or take it from ${spare.name} (${spare.type})`;
}

/** What one member does to several records is one change. */
function joined(changes: readonly PlacedChange[]): readonly PlacedChange[] {
  const bySpot = new Map<string, PlacedChange>();
  for (const change of changes) {
    const key = `${change.start} ${change.end}`;
    const known = bySpot.get(key);
    bySpot.set(key, known === undefined ? change : { ...known, message: `${known.message}\n${change.message}` });
  }
  return [...bySpot.values()];
}

/** The member that gives a record another alignment. */
function realigning({ kind, name, file }: Change, all: readonly Change[]): Change | undefined {
  if (kind !== 'realigned') return undefined;
  return all.find(
    (one) =>
      one.of === 'record' &&
      one.name === name &&
      one.file === file &&
      (one.kind === 'added' || one.kind === 'resized' || one.kind === 'retyped'),
  );
}

/** What was done to a record that another holds: the change in it that counts most. */
function causeOf(record: string, all: readonly Change[]): Change | undefined {
  const own = all.filter(({ of, name, member }) => of === 'record' && name === record && member !== undefined);
  const cause = own.find(({ breaks }) => breaks.length > 0) ?? own.at(-1);
  return cause?.because === undefined
    ? cause
    : (causeOf(
        cause.because,
        all.filter((one) => one !== cause),
      ) ?? cause);
}
