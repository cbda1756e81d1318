import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';
import { crowd, FARMS } from '../../web/dev/mock-farms.ts';
import { startMock } from '../../web/dev/mock-server.ts';
import { openBrowser, type TestBrowser } from '../browser/chromium.ts';
import { type Frame, framesOf } from './frames.ts';
import { percentile, privateMegabytes, type Result, round, runParts } from './measure.ts';

/**
 * `npm run bench:page`: the page of the farm in a real browser, beside a bare page with as many plain cards, in the same run. `patches`:
 * what a frame costs while measurements come; `scrolling`: while a person scrolls; `opening`: until the cards are seen on a slow
 * computer; `memory`. Costs are processor time of the page's thread, so that what else runs on the host is not in them.
 * `web/dist` must be built (`npm run build`).
 */

const PRINTERS = Number(process.env.BENCH_PRINTERS ?? 1_000);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
const OPENINGS = Number(process.env.BENCH_OPENINGS ?? 5);
/** How often the server tells of measurements at most; a printer measures once a second. */
const TOLD_MS = 250;
const MEASURED_EVERY = 4;
const FRAME_GOAL_MS = 4;
const SLOWER = 4;
const SIZE = { width: 1440, height: 900 };
const SCROLLED_FRAMES = 240;
/** A wheel that is turned fast: 6,000 px in a second. */
const SCROLLED_PX = 100;

const farm = { ...FARMS.crowd, state: { ...FARMS.crowd.state, printers: byId(crowd(PRINTERS)) } };
const ids = Object.keys(farm.state.printers);

function byId<Entry extends { readonly id: string }>(all: readonly Entry[]): Record<string, Entry> {
  return Object.fromEntries(all.map((one) => [one.id, one]));
}

/** What the least page would be that shows and renews the same: no framework, no state, one text per card. */
const BARE = `<!doctype html><meta charset="utf-8"><style>
  main { display: grid; grid-template-columns: repeat(auto-fill, minmax(330px, 1fr)); gap: 16px; font: 16px sans-serif }
  article { height: 258px; padding: 16px; border: 1px solid silver; content-visibility: auto; contain-intrinsic-size: auto 258px }
</style><main></main><script>
  const main = document.querySelector('main');
  const texts = new Map();
  for (const [id, name] of NAMES) {
    const card = main.appendChild(document.createElement('article'));
    card.appendChild(document.createElement('h2')).textContent = name;
    const text = card.appendChild(document.createElement('p'));
    text.textContent = 'Printing';
    texts.set(id, text);
  }
  window.tell = (changes) => { for (const [id, words] of changes) texts.get(id).textContent = words; };
</script>`;

interface Shown extends AsyncDisposable {
  readonly page: Page;
  readonly cdp: CDPSession;
  /** Tells the page that these have other temperatures, and one of all a new phase. */
  tell(round: number): Promise<void>;
}

/** When the first card was painted, ms from the beginning of the navigation. */
const WATCH_FIRST_CARD = `{
  const seen = () => document.querySelector('article') !== null;
  const look = () => seen() ? requestAnimationFrame(() => setTimeout(() => { window.firstCard = performance.now(); })) : requestAnimationFrame(look);
  requestAnimationFrame(look);
}`;

