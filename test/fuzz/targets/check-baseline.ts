import { baselineOf, holdToBaseline, readBaseline } from '../../../server/src/core/analysis/session/baseline.ts';
import type { CheckFinding, CheckReport } from '../../../server/src/core/analysis/session/check.ts';
import { sarif } from '../../../server/src/cli/format/sarif.ts';
import { RULES } from '../../../server/src/core/rules/registry.ts';
import { mutateJson } from '../mutate-json.ts';
import { mutateText } from '../mutate-text.ts';
import { oneByOne, type Fault, type FuzzTarget } from '../target.ts';

const FINDINGS = ['a', 'b', 'b', 'c'].map(
  (fingerprint, i) =>
    ({
      file: `sys/net/${fingerprint} #${i}%.c`,
      rule: RULES[i]?.id ?? '',
      severity: 'warning',
      message: `V_x\n${fingerprint}`,
      help: '',
      related: [],
      fixable: false,
      fix: null,
      fingerprint,
      line: i + 1,
      column: 1,
      endLine: i + 1,
      endColumn: 5,
      start: 0,
      end: 4,
    }) as unknown as CheckFinding,
);
const REPORT = { findings: FINDINGS, ignored: [] } as unknown as CheckReport;
const SEED = baselineOf(REPORT);
const TEXT = JSON.stringify(SEED, undefined, 1);

export const target: FuzzTarget = {
  about: 'the baseline of findings that check and SARIF leave out',
  open: () =>
    oneByOne((random) => {
      const text = JSON.stringify(mutateJson(random, SEED, [], 6));
      return random.chance(0.2)
        ? mutateText(random, text, { words: ['{', '}', ',', 'null', '"fingerprint"'], seeds: [TEXT] })
        : text;
    }, judge),
};

function judge(text: string): Fault {
  const read = readBaseline(text);
  if (typeof read === 'string') return read.includes('\n') ? `an error of several lines: ${read}` : undefined;
  const { report, known, goneCount } = holdToBaseline(REPORT, read);
  if (report.findings.length + known.length !== FINDINGS.length) return 'findings are lost';
  if (known.length + goneCount !== read.findings.length)
    return `${known.length} known and ${goneCount} gone of ${read.findings.length}`;
  const results = sarif(report, known).runs[0]?.results?.length;
  return results === FINDINGS.length ? undefined : `${results ?? 0} results in SARIF`;
}
