import { bytesText, grouped } from '../../../server/src/core/text/amounts.ts';
import type { PictureField, PictureLayout, RecordPicture } from '../../../server/src/protocol/record-picture.ts';
import type { RecordViewNotice, RecordViewRequest } from '../../../server/src/protocol/views.ts';
import { button, element } from '../elements.ts';
import type { ExtensionHost } from '../extension-host.ts';
import { RecordDrawing } from './record-drawing.ts';
import { piecesOf, type Piece, type RecordShape } from './record-scene.ts';
import { memberTable } from './member-table.ts';
import type { RecordState } from './record-state.ts';

const DEFAULT_LINE = 64;

/** One column of the view. */
interface Shown {
  readonly name: string;
  readonly title: string;
  readonly shape: RecordShape;
  readonly lineBytes: number;
  readonly comparedWith: readonly PictureField[] | undefined;
}

/** A record to scale: now, in the baseline, in its best order, and on other machines; and the same as a table. */
export class RecordView {
  readonly box: HTMLElement;
  private readonly host: ExtensionHost<RecordViewRequest, RecordViewNotice, RecordState>;
  private readonly title = element('h1', {}, 'Record layout');
  private readonly figures = element('dl', { class: 'figures' });
  private readonly source = element('span', {});
  private readonly choices = element('div', { class: 'choices', role: 'group', 'aria-label': 'Shown beside it' });
  private readonly status = element('p', { class: 'status', role: 'status' }, 'Measuring the record…');
  private readonly changes = element('ul', { class: 'changes' });
  private readonly columns = element('div', { class: 'columns' });
  private readonly members = element('div', { class: 'members', tabindex: 0, 'aria-label': 'Members', role: 'region' });
  private picture: RecordPicture | undefined;
  private others = new Map<string, PictureLayout | string>();
  private drawings: readonly RecordDrawing[] = [];

  constructor(host: ExtensionHost<RecordViewRequest, RecordViewNotice, RecordState>) {
    this.host = host;
    this.box = element(
      'main',
      { class: 'view record', 'aria-busy': 'true' },
      element('header', {}, this.title, this.source, this.figures),
      element('div', { class: 'toolbar' }, this.choices),
      this.status,
      this.changes,
      element('div', { class: 'record-body' }, this.columns, this.members),
    );
  }

  take(notice: RecordViewNotice): void {
    this.box.setAttribute('aria-busy', String(notice.kind === 'busy'));
    switch (notice.kind) {
      case 'busy':
      case 'failed':
        this.status.textContent = notice.text;
        this.status.hidden = false;
        return;
      case 'machine':
        this.others.set(notice.arch, 'message' in notice.layout ? notice.layout.message : notice.layout);
        this.draw();
        return;
      case 'record': {
        const { picture } = notice;
        if (picture.record !== this.host.state.record) this.host.keep({ record: picture.record, unfolded: [] });
        this.picture = picture;
        this.others = new Map();
        this.status.hidden = true;
        for (const arch of this.host.state.machines) this.host.post({ kind: 'machine', record: picture.record, arch });
        this.draw();
      }
    }
  }

  private draw(): void {
    const { picture } = this;
    if (picture === undefined) return;
    const { layout, before } = picture;
    const lineBytes = layout.cacheLine ?? DEFAULT_LINE;
    this.title.replaceChildren(
      `${layout.type} `,
      element('span', { class: 'kernel' }, `${layout.arch} ${layout.kernconf}`),
    );
    this.source.replaceChildren(
      button(
        `${layout.file}:${layout.line}`,
        () => this.host.post({ kind: 'open', place: { file: layout.file, line: layout.line, column: 1 } }),
        { class: 'link' },
      ),
    );
    const holes = piecesOf(layout, new Set()).filter(({ kind }) => kind === 'hole');
    const holeBits = holes.reduce((sum, { startBits, endBits }) => sum + endBits - startBits, 0);
    this.showFigures([
      ['Size', bytesText(layout.size)],
      ['Alignment', bytesText(layout.align)],
      ['Members', grouped(layout.fields.length)],
      [
        'Holes',
        holeBits === 0
          ? 'none'
          : `${holes.length}, ${holeBits % 8 === 0 ? bytesText(holeBits / 8) : `${holeBits} bits`}`,
      ],
      ['Padding', bytesText(layout.padding)],
      ...(layout.cacheLine === null
        ? []
        : [['Cache lines', `${Math.ceil(layout.size / layout.cacheLine)} of ${bytesText(layout.cacheLine)}`] as const]),
      ...(layout.reorganized === null || layout.reorganized === undefined
        ? []
        : [['Best order', `${bytesText(layout.reorganized.size)}, saves ${layout.reorganized.savedBytes}`] as const]),
    ]);
    this.changes.replaceChildren(
      ...(before === null
        ? []
        : before.changes.length === 0
          ? [element('li', { class: 'hint' }, `As in ${before.baseline}.`)]
          : before.changes.map((line) => element('li', {}, `Since ${before.baseline}: ${line}`))),
    );
    this.drawChoices(picture);
    const shown = this.shown(picture, lineBytes);
    this.drawings = shown.map(({ title, name, shape, lineBytes: own, comparedWith }) => {
      const drawing = new RecordDrawing(title, bytesText(shape.size), {
        selected: (piece) => this.select(piece),
        toggled: (path) => this.toggle(path),
      });
      drawing.box.setAttribute('data-column', name);
      drawing.show(piecesOf(shape, new Set(this.host.state.unfolded), comparedWith), shape.size, own);
      return drawing;
    });
    this.columns.replaceChildren(
      ...this.drawings.map(({ box }) => box),
      ...this.host.state.machines
        .filter((arch) => typeof this.others.get(arch) !== 'object')
        .map((arch) => element('p', { class: 'hint' }, `${arch}: ${this.reasonOf(arch)}`)),
    );
    this.members.replaceChildren(
      memberTable(
        shown.map(({ title, shape, comparedWith }) => ({
          title,
          pieces: piecesOf(shape, new Set(this.host.state.unfolded), comparedWith),
        })),
      ),
    );
  }

