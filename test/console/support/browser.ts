import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Result } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { findChromium } from './chromium.ts';

const FOLDER = fileURLToPath(new URL('../../../.local/screenshots', import.meta.url));
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const WITHIN_MS = 15_000;
const SIZES = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } } as const;

export type Look = 'light' | 'dark';
export type Device = keyof typeof SIZES;

export interface Tab {
  page: Page;
  /** What the page complained about: errors of scripts, of the console and of the content security policy. */
  complaints: string[];
  /** Kept as `.local/screenshots/<name>-<look>-<device>.png`. */
  shoot: (name: string) => Promise<void>;
  /** No serious or critical fault that axe-core finds. */
  expectAccessible: () => Promise<void>;
}

/** Why there is no browser, or how to start one. */
export const browserFound = await findChromium((line) => process.stderr.write(`${line}\n`));
if (typeof browserFound === 'string') process.stderr.write(`Browser tests are skipped: ${browserFound}\n`);

export async function openBrowser(): Promise<Browser> {
  if (typeof browserFound === 'string') throw new Error(browserFound);
  return chromium.launch({
    executablePath: browserFound.path,
    env: { ...process.env, ...browserFound.env },
    // A sandbox of its own needs rights that containers and root don't have; the pages are ours.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}

/** A page of its own, with its own cookies. */
export async function openTab(
  browser: Browser,
  baseURL: string,
  look: Look = 'light',
  device: Device = 'desktop',
): Promise<Tab> {
  const context = await browser.newContext({
    ...{ baseURL, colorScheme: look, viewport: SIZES[device], reducedMotion: 'reduce', locale: 'en-GB' },
    ...(device === 'phone' && { hasTouch: true, isMobile: true }),
  });
  context.setDefaultTimeout(WITHIN_MS);
  // Into every document: the policy of the pages allows no script from elsewhere.
  await context.addInitScript(await readFile(AXE, 'utf8'));
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isAnswer(message.text())) complaints.push(`console: ${message.text()}`);
  });
  return {
    page,
    complaints,
    shoot: async (name) => {
      mkdirSync(FOLDER, { recursive: true });
      // A dialog stands in the middle of what is seen.
      const fullPage = (await page.locator('dialog[open]').count()) === 0;
      await page.screenshot({ path: `${FOLDER}/${name}-${look}-${device}.png`, fullPage });
    },
    expectAccessible: async () => {
      const found = await page.evaluate<Result[]>('axe.run().then(({ violations }) => violations)');
      const bad = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(bad.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    },
  };
}

/** The browser notes each answer of 4xx and 5xx as an error, also where the page expects it. */
function isAnswer(text: string): boolean {
  return text.startsWith('Failed to load resource: the server responded with a status of');
}
