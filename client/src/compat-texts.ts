import type { CompatStatus } from '../../server/src/protocol/compat-status.ts';

/** The words of the KBI's status item. */
export function compatTexts({ state, baseline, broken, because }: CompatStatus): {
  readonly text: string;
  readonly tooltip: string;
} {
  const reasons = because.join('\n');
  switch (state) {
    case 'none':
      return { text: '', tooltip: '' };
    case 'measuring':
      return { text: '$(sync~spin) KBI', tooltip: `Comparing the tree with ${baseline}` };
    case 'safe':
      return { text: '$(check) KBI: safe', tooltip: `Against ${baseline}: ${reasons}` };
    case 'breaks': {
      const [first] = broken;
      const more = broken.length > 1 ? ` and ${broken.length - 1} more` : '';
      return {
        text: `$(warning) KBI: breaks ${first?.name ?? ''}${more}`,
        tooltip: `Against ${baseline}: ${reasons}`,
      };
    }
    case 'unknown':
      return { text: '$(question) KBI: unknown', tooltip: reasons };
  }
}
