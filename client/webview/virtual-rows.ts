import { element } from './elements.ts';

/** Rows of one height in a scrolled box, of which only those in sight are in the document. */
export class VirtualRows {
  readonly box: HTMLElement;
  private readonly sizer = element('div', { class: 'rows' });
  private readonly make: (index: number) => HTMLElement;
  private readonly rowHeight: number;
  private readonly shown = new Map<number, HTMLElement>();
  private count = 0;
  private pending = 0;

  /** @param make the row of an index */
  constructor(box: HTMLElement, rowHeight: number, make: (index: number) => HTMLElement, onScroll?: () => void) {
    this.box = box;
    this.rowHeight = rowHeight;
    this.make = make;
    box.append(this.sizer);
    box.addEventListener('scroll', () => {
      this.soon();
      onScroll?.();
    });
    new ResizeObserver(() => {
      this.soon();
    }).observe(box);
  }

  /** Makes all rows anew. */
  reset(count: number): void {
    this.count = count;
    this.sizer.style.height = `${count * this.rowHeight}px`;
    this.refresh();
  }

  /** The same rows with other contents. */
  refresh(): void {
    for (const row of this.shown.values()) row.remove();
    this.shown.clear();
    this.draw();
  }

  /** Redraws one row if it is in sight. */
  refreshRow(index: number): void {
    const old = this.shown.get(index);
    if (old === undefined) return;
    const row = this.placed(index);
    old.replaceWith(row);
    this.shown.set(index, row);
  }

  /** Rows that are in the document. */
  visible(): readonly number[] {
    return [...this.shown.keys()];
  }

  get firstVisible(): number {
    return Math.floor(this.box.scrollTop / this.rowHeight);
  }

  /** Scrolls as little as needed. */
  reveal(index: number): void {
    const top = index * this.rowHeight;
    const { scrollTop, clientHeight } = this.box;
    if (top < scrollTop) this.box.scrollTop = top;
    else if (top + this.rowHeight > scrollTop + clientHeight) this.box.scrollTop = top + this.rowHeight - clientHeight;
    this.draw();
  }

  scrollTo(index: number): void {
    this.box.scrollTop = index * this.rowHeight;
    this.draw();
  }

  private soon(): void {
    if (this.pending !== 0) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      this.draw();
    });
  }

  private draw(): void {
    const first = Math.max(0, this.firstVisible - 2);
    const last = Math.min(this.count - 1, Math.ceil((this.box.scrollTop + this.box.clientHeight) / this.rowHeight) + 2);
    for (const [index, row] of this.shown) {
      if (index >= first && index <= last) continue;
      row.remove();
      this.shown.delete(index);
    }
    for (let index = first; index <= last; index++) {
      if (this.shown.has(index)) continue;
      const row = this.placed(index);
      this.shown.set(index, row);
      this.sizer.append(row);
    }
  }

  private placed(index: number): HTMLElement {
    const row = this.make(index);
    row.style.top = `${index * this.rowHeight}px`;
    row.style.height = `${this.rowHeight}px`;
    return row;
  }
}
