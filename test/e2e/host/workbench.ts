// Drives a real VS Code workbench in a headless browser.
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Frame, type Locator, type Page } from 'playwright-core';
import { startCodeServer } from '../../../client/tools/host/code-server.ts';
import type { HostInstallation } from '../../../client/tools/host/install.ts';

export interface WorkbenchOptions {
  readonly host: HostInstallation;
  readonly chromiumPath: string;
  readonly vsix: string;
  /** Other extensions. */
  readonly beside?: readonly string[];
  /** The folder to open; copied unless `inPlace`. */
  readonly folder: string;
  readonly inPlace?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A file of the folder that is open from the beginning. */
  readonly file?: string;
  /** The folder is opened in Restricted Mode. */
  readonly isRestricted?: boolean;
}

const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export class Workbench {
  readonly page: Page;
  /** The opened folder. */
  readonly folder: string;
  readonly close: () => Promise<void>;
  readonly log: () => string;

  constructor(page: Page, folder: string, rest: { close: () => Promise<void>; log: () => string }) {
    this.page = page;
    this.folder = folder;
    this.close = rest.close;
    this.log = rest.log;
  }

  editor(file: string): Locator {
    return this.page.locator(`.editor-instance .monaco-editor[data-uri$="/${file}"]`);
  }

  statusBar(text: string): Locator {
    return this.page.locator('.statusbar-item:not(#status\\.progress)').filter({ hasText: text });
  }

  /** Runs a command through the palette. */
  async command(title: string): Promise<void> {
    await this.untilOffered(title);
    await this.#openQuickInput('F1');
    await this.#quickInput.fill(`>${title}`);
    await this.pick(title);
  }

  /** Whether the palette offers a command now. */
  async offers(title: string): Promise<boolean> {
    await this.#openQuickInput('F1');
    await this.#quickInput.fill(`>${title}`);
    await this.#untilListRests();
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    const count = await rows.filter({ has: this.page.getByText(title, { exact: true }) }).count();
    await this.page.keyboard.press('Escape');
    return count > 0;
  }

  /** Waits until the palette offers a command: the window is there before its extensions are. */
  async untilOffered(title: string): Promise<void> {
    for (let tries = 0; tries < 60; tries++) if (await this.offers(title)) return;
    throw new Error(`the palette does not offer "${title}"`);
  }

  /** Vouches for the folder. */
  async trust(): Promise<void> {
    await this.command('Workspaces: Manage Workspace Trust');
    const editor = this.page.locator('.workspace-trust-editor');
    await editor.getByRole('button', { name: 'Trust', exact: true }).first().click();
    await this.page.keyboard.press('Control+F4');
  }

  /** Clicks the row of the open quick pick that has exactly this label, and this text beside it. */
  async pick(label: string, beside = ''): Promise<void> {
    await this.#untilListRests();
    await this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.page.getByText(label, { exact: true }) })
      .filter({ hasText: beside })
      .first()
      .click();
  }

  /** The same window without a folder; what was not saved is lost. */
  async openEmptyWindow(): Promise<void> {
    this.page.once('dialog', (dialog) => void dialog.accept());
    await this.page.goto(`${new URL(this.page.url()).origin}/?ew=true`);
    await this.page.locator('.statusbar-item:not(#status\\.progress)').first().waitFor();
  }

  /** Opens a file of the folder by its path. */
  async open(file: string): Promise<void> {
    await this.#openQuickInput('Control+p');
    await this.#quickInput.fill(file);
    // Enter right after typing opens nothing; the filtered row does.
    await this.pick(path.basename(file), path.dirname(file));
    await this.editor(file).locator('.view-line').first().waitFor();
  }

  /** Puts the cursor somewhere; both count from 1, the column as it is seen: a tab goes to the next multiple of 4. */
  async goTo(line: number, column: number): Promise<void> {
    await this.#openQuickInput('Control+g');
    await this.#quickInput.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.statusBar(`Ln ${line}, Col ${column}`).waitFor();
  }

  /**
   * Shows the hover at the cursor until one holds the text, and answers all its parts. It is asked for again: a hover
   * is not brought up to date, and a window whose extensions are not there yet has none.
   */
  async hoverAtCursor(expected: string): Promise<string[]> {
    const rows = this.page.locator('.monaco-hover:not(.hidden) .hover-row');
    for (let tries = 0; tries < 30; tries++) {
      await this.page.keyboard.press('Control+k');
      await this.page.keyboard.press('Control+i');
      const isThere = await rows
        .filter({ hasText: expected })
        .first()
        .waitFor({ timeout: 2_000 })
        .then(
          () => true,
          () => false,
        );
      if (isThere) return rows.allInnerTexts();
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`no hover says "${expected}"`);
  }

  /** The rows of the Problems view, as a screen reader hears them. */
  async problems(): Promise<string[]> {
    await this.command('View: Toggle Problems');
    const rows = this.page.locator('.markers-panel-container .monaco-list-row[aria-level="2"]');
    await rows.first().waitFor();
    return Promise.all((await rows.all()).map(async (row) => (await row.getAttribute('aria-label')) ?? ''));
  }

  /** The texts of the language status items of the current editor (the braces in the status bar). */
  async languageStatus(expected: string): Promise<string> {
    const braces = this.page.locator('.statusbar-item#status\\.languageStatus');
    await braces.waitFor();
    const hover = this.page.locator('.hover-language-status').filter({ hasText: expected });
    await this.page.mouse.move(0, 0);
    await braces.hover();
    await hover.first().waitFor();
    return (await hover.first().innerText()).trim();
  }

  /** The frame of the webview that shows an element. */
  async webview(selector: string): Promise<Frame> {
    for (let tries = 0; tries < 300; tries++) {
      for (const frame of this.page.frames()) {
        if (frame === this.page.mainFrame()) continue;
        const count = await frame
          .locator(selector)
          .count()
          .catch(() => 0);
        if (count > 0) return frame;
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error(`no webview shows ${selector}`);
  }

  async screenshot(file: string): Promise<void> {
    await this.page.screenshot({ path: file });
  }

  /**
   * Presses the key of a quick input until it is there: a window that has just opened, was just trusted or just closed
   * an editor takes no keys yet.
   */
  async #openQuickInput(key: string): Promise<void> {
    for (let tries = 0; tries < 60; tries++) {
      await this.page.keyboard.press(key);
      const isOpen = await this.#quickInput.waitFor({ state: 'visible', timeout: 1_000 }).then(
        () => true,
        () => false,
      );
      if (isOpen) return;
    }
    throw new Error(`no quick input opens with ${key}`);
  }

  /** Later results move the rows of a quick pick; a click meant for one would hit another. */
  async #untilListRests(): Promise<void> {
    const list = this.page.locator('.quick-input-list');
    let before = '';
    for (let tries = 0; tries < 100; tries++) {
      await this.page.waitForTimeout(150);
      const now = await list.innerText();
      if (now === before && now !== '') return;
      before = now;
    }
  }

  get #quickInput(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-box input');
  }
}

export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const home = mkdtempSync(path.join(tmpdir(), 'vnetscope-e2e-'));
  const folder = options.inPlace === true ? options.folder : path.join(home, path.basename(options.folder));
  if (options.inPlace !== true) cpSync(options.folder, folder, { recursive: true });
  const server = await startCodeServer({
    host: options.host,
    home,
    vsix: options.vsix,
    ...(options.beside === undefined ? {} : { beside: options.beside }),
    isRestricted: options.isRestricted === true,
    ...(options.settings === undefined ? {} : { settings: options.settings }),
  });
  try {
    const browser = await chromium.launch({ executablePath: options.chromiumPath, args: browserArguments });
    const close = async (): Promise<void> => {
      await browser.close();
      await server.stop();
    };
    try {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      const query = new URLSearchParams({ folder });
      if (options.file !== undefined) {
        const uri = `vscode-remote://${new URL(server.origin).host}${folder}/${options.file}`;
        query.set('payload', JSON.stringify([['openFile', uri]]));
      }
      await page.goto(`${server.origin}/?${query.toString()}`);
      await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
      page.setDefaultTimeout(20_000);
      return new Workbench(page, folder, { close, log: server.log });
    } catch (error) {
      await browser.close();
      throw error;
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
}
