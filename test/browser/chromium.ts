import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium as playwright } from 'playwright-core';

/** A real headless Chromium with a profile of its own. */
export interface TestBrowser extends AsyncDisposable {
  readonly browser: Browser;
  context(options?: Parameters<Browser['newContext']>[0]): Promise<BrowserContext>;
}

/** It must reach nothing but this host: no look-ups, no updates. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openBrowser(): Promise<TestBrowser> {
  const home = mkdtempSync(join(tmpdir(), 'croft-browser-'));
  const browser = await playwright.launch({
    executablePath: process.env.CROFT_TEST_BROWSER ?? (await chromium.executablePath()),
    args: [...chromium.args.filter((argument) => !argument.startsWith('--single-process')), ...ARGUMENTS],
    headless: true,
    env: { ...process.env, HOME: home },
  });
  return {
    browser,
    context: (options) => browser.newContext(options),
    async [Symbol.asyncDispose]() {
      await browser.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