  /** Why a machine's layout is not drawn. */
  private reasonOf(arch: string): string {
    const other = this.others.get(arch);
    return typeof other === 'string' ? other : 'being measured…';
  }

  private shown({ layout, before }: RecordPicture, lineBytes: number): readonly Shown[] {
    const { state } = this.host;
    const compared = state.showsBaseline && before !== null ? before : undefined;
    const best = state.showsBestOrder ? layout.reorganized : undefined;
    return [
      ...(compared === undefined
        ? []
        : [{ name: 'baseline', title: compared.baseline, shape: compared, lineBytes, comparedWith: undefined }]),
      { name: 'now', title: layout.arch, shape: layout, lineBytes, comparedWith: compared?.fields },
      ...(best === undefined || best === null
        ? []
        : [{ name: 'best', title: 'best order', shape: best, lineBytes, comparedWith: undefined }]),
      ...state.machines.flatMap((arch): Shown[] => {
        const other = this.others.get(arch);
        return typeof other !== 'object'
          ? []
          : [
              {
                name: arch,
                title: arch,
                shape: other,
                lineBytes: other.cacheLine ?? DEFAULT_LINE,
                comparedWith: undefined,
              },
            ];
      }),
    ];
  }

  private showFigures(figures: readonly (readonly [string, string])[]): void {
    this.figures.replaceChildren(
      ...figures.map(([name, value]) =>
        element('div', {}, element('dt', {}, name), element('dd', { 'data-figure': name }, value)),
      ),
    );
  }

  private drawChoices({ layout, before, machines, record }: RecordPicture): void {
    const { state } = this.host;
    const focused = document.activeElement?.id;
    const choice = (id: string, text: string, checked: boolean, onChange: (checked: boolean) => void): HTMLElement => {
      const input = element('input', { type: 'checkbox', id: `choice-${id}` });
      input.checked = checked;
      input.addEventListener('change', () => onChange(input.checked));
      return element('label', { class: 'choice' }, input, text);
    };
    this.choices.replaceChildren(
      ...(before === null
        ? []
        : [
            choice('baseline', before.baseline, state.showsBaseline, (showsBaseline) => {
              this.host.keep({ showsBaseline });
              this.draw();
            }),
          ]),
      ...(layout.reorganized === null || layout.reorganized === undefined
        ? [element('span', { class: 'hint' }, 'No other order takes less.')]
        : [
            choice(
              'best',
              `best order, saves ${layout.reorganized.savedBytes}`,
              state.showsBestOrder,
              (showsBestOrder) => {
                this.host.keep({ showsBestOrder });
                this.draw();
              },
            ),
          ]),
      ...machines
        .filter((arch) => arch !== layout.arch)
        .map((arch) =>
          choice(arch, arch, state.machines.includes(arch), (isShown) => {
            const others = state.machines.filter((one) => one !== arch);
            this.host.keep({ machines: isShown ? [...others, arch] : others });
            if (isShown && typeof this.others.get(arch) !== 'object') this.host.post({ kind: 'machine', record, arch });
            this.draw();
          }),
        ),
    );
    if (focused?.startsWith('choice-') === true) document.getElementById(focused)?.focus();
  }

  private select({ path }: Piece): void {
    for (const drawing of this.drawings) drawing.select(path);
    for (const row of this.members.querySelectorAll('tbody tr'))
      row.classList.toggle('current', path !== '' && row.getAttribute('data-path') === path);
  }

  private toggle(path: string): void {
    const { unfolded } = this.host.state;
    this.host.keep({
      unfolded: unfolded.includes(path) ? unfolded.filter((one) => one !== path) : [...unfolded, path],
    });
    this.draw();
  }
}
