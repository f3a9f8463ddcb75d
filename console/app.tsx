import { useEffect } from 'preact/hooks';
import { LocationProvider, Route, Router } from 'preact-iso';
import { loadInstance } from './lib/instance.ts';
import { loadSession, sessionState } from './lib/session.ts';
import { SignIn } from './pages/sign-in.tsx';
import { DETAILS, PAGES } from './pages.ts';
import { Page } from './ui/page.tsx';
import { Shell } from './ui/shell.tsx';
import { Empty, FaultNotice, Loading } from './ui/states.tsx';

/** The page that is looked at comes first. */
const PRELOAD_AFTER_MS = 1_500;

/** The whole console: who is not signed in sees the sign-in page at every address. */
export function App() {
  const state = sessionState.value;
  const kind = state.kind;
  useEffect(() => {
    void loadSession();
  }, []);
  useEffect(() => {
    if (kind !== 'in') return;
    void loadInstance();
    setTimeout(preloadPages, PRELOAD_AFTER_MS);
  }, [kind]);
  if (state.kind === 'in') {
    return (
      <LocationProvider>
        <Shell>
          <Router>
            {[...PAGES, ...DETAILS].map(({ path, component }) => (
              <Route key={path} path={path} component={component} />
            ))}
            <Route default component={Nowhere} />
          </Router>
        </Shell>
      </LocationProvider>
    );
  }
  if (state.kind === 'out') return <SignIn ended={state.ended} />;
  return (
    <main class="sign-in">
      <div>
        {state.kind === 'fault' ? (
          <FaultNotice fault={state.fault} retry={() => void loadSession()} />
        ) : (
          <Loading lines={3} />
        )}
      </div>
    </main>
  );
}

/** So that the other pages are there when they are gone to; one that does not come says so then. */
function preloadPages(): void {
  for (const { component } of [...PAGES, ...DETAILS]) component.preload().catch(() => {});
}

function Nowhere() {
  return (
    <Page title="No such page">
      <Empty title="There is nothing at this address">
        <a href="/">To the overview</a>
      </Empty>
    </Page>
  );
}
