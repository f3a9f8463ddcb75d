import type { Browser } from 'playwright-core';
import { afterEach, expect } from 'vitest';
import { DEFAULT_ACCESS } from '../../../api/access/settings.ts';
import { listen } from '../../../api/listen.ts';
import type { ServerOptions } from '../../../api/server.ts';
import type { Scope } from '../../../model/access/scope.ts';
import { tokenOf } from '../../api/support/access.ts';
import { type ApiRig, openApi } from '../../api/support/rig.ts';
import { type Device, type Look, openBrowser, openTab, type Tab } from './browser.ts';

type Defer = (cleanUp: () => Promise<unknown>) => void;

interface OpenOptions {
  /** Who is signed in; null: nobody. */
  scope?: Scope | null;
  look?: Look;
  device?: Device;
  /** Before the page is opened: to answer in place of the server. */
  before?: (tab: Tab) => Promise<unknown>;
}

export interface ConsoleRig extends ApiRig {
  browser: Browser;
  /** Where the console is served. */
  url: string;
  /** A tab of its own. */
  open: (path: string, options?: OpenOptions) => Promise<Tab>;
}

/** Many tabs of one machine. */
const ACCESS = { ...DEFAULT_ACCESS, requestsPerMinute: 1_000_000, signInsPerMinute: 1_000_000 };

/** A server with the console on a database of its own, and a browser. Every test fails on what its pages complain of. */
export async function openConsole(defer: Defer, options: Partial<ServerOptions> = {}): Promise<ConsoleRig> {
  const browser = await openBrowser();
  defer(() => browser.close());
  const rig = await openApi(defer, { authenticate: undefined, access: ACCESS, ...options });
  const url = `http://127.0.0.1:${await listen(rig.api, '127.0.0.1:0')}`;
  const tabs: Tab[] = [];
  afterEach(async () => {
    const ended = tabs.splice(0);
    // What a page meets while it is closed is no complaint.
    const complained = ended.flatMap(({ complaints }) => complaints);
    await Promise.all(
      ended.map(async ({ page }) => {
        // What a page still asks for when its test is over is of no matter.
        await page.unrouteAll({ behavior: 'ignoreErrors' });
        await page.context().close();
      }),
    );
    expect(complained).toEqual([]);
  });
  const open: ConsoleRig['open'] = async (path, { scope = 'admin', look, device, before } = {}) => {
    const tab = await openTab(browser, url, look, device);
    tabs.push(tab);
    if (scope !== null) {
      const { token } = await tokenOf(rig.store, scope);
      const answer = await tab.page.request.post('/api/v1/session', { data: { token } });
      expect(answer.status()).toBe(200);
    }
    await before?.(tab);
    await tab.page.goto(path);
    return tab;
  };
  return { ...rig, browser, url, open };
}
