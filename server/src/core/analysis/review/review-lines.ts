import { bytesText, countText, grouped } from '../../text/amounts.ts';
import { CONSUMER_TEXT } from '../../compat/policy.ts';
import { severityRank } from '../session/check.ts';
import type { CheckFinding } from '../session/check.ts';
import type { ConstructorChange, ReviewConstructor } from './constructors-section.ts';
import type { CurvnetChange } from './curvnet-section.ts';
import type { FreshChange } from './fresh-section.ts';
import type { GlobalChange, ModspaceFit, ReviewGlobal } from './globals-section.ts';
import { breakingOf, kbiBlock } from './kbi-lines.ts';
import { signed, some } from './line-words.ts';
import type { ConfigurationReview, Review, ReviewSummary } from './review.ts';
import type { Mark, ReviewBlock, ReviewLine } from './review-line.ts';
import { sysctlLine } from './sysctl-lines.ts';

export function summaryOf({ configurations }: Review): ReviewSummary {
  const [main] = configurations;
  const added = distinct(configurations.flatMap(({ findings }) => findings.added));
  const { before = null, after = null } = main?.vnetBytes ?? {};
  return {
    newFindings: added.length,
    fixedFindings: distinct(configurations.flatMap(({ findings }) => findings.removed)).length,
    worst: [...added].sort((a, b) => severityRank(a.severity) - severityRank(b.severity))[0]?.severity,
    bytes: before === null || after === null ? null : after - before,
    isSafe: configurations.some(({ kbi }) => kbi.isSafe === false)
      ? false
      : configurations.some(({ kbi }) => kbi.isSafe === null)
        ? null
        : true,
    policy: main?.kbi.policy ?? 'stable',
  };
}

/** "2 new findings, +16 bytes per vnet, KBI safe" */
export function summaryText(review: Review): string {
  if (review.configurations.length === 0) return 'nothing has changed';
  const { newFindings, fixedFindings, bytes, isSafe } = summaryOf(review);
  return [
    newFindings === 0 ? 'no new finding' : countText(newFindings, 'new finding'),
    ...(fixedFindings === 0 ? [] : [`${fixedFindings} gone`]),
    bytes === null ? 'bytes per vnet unknown' : bytes === 0 ? 'no byte per vnet' : `${signed(bytes)} per vnet`,
    isSafe === null ? 'KBI unknown' : isSafe ? 'KBI safe' : `KBI broken: ${broken(review).join(', ')}`,
  ].join(', ');
}

function broken({ configurations }: Review): readonly string[] {
  const hit = configurations.flatMap(({ kbi }) => breakingOf(kbi));
  return [...new Set(hit.flatMap(({ breaks }) => breaks))].map((consumer) => CONSUMER_TEXT[consumer]);
}

/** The blocks of a review in the order of their weight; those with nothing to say are left out. */
export function reviewBlocks(review: Review): readonly ReviewBlock[] {
  const [main, ...others] = review.configurations;
  if (main === undefined) return [];
  return [
    findingsBlock(review),
    globalsBlock(main),
    constructorsBlock(main),
    { title: 'sysctls', head: undefined, lines: main.sysctls.map(sysctlLine) },
    { title: 'curvnet', head: undefined, lines: curvnetLines(main.curvnet) },
    kbiBlock(main.kbi),
    ...others.map((other) => otherBlock(main, other)),
  ].filter(({ head, lines }) => head !== undefined || lines.length > 0);
}

function findingsBlock({ configurations }: Review): ReviewBlock {
  const [main] = configurations;
  const where = (finding: CheckFinding, of: 'added' | 'removed'): string => {
    const having = configurations.filter(({ findings }) => findings[of].some((one) => isSame(one, finding)));
    return having.length === configurations.length || main === undefined
      ? ''
      : ` (only ${having.map(({ arch, kernconf }) => `${arch} ${kernconf}`).join(', ')})`;
  };
  const added = distinct(configurations.flatMap(({ findings }) => findings.added));
  const removed = distinct(configurations.flatMap(({ findings }) => findings.removed));
  return {
    title: 'findings',
    head: undefined,
    lines: [
      ...[...added]
        .sort((a, b) => severityRank(a.severity) - severityRank(b.severity))
        .map((finding) => ({
          mark: '+' as const,
          text: `${finding.severity}: ${finding.message} [${finding.rule}]${where(finding, 'added')}`,
          file: finding.file,
          line: finding.line,
          help: finding.help,
        })),
      ...removed.map((finding) => ({
        mark: '-' as const,
        text: `${finding.message} [${finding.rule}]${where(finding, 'removed')}`,
        file: finding.file,
      })),
    ],
  };
}

