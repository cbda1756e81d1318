import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, startCroft, temporaryData, until } from '../harness/croft.ts';
import { openBrowser } from './chromium.ts';

/** The pictures of README and guide, taken of the demonstration at work: `node --conditions=source test/browser/picture-book.ts`. */
const folder = join(root, 'docs/images');
mkdirSync(folder, { recursive: true });
await using data = temporaryData();
await using croft = await startCroft(['up', '--demo'], data.path);
await using chromium = await openBrowser();

const { printers } = await croft.ask<{ printers: { id: string; bed: { bedId: string | null } }[] }>(
  '{ printers { id bed { bedId } } }',
);
const pages = await Promise.all(
  [
    { name: 'farm', viewport: { width: 1280, height: 580 } },
    { name: 'phone', viewport: { width: 390, height: 844 } },
  ].map(async ({ name, viewport }) => {
    const context = await chromium.context({ viewport, colorScheme: 'light', reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(croft.address);
    return { name, page };
  }),
);
const working = '{ printers { phase print { progress } } }';
await until(
  `${printers.length - 1} printers at work`,
  async () => {
    const now = await croft.ask<{ printers: { phase: string; print: { progress: number | null } | null }[] }>(working);
    return now.printers.filter((one) => one.phase === 'PRINTING' && (one.print?.progress ?? 0) > 0.15).length >= 2;
  },
  120_000,
);
for (const { name, page } of pages) await page.screenshot({ path: join(folder, `${name}.png`) });
