import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { CAMERAS } from '../../web/dev/mock-cameras.ts';
import { crowd, FARMS } from '../../web/dev/mock-farms.ts';
import { type MockFarm, startMock } from '../../web/dev/mock-server.ts';
import { WEBHOOKS } from '../../web/dev/mock-webhooks.ts';
import { openBrowser } from './chromium.ts';

/**
 * Pictures of every state of the page, for a person to look at: `node --conditions=source test/browser/screenshots.ts [folder]`.
 * Says which pages scroll sideways, which is a fault. web/dist must be built.
 */

interface Shot {
  readonly name: string;
  readonly farm: MockFarm;
  readonly path: string;
  readonly whole?: boolean;
  readonly act?: (page: Page, kill: () => Promise<void>) => Promise<unknown>;
}

const FILMED = { ...FARMS.few, cameras: CAMERAS };
const THOUSAND = {
  ...FARMS.crowd,
  state: { ...FARMS.crowd.state, printers: Object.fromEntries(crowd(1_000).map((each) => [each.id, each])) },
};

const SHOTS: readonly Shot[] = [
  { name: 'empty-farm', farm: FARMS.empty, path: '/' },
  { name: 'empty-queue', farm: FARMS.empty, path: '/queue' },
  { name: 'few', farm: FARMS.few, path: '/', whole: true },
  { name: 'crowd', farm: FARMS.crowd, path: '/' },
  { name: 'problems', farm: FARMS.problems, path: '/', whole: true },
  {
    name: 'disconnected',
    farm: FARMS.few,
    path: '/',
    act: async (page, kill) => {
      await page.getByRole('article').first().waitFor();
      await kill();
      await page.getByText('Connection lost').waitFor();
      await page.getByRole('button', { name: 'Pause' }).first().click();
      await page.getByText('did not answer').waitFor();
    },
  },
  {
    name: 'go-on',
    farm: FARMS.few,
    path: '/printers/p9',
    act: async (page) => {
      await page.getByRole('button', { name: 'Go on with the print' }).click();
      await page.getByText('I have looked').waitFor();
    },
  },
  { name: 'firmware-halted', farm: FARMS.unreached, path: '/printers/p1', whole: true },
  {
    name: 'restart-asked',
    farm: FARMS.unreached,
    path: '/printers/p1',
    act: (page) => page.getByRole('button', { name: 'Restart firmware' }).click(),
  },
  { name: 'not-connected', farm: FARMS.unreached, path: '/printers/p2', whole: true },
  { name: 'slots', farm: FARMS.slots, path: '/printers/p1', whole: true },
  {
    name: 'slot-plans',
    farm: FARMS.slots,
    path: '/queue',
    act: async (page) => {
      await page.getByRole('button', { name: 'Choose slots' }).click();
      await page.getByText('Where the filament comes from').waitFor();
    },
  },
  {
    name: 'card-print',
    farm: FARMS.crowd,
    path: '/printers/p15/firmware',
    act: async (page) => {
      await page.getByRole('button', { name: 'Read', exact: true }).last().click();
      await page.getByRole('button', { name: 'Print Benchy, 0.2 mm.gcode from the card' }).click();
      await page.getByText('Nobody has checked').waitFor();
    },
  },
  {
    name: 'card-print-unsized',
    farm: FARMS.crowd,
    path: '/printers/p15/firmware',
    act: async (page) => {
      await page.getByRole('button', { name: 'Read', exact: true }).last().click();
      await page.getByRole('button', { name: 'Print CUBE.GCO from the card' }).click();
      await page.getByText('does not list how long it is').waitFor();
    },
  },
  {
    name: 'card-again',
    farm: FARMS.jobs,
    path: '/queue',
    act: async (page) => {
      await page.getByLabel('More for Hinge left.gcode').click();
      await page.getByRole('button', { name: 'Print it again' }).click();
      await page.getByText('Nobody has checked').waitFor();
    },
  },
  { name: 'jobs', farm: FARMS.jobs, path: '/queue', whole: true },
  {
    name: 'job-menu',
    farm: FARMS.jobs,
    path: '/queue',
    act: (page) =>
      page
        .getByLabel(/^More for/)
        .nth(1)
        .click(),
  },
  { name: 'library', farm: FARMS.few, path: '/library', whole: true },
  { name: 'history', farm: FARMS.few, path: '/history', whole: true },
  { name: 'history-file', farm: FARMS.few, path: '/history?file=d1&outcome=FINISHED' },
  {
    name: 'film-frames',
    farm: FARMS.few,
    path: '/history',
    act: async (page) => {
      await page.getByRole('button', { name: '212 frames' }).click();
      await page.getByRole('button', { name: 'Make the video now' }).waitFor();
    },
  },
  { name: 'history-empty', farm: FARMS.empty, path: '/history' },
  {
    name: 'energy',
    farm: FARMS.few,
    path: '/history',
    act: async (page) => {
      await page.getByRole('button', { name: 'Energy' }).click();
      await page.getByText('other watts').click();
    },
  },
  { name: 'farm-settings', farm: FARMS.few, path: '/settings', whole: true },
  { name: 'events', farm: FARMS.few, path: '/events' },
  { name: 'materials', farm: FARMS.few, path: '/materials', whole: true },
  { name: 'materials-empty', farm: FARMS.empty, path: '/materials' },
  { name: 'spool', farm: FARMS.few, path: '/s/AB30XY', whole: true },
  {
    name: 'spool-form',
    farm: FARMS.few,
    path: '/materials',
    act: (page) => page.getByRole('button', { name: 'Add a spool' }).click(),
  },
  {
    name: 'spool-load',
    farm: FARMS.few,
    path: '/materials',
    act: (page) => page.getByRole('button', { name: 'Load', exact: true }).first().click(),
  },
  {
    name: 'material-settings',
    farm: FARMS.few,
    path: '/materials',
    act: async (page) => {
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByText('on both sides').waitFor();
    },
  },
  { name: 'printer', farm: FARMS.few, path: '/printers/p1', whole: true },
  { name: 'cleared-at-printer', farm: FARMS.few, path: '/printers/p7' },
  {
    name: 'who-clears',
    farm: FARMS.few,
    path: '/printers/p7',
    act: async (page) => {
      await page
        .getByRole('button', { name: /^(Settings|Change)/ })
        .first()
        .click();
      await page.getByText('Who says that the bed is clear').scrollIntoViewIfNeeded();
    },
  },
  { name: 'printer-files', farm: FARMS.problems, path: '/printers/p31', whole: true },
  { name: 'operate-printing', farm: FARMS.few, path: '/printers/p18', whole: true },
  { name: 'operate-standing', farm: FARMS.crowd, path: '/printers/p15', whole: true },
  {
    name: 'macro-form',
    farm: FARMS.crowd,
    path: '/printers/p15',
    act: (page) => page.getByRole('button', { name: 'Load filament …' }).click(),
  },
  {
    name: 'macro-editor',
    farm: FARMS.few,
    path: '/printers/p1',
    act: (page) => page.getByRole('button', { name: 'Change Load filament' }).click(),
  },
  {
    name: 'filament-change',
    farm: FARMS.crowd,
    path: '/printers/p15',
    act: (page) => page.getByRole('button', { name: 'Change filament …' }).click(),
  },
  {
    name: 'firmware',
    farm: FARMS.crowd,
    path: '/printers/p15/firmware',
    whole: true,
    act: async (page) => {
      const read = page.getByRole('button', { name: 'Read' });
      await read.first().waitFor();
      for (const button of await read.all()) await button.click();
      await page.getByText('Benchy, 0.2 mm.gcode').waitFor();
      await page.getByRole('img', { name: /Heights of the bed/ }).waitFor();
    },
  },
  {
    name: 'send-to-card',
    farm: FARMS.crowd,
    path: '/printers/p15/firmware',
    act: async (page) => {
      await page.getByRole('button', { name: 'Send a file …' }).click();
      await page.getByText('Hinge left.gcode').click();
    },
  },
  {
    name: 'card-upload',
    farm: FARMS.crowd,
    path: '/printers/p15/firmware',
    whole: true,
    act: (page) => withCardUpload(page, { status: 'RUNNING', step: 'WRITING', doneBytes: 2_310_400 }),
  },
  {
    name: 'card-upload-failed',
    farm: FARMS.crowd,
    path: '/printers/p15/firmware',
    whole: true,
    act: (page) =>
      withCardUpload(page, {
        status: 'FAILED',
        error: 'The card took no more: it is full, locked, or was pulled. Delete what is not needed from the card.',
      }),
  },
  { name: 'firmware-printing', farm: FARMS.few, path: '/printers/p1/firmware', whole: true },
  {
    name: 'settings',
    farm: FARMS.few,
    path: '/printers/p1',
    act: (page) => page.getByRole('button', { name: 'Settings' }).click(),
  },
  {
    name: 'add-printer',
    farm: FARMS.few,
    path: '/',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a printer' }).first().click();
      await page.getByLabel('Original Prusa').check();
    },
  },
  {
    name: 'add-that-calls',
    farm: FARMS.few,
    path: '/',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a printer' }).first().click();
      await page.getByLabel('Kind').selectOption('prusa-connect');
      await page.getByText('is filled in').waitFor();
      await page.getByRole('button', { name: 'Make one up' }).click();
      await page.getByRole('link', { name: 'Save prusa_printer_settings.ini' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'add-elegoo',
    farm: FARMS.few,
    path: '/',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a printer' }).first().click();
      await page.getByLabel('Kind').selectOption('elegoo-cc2');
      await page.getByText('LAN Only Mode must be on').waitFor();
    },
  },
  { name: 'find', farm: FARMS.few, path: '/find', whole: true },
  { name: 'find-nothing', farm: FARMS.empty, path: '/find' },
  {
    name: 'find-add',
    farm: FARMS.few,
    path: '/find',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add Left shelf' }).click();
      await page.getByRole('button', { name: 'Test the connection' }).click();
      await page.getByText('refuses the access code').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'find-key',
    farm: FARMS.few,
    path: '/find',
    act: async (page) => {
      await page.getByRole('button', { name: 'Type it in' }).click();
      await page.getByLabel('Kind').selectOption('octoprint');
      await page.getByRole('textbox', { name: 'Address' }).fill('http://octopi.local');
      await page.getByRole('button', { name: 'Ask OctoPrint for a key' }).click();
      await page.getByText('Say yes at OctoPrint').scrollIntoViewIfNeeded();
    },
  },
  { name: 'cameras-empty', farm: FARMS.empty, path: '/cameras' },
  {
    name: 'cameras',
    farm: FILMED,
    path: '/cameras',
    whole: true,
    act: async (page) => {
      await page.getByText('Nothing listens').waitFor();
      await page.locator('.camera-frame img').first().waitFor();
    },
  },
  {
    name: 'camera-live',
    farm: FILMED,
    path: '/cameras',
    act: async (page) => {
      await page.getByRole('button', { name: 'Look at Bed of Bracken' }).click();
      await page.getByRole('link', { name: 'Save a picture' }).waitFor();
    },
  },
  {
    name: 'camera-live-trouble',
    farm: FILMED,
    path: '/cameras',
    act: async (page) => {
      await page.getByRole('button', { name: 'Look at Shelf' }).scrollIntoViewIfNeeded();
      await page.getByText('wants a user name').waitFor();
      await page.getByRole('button', { name: 'Look at Shelf' }).click();
      await page.getByText('wants a user name').nth(1).waitFor();
    },
  },
  {
    name: 'camera-remove',
    farm: FILMED,
    path: '/cameras',
    act: (page) => page.getByRole('button', { name: 'Remove Bed of Bracken' }).click(),
  },
  { name: 'printer-camera', farm: FILMED, path: '/printers/p1', whole: true },
  { name: 'thousand', farm: THOUSAND, path: '/' },
  {
    name: 'thousand-below',
    farm: THOUSAND,
    path: '/',
    act: async (page) => {
      await page.getByRole('article').first().waitFor();
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
      await page.waitForFunction(() => document.querySelectorAll('article').length > 100);
    },
  },
  {
    name: 'find-several',
    farm: FARMS.few,
    path: '/find',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add several…' }).click();
      await page
        .getByRole('dialog')
        .getByLabel(/All \d/)
        .check();
    },
  },
  {
    name: 'find-several-tested',
    farm: FARMS.few,
    path: '/find',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add several…' }).click();
      await page.getByRole('dialog').getByLabel('Left shelf').check();
      await page.getByLabel('Access code').fill('12345678');
      await page.getByRole('button', { name: 'Test and add 1' }).click();
      await page.getByText('refuses the access code').waitFor();
    },
  },
  {
    name: 'camera-form',
    farm: FARMS.few,
    path: '/cameras',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a camera' }).first().click();
      await page.getByText('At the computer').waitFor();
    },
  },
  {
    name: 'camera-offers',
    farm: FARMS.crowd,
    path: '/printers/p15',
    act: async (page) => {
      await page.getByRole('button', { name: 'Has it a camera?' }).click();
      await page.getByRole('button', { name: 'Add Nozzle' }).waitFor();
    },
  },
  {
    name: 'find-import',
    farm: FARMS.few,
    path: '/find',
    act: async (page) => {
      await page.getByRole('button', { name: 'Import…' }).click();
      await page.getByLabel('File').setInputFiles({ name: 'f.yaml', mimeType: 'text/yaml', buffer: Buffer.from('x') });
      await page.getByText('Garage', { exact: true }).first().waitFor();
    },
  },
  {
    name: 'add-first',
    farm: FARMS.empty,
    path: '/',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a printer' }).first().click();
      await page.getByText('No serial port yet').waitFor();
    },
  },
  {
    name: 'clear-bed',
    farm: FARMS.few,
    path: '/',
    act: (page) => page.getByRole('button', { name: 'Bed is clear' }).first().click(),
  },
  {
    name: 'job-sheet',
    farm: FARMS.crowd,
    path: '/library',
    act: (page) => page.getByRole('button', { name: 'Print', exact: true }).first().click(),
  },
  { name: 'webhooks-empty', farm: FARMS.empty, path: '/events/webhooks' },
  { name: 'webhooks', farm: { ...FARMS.few, webhooks: WEBHOOKS }, path: '/events/webhooks', whole: true },
  {
    name: 'webhooks-log',
    farm: { ...FARMS.few, webhooks: WEBHOOKS },
    path: '/events/webhooks',
    act: async (page) => {
      await page.getByText('What was sent').nth(1).click();
      await page.getByRole('button', { name: 'Older' }).click();
      await page.getByText('What was sent').nth(1).scrollIntoViewIfNeeded();
      await page.getByRole('row').first().waitFor();
    },
  },
  {
    name: 'webhook-edit',
    farm: { ...FARMS.few, webhooks: WEBHOOKS },
    path: '/events/webhooks',
    act: async (page) => {
      await page.getByRole('button', { name: 'Edit' }).first().click();
      await page.getByText('Its secret stays as it is').waitFor();
    },
  },
  {
    name: 'webhook-add',
    farm: { ...FARMS.few, webhooks: WEBHOOKS },
    path: '/events/webhooks',
    act: (page) => page.getByRole('button', { name: 'Add a webhook' }).click(),
  },
  { name: 'demonstration', farm: FARMS.demonstration, path: '/' },
  {
    name: 'upload-failed',
    farm: FARMS.demonstration,
    path: '/',
    act: async (page) => {
      await page.getByRole('article').first().waitFor();
      await drop(page, 'notes.gcode');
      await page.getByText('holds no G-code').waitFor();
    },
  },
];
const SIZES = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
  small: { width: 320, height: 640 },
};

