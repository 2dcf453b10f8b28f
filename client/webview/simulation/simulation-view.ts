import { countText, grouped } from '../../../server/src/core/text/amounts.ts';
import type {
  SimulationChoice,
  SimulationViewNotice,
  SimulationViewRequest,
} from '../../../server/src/protocol/views.ts';
import type { SimulationReport, SimulationStep } from '../../../server/src/protocol/simulation.ts';
import { button, element, svgElement } from '../elements.ts';
import type { ExtensionHost } from '../extension-host.ts';
import { colourOfFiles, spaceScale, type SpaceLooks } from './modspace-drawing.ts';
import { BOOTED, continued, scenarioOf, withKnownValues, type Scenario } from './scenario.ts';
import type { SimulationState } from './simulation-state.ts';
import { StepDetails } from './step-details.ts';
import { Timeline } from './timeline.ts';

const CHOICES: readonly (readonly [what: SimulationChoice, label: string])[] = [
  ['create', 'Create Vnet…'],
  ['destroy', 'Destroy Vnet…'],
  ['load', 'Load Module…'],
  ['unload', 'Unload Module…'],
  ['sysctl', 'Sysctl…'],
  ['kenv', 'Kenv…'],
];
/** Undo goes back so often. */
const MOST_UNDONE = 50;

/** The whole view: what can be done, the steps, and the step that is shown. */
export class SimulationView {
  readonly box: HTMLElement;
  private readonly host: ExtensionHost<SimulationViewRequest, SimulationViewNotice, SimulationState>;
  private readonly title = element('h1', {}, 'Simulation');
  private readonly figures = element('dl', { class: 'figures' });
  private readonly status = element('p', { class: 'status', role: 'status' }, 'The kernel starts…');
  private readonly problems = element('ul', { class: 'problems', hidden: true });
  private readonly behind = element('p', { class: 'hint behind', role: 'status' });
  private readonly choices: readonly HTMLButtonElement[];
  private readonly undoButton: HTMLButtonElement;
  private readonly cancelButton: HTMLButtonElement;
  private readonly prompt: HTMLInputElement;
  private readonly timeline: Timeline;
  private readonly details: StepDetails;
  private report: SimulationReport | undefined;
  private steps: readonly SimulationStep[] = [];
  private drawn: SpaceLooks = { colourOf: colourOfFiles([]), scale: spaceScale([]) };
  private isWorkingValues = false;
  private whyNoValues = '';

  constructor(host: ExtensionHost<SimulationViewRequest, SimulationViewNotice, SimulationState>) {
    this.host = host;
    this.timeline = new Timeline((index) => this.show(index));
    this.details = new StepDetails(host.state.tab, {
      opened: (place) => host.post({ kind: 'open', place }),
      tabChanged: (tab) => host.keep({ tab }),
      valuesWanted: () => {
        host.keep({ values: true });
        this.run();
      },
      cancelled: () => {
        host.keep({ values: false });
        host.post({ kind: 'cancel' });
      },
    });
    this.choices = CHOICES.map(([what, label]) => button(label, () => this.choose(what), { 'data-choice': what }));
    this.undoButton = button('Undo', () => this.undo());
    this.cancelButton = button('Cancel', () => host.post({ kind: 'cancel' }), { hidden: true, class: 'cancel-run' });
    this.prompt = element('input', {
      type: 'text',
      class: 'prompt',
      'aria-label': 'Statement',
      placeholder: 'A statement: in red show V_ifnet',
      spellcheck: 'false',
      autocomplete: 'off',
    });
    this.box = this.frame();
  }

  /** Runs what the view holds. */
  run(): void {
    const { name, text, given, values } = this.host.state;
    this.isWorkingValues = values;
    this.whyNoValues = '';
    this.host.post({ kind: 'run', params: { name, text, given, values } });
    if (this.steps.length > 0) this.show(this.host.state.shown);
  }

  take(notice: SimulationViewNotice): void {
    switch (notice.kind) {
      case 'busy':
        return this.say(notice.text, true);
      case 'failed':
        this.isWorkingValues = false;
        return this.say(notice.text, false);
      case 'noValues':
        this.isWorkingValues = false;
        this.whyNoValues = notice.text;
        return this.show(this.host.state.shown);
      case 'statement':
        return this.act(notice.text);
      case 'scenario':
        return this.begin({ name: notice.name, text: notice.text, given: [] });
      case 'report': {
        const { name, text, given } = this.host.state;
        const { params, report } = notice;
        // An answer to what was asked before something else was.
        if (params.name !== name || params.text !== text || params.given.join('\n') !== given.join('\n')) return;
        if (params.values) this.isWorkingValues = false;
        this.showReport(report);
      }
    }
  }

  private say(text: string, isBusy: boolean): void {
    this.box.setAttribute('aria-busy', String(isBusy));
    this.status.textContent = text;
    this.status.hidden = text === '';
    this.cancelButton.hidden = !isBusy;
  }