async function show(browser: TestBrowser, isOurs: boolean, slower = 1): Promise<Shown> {
  const server = await startMock(farm);
  const context = await browser.context({ viewport: SIZE, colorScheme: 'light', bypassCSP: true });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await page.addInitScript(WATCH_FIRST_CARD);
  if (!isOurs) {
    const names = JSON.stringify(Object.values(farm.state.printers).map(({ id, name }) => [id, name]));
    const body = BARE.replace('NAMES', () => names);
    await page.route(`${server.address}/`, (route) => route.fulfill({ contentType: 'text/html', body }));
  }
  if (slower > 1) await cdp.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.goto(server.address);
  await page.waitForFunction('window.firstCard !== undefined');
  const inSight = (): readonly string[] => (isOurs ? server.looked() : ids.slice(0, 24));
  return {
    page,
    cdp,
    async tell(round) {
      const measured = inSight().filter((_, i) => (i + round) % MEASURED_EVERY === 0);
      const heat = 210 + (round % 8);
      if (!isOurs)
        return void (await page.evaluate(`tell(${JSON.stringify(measured.map((id) => [id, `${heat} / 215 °C`]))})`));
      const temperatures = [
        { name: 'T0', actual: heat, target: 215 },
        { name: 'B', actual: 60, target: 60 },
      ];
      const printers: Record<string, unknown> = Object.fromEntries(measured.map((id) => [id, { temperatures }]));
      // A farm of this size begins or ends something every second.
      const changed = ids[(round * 7) % ids.length];
      if (round % MEASURED_EVERY === 0 && changed !== undefined)
        printers[changed] = { ...(printers[changed] as object), phase: round % 8 === 0 ? 'PREPARING' : 'PRINTING' };
      server.patch({ printers });
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The frames of the page while something happens to it. */
async function traced(browser: TestBrowser, page: Page | null, act: () => Promise<void>): Promise<readonly Frame[]> {
  await browser.browser.startTracing(page ?? undefined, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'],
  });
  await act();
  return framesOf(await browser.browser.stopTracing());
}

async function patchFrames(browser: TestBrowser, isOurs: boolean): Promise<readonly Frame[]> {
  await using shown = await show(browser, isOurs);
  await pause(1_000);
  let round = 0;
  const some = async (times: number): Promise<void> => {
    for (const last = round + times; round < last; round++) {
      await shown.tell(round);
      await pause(TOLD_MS);
    }
  };
  // The engine compiles what is used first.
  await some(8);
  return await traced(browser, shown.page, () => some((SECONDS * 1_000) / TOLD_MS));
}

async function scrollFrames(browser: TestBrowser, isOurs: boolean): Promise<readonly Frame[]> {
  await using shown = await show(browser, isOurs);
  await pause(1_000);
  let telling = true;
  const tell = async (): Promise<void> => {
    for (let round = 0; telling; round++) {
      await shown.tell(round);
      await pause(TOLD_MS);
    }
  };
  const scroll = (frames: number, px: number): Promise<unknown> =>
    shown.page.evaluate(`new Promise((resolve) => {
      let left = ${frames};
      const next = () => { scrollBy(0, ${px}); if (--left > 0) requestAnimationFrame(next); else resolve(); };
      requestAnimationFrame(next);
    })`);
  const told = tell();
  await scroll(30, SCROLLED_PX);
  await scroll(30, -SCROLLED_PX);
  const frames = await traced(browser, shown.page, async () => {
    await scroll(SCROLLED_FRAMES, SCROLLED_PX);
  });
  telling = false;
  await told;
  return frames;
}

const costs = (frames: readonly Frame[]): readonly number[] => frames.map(({ busyMs }) => busyMs);

function frameResults(what: string, ours: readonly Frame[], bare: readonly Frame[]): readonly Result[] {
  const mean = (all: readonly number[]): number => all.reduce((sum, each) => sum + each, 0) / all.length;
  const rows = [
    ['mean', mean],
    ['p50', (all: readonly number[]) => percentile(all, 0.5)],
    ['p95', (all: readonly number[]) => percentile(all, 0.95)],
  ] as const;
  console.log(`  ${what}: ${ours.length} frames, ${bare.length} of the bare page`);
  return rows.map(([name, of]) => {
    const value = round(of(costs(ours)));
    return {
      name: `${what}, ${PRINTERS} printers, a frame, ${name}`,
      value,
      unit: 'ms',
      reference: round(of(costs(bare))),
      goal: `≤ ${FRAME_GOAL_MS} ms`,
      met: value <= FRAME_GOAL_MS,
    };
  });
}

async function measureFrames(
  what: string,
  frames: (browser: TestBrowser, isOurs: boolean) => Promise<readonly Frame[]>,
): Promise<readonly Result[]> {
  await using browser = await openBrowser();
  const bare = await frames(browser, false);
  return frameResults(what, await frames(browser, true), bare);
}

/** What the page's thread has worked until the first cards were painted, ms. */
async function openingWork(browser: TestBrowser, isOurs: boolean): Promise<number> {
  const page = Promise.withResolvers<Shown>();
  const frames = await traced(browser, null, async () => page.resolve(await show(browser, isOurs)));
  await (await page.promise)[Symbol.asyncDispose]();
  return costs(frames).reduce((sum, each) => sum + each, 0);
}

async function measureOpening(): Promise<readonly Result[]> {
  await using browser = await openBrowser();
  const [seen, worked]: [[number[], number[]], [number[], number[]]] = [
    [[], []],
    [[], []],
  ];
  for (let i = 0; i < OPENINGS; i++) {
    for (const which of [0, 1] as const) {
      await using shown = await show(browser, which === 1, SLOWER);
      seen[which].push(Number(await shown.page.evaluate('window.firstCard')));
      worked[which].push(SLOWER * (await openingWork(browser, which === 1)));
    }
  }
  const middle = (all: readonly number[]): number => round(percentile(all, 0.5), 0);
  const row = (name: string, [bare, ours]: readonly [readonly number[], readonly number[]]): Result => ({
    name: `${name}, ${PRINTERS} printers, ${SLOWER} × slower`,
    value: middle(ours),
    unit: 'ms',
    reference: middle(bare),
    goal: '≤ 1,000 ms',
    met: middle(ours) <= 1_000,
  });
  return [row('opened → first cards painted', seen), row('of it work of its thread', worked)];
}

/** Memory of the page when all of it was looked at once: its objects, and its process. */
async function memoryOf(isOurs: boolean): Promise<{ readonly heap: number; readonly whole: number }> {
  await using browser = await openBrowser();
  await using shown = await show(browser, isOurs);
  for (let round = 0; round < 8; round++) {
    await shown.tell(round);
    await pause(TOLD_MS);
  }
  await shown.cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await shown.cdp.send('Runtime.getHeapUsage');
  const system = await browser.browser.newBrowserCDPSession();
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  return {
    heap: round(usedSize / 1e6, 1),
    whole: round(Math.max(...renderers.map(({ id }) => privateMegabytes(id))), 1),
  };
}

async function measureMemory(): Promise<readonly Result[]> {
  const [bare, ours] = [await memoryOf(false), await memoryOf(true)];
  return [
    {
      name: `objects of the page, ${PRINTERS} printers`,
      value: ours.heap,
      unit: 'MB',
      reference: bare.heap,
      goal: '–',
      met: true,
    },
    {
      name: 'private memory of its process',
      value: ours.whole,
      unit: 'MB',
      reference: bare.whole,
      goal: '–',
      met: true,
    },
  ];
}

if (!existsSync(fileURLToPath(new URL('../../web/dist/index.html', import.meta.url))))
  throw new Error('web/dist is not built: npm run build');

await runParts('page', {
  patches: () => measureFrames('patches come', patchFrames),
  scrolling: () => measureFrames('scrolling', scrollFrames),
  opening: measureOpening,
  memory: measureMemory,
});
