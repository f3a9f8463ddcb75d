import { useEffect } from 'preact/hooks';
import { LocationProvider, Route, Router } from 'preact-iso';
import { loadInstance } from './lib/instance.ts';
import { loadSession, sessionState } from './lib/session.ts';
import { SignIn } from './pages/sign-in.tsx';
import { DETAILS, PAGES } from './pages.ts';
import { Page } from './ui/page.tsx';
import { Shell } from './ui/shell.tsx';
import { Empty, FaultNotice, Loading } from './ui/states.tsx';

/** The whole console: who is not signed in sees the sign-in page at every address. */
export function App() {
  const state = sessionState.value;
  const kind = state.kind;
  useEffect(() => {
    void loadSession();
  }, []);
  useEffect(() => {
    if (kind === 'in') void loadInstance();
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

function Nowhere() {
  return (
    <Page title="No such page">
      <Empty title="There is nothing at this address">
        <a href="/">To the overview</a>
      </Empty>
    </Page>
  );
}
