import type { SimulationStep } from '../../../server/src/protocol/simulation.ts';
import { element } from '../elements.ts';
import { VirtualRows } from '../virtual-rows.ts';
import { spaceStrip, type SpaceLooks } from './modspace-drawing.ts';
import { outcomeOf } from './outcome.ts';

const ROW_HEIGHT = 24;

/** The steps, one under another: a list box, of which the rows in sight are in the document. */
export class Timeline {
  readonly box = element('div', {
    class: 'timeline',
    role: 'listbox',
    tabindex: 0,
    'aria-label': 'Steps',
    'aria-describedby': 'timeline-keys',
  });
  private readonly rows: VirtualRows;
  private readonly onShow: (index: number) => void;
  private steps: readonly SimulationStep[] = [];
  private shown = 0;
  private looks: SpaceLooks | undefined;

  constructor(onShow: (index: number) => void) {
    this.onShow = onShow;
    this.rows = new VirtualRows(this.box, ROW_HEIGHT, (index) => this.row(index));
    this.box.addEventListener('keydown', (event) => this.key(event));
  }

  show(steps: readonly SimulationStep[], shown: number, looks: SpaceLooks): void {
    this.steps = steps;
    this.shown = shown;
    this.looks = looks;
    this.rows.reset(steps.length);
    this.turnTo(shown);
  }

  turnTo(index: number): void {
    const before = this.shown;
    this.shown = index;
    this.rows.refreshRow(before);
    this.rows.refreshRow(index);
    this.rows.reveal(index);
    this.box.setAttribute('aria-activedescendant', `step-${index}`);
  }

  private row(index: number): HTMLElement {
    const step = this.steps[index];
    if (step === undefined) return element('div');
    const { kind, text } = outcomeOf(step);
    const [first = '', ...others] = step.text.split('\n');
    const isShown = index === this.shown;
    const row = element(
      'div',
      {
        role: 'option',
        id: `step-${index}`,
        class: `step ${kind}${isShown ? ' current' : ''}`,
        'aria-selected': String(isShown),
        'aria-setsize': this.steps.length,
        'aria-posinset': index + 1,
        'data-step': index,
      },
      element('span', { class: 'step-number' }, String(index + 1)),
      element('span', { class: 'step-text', title: step.text }, others.length === 0 ? first : `${first} …`),
      element('span', { class: 'step-outcome', title: text }, kind === 'done' ? '' : text),
    );
    const { modspace } = step.after;
    row.append(
      modspace === null || this.looks === undefined
        ? element('span', { class: 'strip' })
        : spaceStrip(modspace, this.looks),
    );
    row.addEventListener('click', () => this.onShow(index));
    return row;
  }

  private key(event: KeyboardEvent): void {
    const last = this.steps.length - 1;
    const page = Math.max(1, Math.floor(this.box.clientHeight / ROW_HEIGHT) - 1);
    const to = (
      {
        ArrowDown: this.shown + 1,
        ArrowUp: this.shown - 1,
        PageDown: this.shown + page,
        PageUp: this.shown - page,
        Home: 0,
        End: last,
      } as Readonly<Record<string, number>>
    )[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.onShow(Math.max(0, Math.min(last, to)));
  }
}
