// A webview's bundle alone in a browser: the page that the extension makes, over a stub of what VS Code gives to it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { viewPage } from '../../../client/src/views/view-page.ts';
import { root } from '../../kit/source-graph.ts';
import { THEMES, type ThemeName } from './themes.ts';

const ORIGIN = 'http://view.test';
const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What VS Code gives to a webview; the state outlives a reload of the page, as there. */
const STUB = `
globalThis.posted = [];
globalThis.longTasks = [];
new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((one) => one.duration)))
  .observe({ type: 'longtask', buffered: true });
globalThis.acquireVsCodeApi = () => ({
  postMessage: (message) => posted.push(message),
  getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
  setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
});`;

export class LoneView {
  readonly page: Page;
  /** Errors of the page, violations of its policy among them. */
  readonly errors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  /** @param script its bundle: "region-view.js" */
  static async open(
    browser: Browser,
    script: string,
    theme: ThemeName = 'dark',
    viewport = { width: 1280, height: 800 },
  ): Promise<LoneView> {
    const page = await browser.newPage({ viewport });
    const view = new LoneView(page);
    const { class: kind, colours } = THEMES[theme];
    const variables = Object.entries(colours).map(([name, value]) => `--vscode-${name}:${value}`);
    const fonts = '--vscode-font-family:sans-serif;--vscode-font-size:13px;--vscode-editor-font-family:monospace';
    const html = viewPage({
      title: 'view',
      scriptUri: `${ORIGIN}/${script}`,
      styleUri: `${ORIGIN}/view.css`,
      styleSource: ORIGIN,
      nonce: 'abc',
    })
      .replace('<html', `<html class="${kind}" data-theme="${variables.join(';')};${fonts}"`)
      .replace('<body>', `<body class="${kind}">`);
    await page.route(`${ORIGIN}/**`, async (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name === '') await route.fulfill({ body: html, contentType: 'text/html' });
      else if (name.endsWith('.js') || name.endsWith('.css'))
        await route.fulfill({
          body: readFileSync(path.join(root, 'dist', name)),
          contentType: name.endsWith('.css') ? 'text/css' : 'text/javascript',
        });
      else await route.fulfill({ status: 404 });
    });
    await page.addInitScript(STUB);
    // VS Code sets its variables on the root element before the page's script runs.
    await page.addInitScript(`
      new MutationObserver((_, observer) => {
        if (document.documentElement === null) return;
        document.documentElement.style.cssText = document.documentElement.dataset.theme ?? '';
        observer.disconnect();
      }).observe(document, { childList: true });`);
    await page.goto(`${ORIGIN}/`);
    page.setDefaultTimeout(10_000);
    return view;
  }

  /** A message of the extension. */
  async send(notice: unknown): Promise<void> {
    await this.page.evaluate(`window.postMessage(${JSON.stringify(notice)}, '*')`);
  }

  /** What the view has asked, in order. */
  posted(): Promise<readonly { readonly kind: string; readonly [key: string]: unknown }[]> {
    return this.page.evaluate('posted');
  }

  /** Milliseconds of tasks over 50 ms since the last question. */
  longTasks(): Promise<readonly number[]> {
    return this.page.evaluate('longTasks.splice(0)');
  }

  /** axe's findings that are serious or critical: the rule and the elements. */
  async accessibilityFindings(): Promise<readonly string[]> {
    await this.page.evaluate(readFileSync(axeFile, 'utf8'));
    const { violations } = await this.page.evaluate<{
      violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
    }>('axe.run()');
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
  }
}
