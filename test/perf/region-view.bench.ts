// The region's view: from the request to the first paint on a warm server, and the CPU time of panning.
// VNETSCOPE_BENCH_TREE names the tree; without it the sample kernel is measured.
import assert from 'node:assert/strict';
import test from 'node:test';
import { regionMapMethod, type RegionMapAnswer } from '../../server/src/protocol/region-map.ts';
import { build } from '../../server/tools/build.mjs';
import { browserObstacle, startBrowser } from '../e2e/host/chromium.ts';
import { LoneView } from '../e2e/host/lone-view.ts';
import { conversationIn } from '../kit/lsp-conversation.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

const RUNS = 5;
const folder = process.env['VNETSCOPE_BENCH_TREE'] ?? sampleFolder;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

for (const kernconf of folder === sampleFolder ? ['GENERIC'] : ['GENERIC', 'LINT'])
  test(`region view of ${kernconf}`, { skip: browserObstacle ?? false, timeout: 600_000 }, async (t) => {
    await build();
    const conversation = await conversationIn(folder, { kernconf });
    await conversation.request(regionMapMethod, { modules: [] });
    const browser = await startBrowser();
    const answers: number[] = [];
    const paints: number[] = [];
    const drawn: number[] = [];
    const pans: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now();
      const map = (await conversation.request(regionMapMethod, { modules: [] })) as RegionMapAnswer;
      answers.push(performance.now() - start);
      assert.ok(!('message' in map));
      const opened = performance.now();
      const view = await LoneView.open(browser, 'region-view.js');
      // CPU time of the page's main thread: other work of the machine does not count.
      const session = await view.page.context().newCDPSession(view.page);
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      const taskTime = async (): Promise<number> => {
        const { metrics } = await session.send('Performance.getMetrics');
        return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
      };
      const idle = await taskTime();
      await view.send({ kind: 'region', map, modules: [] });
      await view.page.locator('.bar').first().waitFor();
      await view.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      paints.push(performance.now() - opened);
      drawn.push((await taskTime()) - idle);
      await view.page.locator('.map').focus();
      for (let i = 0; i < 3; i++) await view.page.keyboard.press('+');
      const height = await view.page.evaluate<number>("document.querySelector('.map').scrollHeight");
      const step = Math.max(130, Math.floor(height / 60));
      for (let top = 0; top < height; top += step) {
        const before = await taskTime();
        await view.page.evaluate(
          `document.querySelector('.map').scrollTop = ${top}; new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`,
        );
        pans.push((await taskTime()) - before);
      }
      await view.page.close();
    }
    await browser.close();
    await conversation.close();
    t.diagnostic(
      `${kernconf}: answer ${median(answers).toFixed(0)} ms, page and first paint ${median(paints).toFixed(0)} ms, of these ${median(drawn).toFixed(0)} ms of CPU for drawing (medians of ${RUNS}); CPU for one step of panning: median ${median(pans).toFixed(1)} ms, longest ${Math.max(...pans).toFixed(1)} ms of ${pans.length}`,
    );
  });