function globalsBlock({ globals: { changes, sets, fits } }: ConfigurationReview): ReviewBlock {
  const heads = sets.map(({ module, before, after, unknown }) => {
    const of = module === undefined ? 'per vnet' : `in ${module}.ko`;
    return before === null || after === null
      ? `bytes ${of} unknown: ${unknown ?? 'a size is unknown'}`
      : `${signed(after - before)} ${of} (${grouped(before)} -> ${grouped(after)})`;
  });
  return {
    title: 'globals',
    head: heads.length === 0 ? undefined : heads.join('; '),
    lines: [...changes.map(globalLine), ...fits.map(fitLine)],
  };
}

function globalLine({ kind, before, after }: GlobalChange): ReviewLine {
  const shown = (kind === 'removed' ? before : (after ?? before)) as ReviewGlobal;
  const owner = (one: ReviewGlobal | undefined): string =>
    one?.module === undefined ? 'the kernel' : `${one.module}.ko`;
  const size = (one: ReviewGlobal): string =>
    !one.isBuilt
      ? 'compiled by nothing in this configuration'
      : one.size === null
        ? 'size unknown'
        : bytesText(one.size);
  const type = (one: ReviewGlobal): string =>
    `${one.isStatic ? 'static ' : ''}${one.type === '?' ? 'of unknown type' : one.type}`;
  const sizes =
    before === undefined || after === undefined || before.size === after.size
      ? ''
      : `, ${before.size ?? '?'} -> ${after.size ?? '?'} bytes`;
  const text = {
    added: `${type(shown)}, ${size(shown)}`,
    removed: `${type(shown)}, ${size(shown)}`,
    moved: before?.module === after?.module ? `from ${before?.file ?? ''}` : `from ${owner(before)} to ${owner(after)}`,
    resized:
      before?.type === after?.type
        ? `${after?.type ?? ''}${sizes}`
        : `${before?.type ?? ''} -> ${after?.type ?? ''}${sizes}`,
    retyped: `${before?.type ?? ''} -> ${after?.type ?? ''}${sizes}`,
    visibility: after?.isStatic === true ? 'static now' : 'no longer static',
  }[kind];
  const mark = { added: '+', removed: '-' }[kind as string] ?? '~';
  return {
    mark: mark as Mark,
    text: `${shown.name}: ${text}${kind !== 'moved' && shown.module !== undefined ? ` (${shown.module}.ko)` : ''}`,
    file: shown.file,
    ...(kind === 'removed' ? {} : { line: shown.line }),
  };
}

function fitLine({
  module,
  bytes: own,
  modspaceBytes,
  fitsAlone,
  fitsBeside,
  beside,
  besideBytes,
}: ModspaceFit): ReviewLine {
  if (!fitsAlone)
    return {
      mark: '!',
      text: `${module}.ko no longer fits in modspace: ${bytesText(own)}, modspace has ${grouped(modspaceBytes)}; kldload fails`,
    };
  const others = beside.length === 0 ? '' : `, ${grouped(own + besideBytes)} with ${beside.join(', ')}`;
  return fitsBeside
    ? { mark: ' ', text: `${module}.ko fits in modspace: ${bytesText(own)}${others}, of ${grouped(modspaceBytes)}` }
    : {
        mark: '!',
        text: `${module}.ko does not fit beside the usual modules: ${bytesText(own)}${others}, of ${grouped(modspaceBytes)}`,
      };
}

function constructorsBlock(review: ConfigurationReview): ReviewBlock {
  const {
    constructors: { changes, unreturned },
    fresh,
    leaks,
    findings: { added },
  } = review;
  // The rule says the same with the line where it is made.
  const isTold = (file: string): boolean => added.some((one) => one.rule === 'vnet-resource-leak' && one.file === file);
  return {
    title: 'life cycle',
    head: undefined,
    lines: [
      ...changes.map(constructorLine),
      ...unreturned
        .filter(({ file, handler }) => !isTold(file) && !leaks.some((leak) => leak.function === handler))
        .map(({ handler, keeps, file, line }): ReviewLine => ({
          mark: '!',
          text: `nothing gives back what ${handler}() makes: ${some(keeps, 3)}`,
          file,
          line,
        })),
      ...leaks
        .filter(({ file }) => !isTold(file))
        .map(({ what, function: name, file, line }): ReviewLine => ({
          mark: '!',
          text: `a vnet that is destroyed leaves ${what}, taken by ${name}()`,
          file,
          line,
        })),
      ...fresh.map(freshLine),
    ],
  };
}