/** As if a file were on its way to the card, or had been. */
async function withCardUpload(page: Page, state: Readonly<Record<string, unknown>>): Promise<void> {
  const upload = {
    id: 'u',
    digest: 'a'.repeat(64),
    file: 'Hinge left.gcode',
    name: 'HINGELEF.GCO',
    step: null,
    doneBytes: 0,
    sizeBytes: 5_909_969,
    error: null,
    by: 'ann',
    requestedAt: '2026-11-29T20:00:00.000Z',
    endedAt: null,
    ...state,
  };
  await page.route('**/*', async (route) => {
    const asks = route.request().postData()?.includes('query CardUploads') === true;
    if (asks) await route.fulfill({ json: { data: { cardUploads: [upload] } } });
    else await route.fallback();
  });
  await page.reload();
  await page.getByText('Hinge left.gcode').first().waitFor();
}

async function drop(page: Page, name: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle((fileName) => {
    const data = new DataTransfer();
    data.items.add(new File(['words'], fileName));
    return data;
  }, name);
  await page.dispatchEvent('body', 'drop', { dataTransfer });
}

const [folder = '/tmp/shots', only = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
await using chromium = await openBrowser();
for (const [size, viewport] of Object.entries(SIZES)) {
  for (const theme of ['light', 'dark'] as const) {
    if (size === 'small' && theme === 'dark') continue;
    const context = await chromium.context({ viewport, colorScheme: theme, reducedMotion: 'reduce' });
    for (const shot of SHOTS) {
      const name = `${shot.name}-${size}-${theme}`;
      if (!name.includes(only)) continue;
      await using server = await startMock(shot.farm);
      const page = await context.newPage();
      page.on('pageerror', (error) => console.log(`${name}: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error' && shot.name !== 'disconnected') console.log(`${name}: ${message.text()}`);
      });
      await page.goto(server.address + shot.path);
      await page.locator('main > *').first().waitFor();
      await shot.act?.(page, () => server.kill());
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (wide > 0) console.log(`${name}: scrolls sideways by ${wide} px`);
      if (shot.whole === true) {
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({
          width: viewport.width,
          height: Math.min(2400, Math.max(viewport.height, height)),
        });
      }
      await page.screenshot({ path: join(folder, `${name}.png`) });
      await page.close();
    }
    await context.close();
  }
}
