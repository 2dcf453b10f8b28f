import { bytesText } from '../../../server/src/core/text/amounts.ts';
import type { SourcePlace } from '../../../server/src/protocol/region-map.ts';
import { button, element } from '../elements.ts';
import { blockFacts } from './facts.ts';
import type { Block, Scene, SceneVariable } from './scene.ts';

/** What is known of the selected block, beside the picture. */
export class Details {
  readonly box: HTMLElement;
  private readonly content = element('div', {});
  private readonly open: (place: SourcePlace) => void;
  private place: SourcePlace | undefined;

  constructor(open: (place: SourcePlace) => void) {
    this.open = open;
    this.box = element('aside', { class: 'details', 'aria-label': 'Selected', 'aria-live': 'polite' }, this.content);
    this.content.append(element('p', { class: 'hint' }, 'Select a variable to see where it lies.'));
  }

  show(scene: Scene, block: Block): void {
    this.fill(block.label, blockFacts(scene, block), block.variable);
  }

  showUnplaced(variable: SceneVariable): void {
    const facts = [
      ['Type', variable.type],
      ['Offset', 'unknown'],
      ['Size', bytesText(variable.size)],
    ] as const;
    this.fill(variable.name, facts, variable);
  }

  /** What the hover says, if its variable is still the one that is shown. */
  addFacts({ file, line, column }: SourcePlace, text: string): void {
    const { place } = this;
    if (place?.file !== file || place.line !== line || place.column !== column) return;
    this.content.append(element('pre', { class: 'hover' }, text));
  }

  private fill(name: string, facts: readonly (readonly [string, string])[], variable: SceneVariable | undefined): void {
    this.place = variable;
    this.content.replaceChildren(
      element('h2', {}, name),
      ...(variable === undefined
        ? []
        : [button(`${variable.file}:${variable.line}`, () => this.open(variable), { class: 'link' })]),
      element(
        'dl',
        {},
        ...facts.flatMap(([label, value]) => [element('dt', {}, label), element('dd', { 'data-fact': label }, value)]),
      ),
    );
  }
}