function constructorLine({ kind, before, after, passes }: ConstructorChange): ReviewLine {
  const shown = (after ?? before) as ReviewConstructor;
  const place = ({ subsystem, order }: ReviewConstructor): string => `${subsystem}, ${order}`;
  const what = `${shown.kind} ${shown.handler}()`;
  if (kind !== 'reordered' || before === undefined || after === undefined)
    return {
      mark: kind === 'added' ? '+' : '-',
      text: `${what} at ${place(shown)}`,
      file: shown.file,
      ...(kind === 'added' ? { line: shown.line } : {}),
    };
  const isLater =
    before.level !== undefined &&
    after.level !== undefined &&
    (after.level[0] - before.level[0] || after.level[1] - before.level[1]) > 0;
  return {
    mark: '~',
    text: `${what}: ${place(before)} -> ${place(after)}${passes.length === 0 ? '' : `; now ${isLater ? 'after' : 'before'} ${some(passes, 3)}`}`,
    file: after.file,
    line: after.line,
  };
}

function freshLine({ name, before, after, writer, file }: FreshChange): ReviewLine {
  const value = ([vnet0, others]: readonly [string, string]): string =>
    vnet0 === others ? others : `${others} (vnet0 ${vnet0})`;
  return {
    mark: before === undefined ? '+' : '~',
    text: `a fresh vnet has ${name} = ${value(after)}${before === undefined ? '' : `, was ${value(before)}`}${writer === undefined ? '' : `, from ${writer}()`}`,
    file,
  };
}

/** New uses in functions that needed curvnet before change nothing for their callers: one line tells of all. */
function curvnetLines(changes: readonly CurvnetChange[]): readonly ReviewLine[] {
  const isTold = ({ newlyNeeds, notSetBy }: CurvnetChange): boolean => newlyNeeds.length > 0 || notSetBy.length > 0;
  const others = changes.filter((one) => !isTold(one));
  const uses = [...new Set(others.flatMap((one) => one.uses))];
  const [first] = others;
  if (first === undefined) return changes.map(curvnetLine);
  return [
    ...changes.filter(isTold).map(curvnetLine),
    others.length === 1
      ? curvnetLine(first)
      : {
          mark: ' ',
          text: `new uses of ${some(uses, 3)} in ${some(
            others.map((one) => `${one.function}()`),
            3,
          )}, which needed curvnet before`,
        },
  ];
}

function curvnetLine(change: CurvnetChange): ReviewLine {
  const { function: name, uses, newlyNeeds, setBy, notSetBy, unknownBy, file, line } = change;
  const needs =
    newlyNeeds.length > 0
      ? `${name}() now needs curvnet${uses.length > 0 ? ` for ${some(uses, 3)}` : ` through ${newlyNeeds.join(', ')}`}`
      : `${name}() uses ${some(uses, 3)}`;
  const who = [
    ...(notSetBy.length === 0 ? [] : [`not set by ${some(notSetBy, 4)}`]),
    ...(setBy.length === 0 ? [] : [`set by ${some(setBy, 3)}`]),
    ...(setBy.length + notSetBy.length === 0
      ? [`nobody known calls ${some(unknownBy.length === 0 ? [name] : unknownBy, 2)} by name`]
      : []),
  ];
  return {
    mark: notSetBy.length > 0 && newlyNeeds.length > 0 ? '!' : ' ',
    text: `${needs}: ${who.join('; ')}`,
    file,
    line,
  };
}

/** Only what another configuration has that the main one has not. */
function otherBlock(main: ConfigurationReview, other: ConfigurationReview): ReviewBlock {
  const known = new Set(
    [globalsBlock(main), constructorsBlock(main), kbiBlock(main.kbi)].flatMap(({ head, lines }) => [
      head,
      ...lines.map(({ text }) => text),
    ]),
  );
  const blocks = [globalsBlock(other), constructorsBlock(other), kbiBlock(other.kbi)];
  const heads = blocks.flatMap(({ head }) => (head === undefined || known.has(head) ? [] : [head]));
  return {
    title: `${other.arch} ${other.kernconf}`,
    head: heads.length === 0 ? undefined : heads.join('; '),
    lines: blocks.flatMap(({ lines }) => lines.filter(({ text }) => !known.has(text))),
  };
}

function isSame(left: CheckFinding, right: CheckFinding): boolean {
  return left.fingerprint === right.fingerprint && left.message === right.message;
}

function distinct(findings: readonly CheckFinding[]): readonly CheckFinding[] {
  return findings.filter((one, i) => findings.findIndex((other) => isSame(one, other)) === i);
}
