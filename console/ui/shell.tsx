import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import icon from '../icon.svg';
import { instance } from '../lib/instance.ts';
import { listen } from '../lib/live-status.ts';
import { sessionState, signOut } from '../lib/session.ts';
import { chooseTheme, THEMES, theme } from '../lib/theme.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { SelectField } from './field.tsx';
import { Icon } from './icons.tsx';
import { Keys } from './keys.tsx';
import { LostBanner } from './live.tsx';
import { Nav } from './nav.tsx';
import { Toasts } from './toasts.tsx';

const THEME_NAMES = { system: 'As the device', light: 'Light', dark: 'Dark' } as const;

/** What stands around every page. */
export function Shell({ children }: { children: ComponentChildren }) {
  const [menu, setMenu] = useState(false);
  const main = useFocusOnNewPage();
  useEffect(listen, []);
  return (
    <>
      <a class="skip" href="#main">
        To the content
      </a>
      <div class="shell">
        <aside class="side" aria-label="Navigation">
          <Brand />
          {instance.value?.simulated === true && <Simulated />}
          <Nav />
          <SideEnd />
        </aside>
        <header class="top">
          <Brand />
          <Button kind="quiet" label="Menu" onClick={() => setMenu(true)}>
            <Icon name="menu" size={20} />
          </Button>
        </header>
        <div>
          <LostBanner />
          <main id="main" class="main" ref={main} tabIndex={-1}>
            {children}
          </main>
        </div>
      </div>
      {menu && <Menu onClose={() => setMenu(false)} />}
      <Keys />
      <Toasts />
    </>
  );
}

function Brand() {
  return (
    <a class="brand" href="/">
      <img src={icon} alt="" />
      <span>
        actions-sync
        {instance.value !== null && <span class="brand-instance faint">{instance.value.instance}</span>}
      </span>
    </a>
  );
}

/** Nobody must take play for work. */
function Simulated() {
  return (
    <div class="simulated" title="Marketo and Salesforce are simulators: nothing real is read or changed">
      <Badge tone="info">Simulated vendors</Badge>
    </div>
  );
}

function SideEnd() {
  const state = sessionState.value;
  return (
    <div class="side-end">
      <SelectField
        label="Colours"
        value={theme.value}
        options={THEMES.map((each) => [each, THEME_NAMES[each]] as const)}
        onPick={chooseTheme}
      />
      {state.kind === 'in' && (
        <div class="who">
          <span>
            <strong>{state.session.actor.name}</strong>
            <span class="faint small">{state.session.actor.scope}</span>
          </span>
          <Button kind="quiet" label="Sign out" onClick={() => void signOut()}>
            <Icon name="leave" />
          </Button>
        </div>
      )}
      <span class="faint small">
        <kbd>?</kbd> shows the keys
        {instance.value !== null && <span class="version">Version {instance.value.version}</span>}
      </span>
    </div>
  );
}

function Menu({ onClose }: { onClose: () => void }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    box.current?.showModal();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it by the browser's own `cancel`
    <dialog
      ref={box}
      class="menu"
      aria-label="Menu"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div class="row spread">
        <Brand />
        <Button kind="quiet" label="Close the menu" onClick={onClose}>
          <Icon name="close" size={20} />
        </Button>
      </div>
      {instance.value?.simulated === true && <Simulated />}
      <Nav onGo={onClose} />
      <SideEnd />
    </dialog>
  );
}

/** Screen readers and keys begin at the content of the page that was gone to. */
function useFocusOnNewPage() {
  const { path } = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    first.current = false;
  }, [path]);
  return main;
}
