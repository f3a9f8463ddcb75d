import type { Browser } from 'playwright-core';
import { afterEach, expect } from 'vitest';
import type { ServerOptions } from '../../../api/server.ts';
import { listen } from '../../../api/listen.ts';
import type { Scope } from '../../../model/access/scope.ts';
import { type ApiRig, openApi } from '../../api/support/rig.ts';
import { type Device, type Look, openBrowser, openTab, type Tab } from './browser.ts';

type Defer = (cleanUp: () => Promise<unknown>) => void;

export interface ConsoleRig extends ApiRig {
  browser: Browser;
  /** Where the console is served. */
  url: string;
  /** A tab of its own, in which somebody with this scope is signed in; null: nobody. */
  open: (path: string, options?: { scope?: Scope | null; look?: Look; device?: Device }) => Promise<Tab>;
}

/** A server with the console on a database of its own, and a browser. Every test fails on what its pages complain of. */
export async function openConsole(defer: Defer, options: Partial<ServerOptions> = {}): Promise<ConsoleRig> {
  const browser = await openBrowser();
  defer(() => browser.close());
  const rig = await openApi(defer, options);
  const url = `http://127.0.0.1:${await listen(rig.api, '127.0.0.1:0')}`;
  const tabs: Tab[] = [];
  afterEach(async () => {
    const ended = tabs.splice(0);
    await Promise.all(ended.map(({ page }) => page.context().close()));
    expect(ended.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
  const open: ConsoleRig['open'] = async (path, { scope = 'admin', look, device } = {}) => {
    const tab = await openTab(browser, url, look, device);
    tabs.push(tab);
    if (scope !== null) {
      await tab.page.context().setExtraHTTPHeaders({ 'x-test-scope': scope });
      await tab.page.route('**/api/v1/session', (route) => route.fulfill({ json: { actor: { name: `test-${scope}`, scope }, csrf: 'c', until: null } }));
    }
    await tab.page.goto(path);
    return tab;
  };
  return { ...rig, browser, url, open };
}