  private showReport(report: SimulationReport): void {
    this.report = report;
    this.steps = withKnownValues(report.steps, this.steps);
    const { release, arch, kernconf, vimage, notRun, errors, script } = report;
    this.title.replaceChildren('Simulation ', element('span', { class: 'kernel' }, `${release} ${arch} ${kernconf}`));
    const first = this.steps.find(({ failure, isGiven }) => failure !== null && !isGiven);
    this.say(
      !vimage
        ? `${kernconf} has no options VIMAGE: there are no vnets and there is no modspace. Modules can be loaded.`
        : errors.length > 0 && this.steps.length === 0
          ? `${script} cannot be read: nothing was run.`
          : first !== undefined && notRun > 0
            ? `${script} fails in line ${first.line}: ${countText(notRun, 'statement')} behind it did not run.`
            : '',
      false,
    );
    this.problems.hidden = errors.length === 0;
    this.problems.replaceChildren(
      ...errors.map(({ line, column, message }) => element('li', {}, `${script}:${line}:${column}: ${message}`)),
    );
    for (const choice of this.choices)
      if (!vimage && /create|destroy/.test(choice.dataset['choice'] ?? '')) choice.disabled = true;
      else choice.disabled = false;
    const shown = Math.min(this.host.state.shown, this.steps.length - 1);
    this.drawn = { colourOf: colourOfFiles(this.steps), scale: spaceScale(this.steps) };
    this.timeline.show(this.steps, Math.max(0, shown), this.drawn);
    this.show(Math.max(0, shown));
  }

  /** Turns to a step. */
  private show(index: number): void {
    const step = this.steps[index];
    this.host.keep({ shown: index });
    this.undoButton.disabled = this.host.state.undo.length === 0;
    if (step === undefined) return;
    this.timeline.turnTo(index);
    this.details.show(step, this.steps[index - 1], {
      isBusy: this.isWorkingValues,
      why: this.whyNoValues,
      drawn: this.drawn,
    });
    const { vnets, modules } = step.after;
    const figures = [
      ['Step', `${grouped(index + 1)} of ${grouped(this.steps.length)}`],
      ['Vnets', grouped(vnets.length)],
      ['Modules', grouped(modules.length)],
    ] as const;
    this.figures.replaceChildren(
      ...figures.map(([name, value]) =>
        element('div', {}, element('dt', {}, name), element('dd', { 'data-figure': name }, value)),
      ),
    );
    const later = this.steps.length - 1 - index;
    this.behind.textContent =
      later === 0 ? '' : `What is done here takes the place of the ${countText(later, 'step')} below.`;
    this.host.post({ kind: 'shown', step: step.text, after: step.after });
  }

  private stepBy(by: number): void {
    this.show(Math.max(0, Math.min(this.steps.length - 1, this.host.state.shown + by)));
  }

  private choose(what: SimulationChoice): void {
    const after = this.steps[this.host.state.shown]?.after;
    this.host.post({
      kind: 'choose',
      what,
      vnets: (after?.vnets ?? []).map(({ name }) => name),
      modules: (after?.modules ?? []).map(({ name }) => name),
    });
  }

  /** Does something at the step that is shown. */
  private act(statement: string): void {
    const { shown } = this.host.state;
    this.begin(continued(this.scenario(), this.steps, shown, statement), shown + 1);
  }

  private begin(scenario: Scenario, shown = Number.MAX_SAFE_INTEGER): void {
    const { undo } = this.host.state;
    this.host.keep({ ...scenario, shown, undo: [...undo, this.scenario()].slice(-MOST_UNDONE) });
    this.run();
  }

  private undo(): void {
    const { undo } = this.host.state;
    const last = undo.at(-1);
    if (last === undefined) return;
    this.host.keep({ ...last, shown: Number.MAX_SAFE_INTEGER, undo: undo.slice(0, -1) });
    this.run();
  }

  private scenario(): Scenario {
    const { name, text, given } = this.host.state;
    return { name, text, given };
  }

  private copy(): void {
    const { report } = this;
    const kernel = report === undefined ? '' : `${report.release} ${report.arch} ${report.kernconf}`;
    this.host.post({ kind: 'copy', text: scenarioOf(this.steps, kernel) });
  }

  private frame(): HTMLElement {
    const ask = element(
      'form',
      { class: 'asking' },
      this.prompt,
      button('Do', () => undefined, { type: 'submit' }),
    );
    ask.addEventListener('submit', (event) => {
      event.preventDefault();
      const statement = this.prompt.value.trim();
      if (statement === '') return;
      this.prompt.value = '';
      this.act(statement);
    });
    const step = (label: string, path: string, act: () => void): HTMLButtonElement => {
      const made = button('', act, { 'aria-label': label, title: label, class: 'icon' });
      const sign = svgElement('path', { d: path });
      made.append(svgElement('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true', class: 'sign' }, sign));
      return made;
    };
    const steps = element(
      'div',
      { class: 'stepping' },
      step('First step', 'M3 3h2v10H3zM13 3v10L6 8z', () => this.show(0)),
      step('Step back', 'M11 3v10L4 8z', () => this.stepBy(-1)),
      step('Step forward', 'M5 3v10l7-5z', () => this.stepBy(1)),
      step('Last step', 'M11 3h2v10h-2zM3 3v10l7-5z', () => this.show(this.steps.length - 1)),
      this.undoButton,
    );
    const keys = element('p', { id: 'timeline-keys', class: 'hint' }, 'Arrows step, Home and End go to the ends.');
    return element(
      'main',
      { class: 'view simulation', 'aria-busy': 'true' },
      element('header', {}, this.title, this.figures),
      element(
        'div',
        { class: 'toolbar' },
        ...this.choices,
        element('span', { class: 'gap' }),
        element(
          'span',
          { class: 'choices' },
          button('Open Scenario…', () => this.host.post({ kind: 'openScenario' })),
          button('Copy as Scenario', () => this.copy()),
          button('Boot Again', () => this.begin(BOOTED)),
        ),
      ),
      element('div', { class: 'status-line' }, this.status, this.cancelButton),
      this.problems,
      element(
        'div',
        { class: 'body' },
        element(
          'section',
          { class: 'steps', 'aria-label': 'Timeline' },
          steps,
          this.timeline.box,
          this.behind,
          ask,
          keys,
        ),
        this.details.box,
      ),
    );
  }
}
