import { element } from '../elements.ts';
import { blockFacts } from './facts.ts';
import type { Block, Scene } from './scene.ts';

/** What lies under the pointer. What it says is in the details and the table, too. */
export class Tooltip {
  readonly box = element('div', { class: 'tooltip', role: 'tooltip', hidden: true });
  private shown: Block | undefined;

  show(scene: Scene | undefined, block: Block | undefined, event: PointerEvent): void {
    if (scene === undefined || block === undefined || event.buttons !== 0) return this.hide();
    if (block !== this.shown) {
      this.shown = block;
      this.box.replaceChildren(
        element('strong', {}, block.label),
        ...(block.variable === undefined ? [] : [element('div', {}, `${block.variable.file}:${block.variable.line}`)]),
        ...blockFacts(scene, block)
          .slice(0, 6)
          .map(([label, value]) => element('div', {}, `${label}: ${value}`)),
      );
    }
    this.box.hidden = false;
    const { clientWidth, clientHeight } = document.documentElement;
    const left = Math.min(event.clientX + 12, clientWidth - this.box.offsetWidth - 8);
    const below = event.clientY + 18;
    const top = below + this.box.offsetHeight > clientHeight ? event.clientY - this.box.offsetHeight - 10 : below;
    this.box.style.left = `${Math.max(4, left)}px`;
    this.box.style.top = `${Math.max(4, top)}px`;
  }

  hide(): void {
    this.box.hidden = true;
    this.shown = undefined;
  }
}
