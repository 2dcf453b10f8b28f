import { button, element } from './elements.ts';

export interface Tab {
  readonly name: string;
  readonly label: string;
  readonly panel: HTMLElement;
  /** Called when the tab comes into sight. */
  readonly onShow: () => void;
}

/** A list of tabs as the ARIA Authoring Practices describe it: one stop of Tab, arrows between the tabs. */
export class Tabs {
  readonly list: HTMLElement;
  private readonly tabs: readonly Tab[];
  private readonly buttons: readonly HTMLButtonElement[];
  private readonly onChange: (name: string) => void;
  private shown = 0;

  constructor(label: string, tabs: readonly Tab[], onChange: (name: string) => void) {
    this.tabs = tabs;
    this.onChange = onChange;
    this.buttons = tabs.map(({ name, label: text, panel }, i) => {
      panel.id = `panel-${name}`;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', `tab-${name}`);
      panel.hidden = true;
      return button(text, () => this.choose(i), {
        role: 'tab',
        id: `tab-${name}`,
        'aria-controls': `panel-${name}`,
        'aria-selected': 'false',
        tabindex: -1,
      });
    });
    this.list = element('div', { role: 'tablist', 'aria-label': label, class: 'tabs' }, ...this.buttons);
    this.list.addEventListener('keydown', (event) => {
      const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      if (by === 0) return;
      event.preventDefault();
      this.choose((this.shown + by + tabs.length) % tabs.length);
      this.buttons[this.shown]?.focus();
    });
  }

  get current(): string {
    return this.tabs[this.shown]?.name ?? '';
  }

  /** What a tab is called from now on. */
  relabel(name: string, label: string): void {
    const at = this.tabs.findIndex((tab) => tab.name === name);
    this.buttons[at]?.replaceChildren(label);
  }

  show(name: string): void {
    this.turnTo(
      Math.max(
        0,
        this.tabs.findIndex((tab) => tab.name === name),
      ),
    );
  }

  private choose(index: number): void {
    this.turnTo(index);
    this.onChange(this.current);
  }

  private turnTo(index: number): void {
    this.shown = index;
    this.tabs.forEach(({ panel }, i) => {
      panel.hidden = i !== index;
      this.buttons[i]?.setAttribute('aria-selected', String(i === index));
      this.buttons[i]?.setAttribute('tabindex', i === index ? '0' : '-1');
    });
    this.tabs[index]?.onShow();
  }
}
