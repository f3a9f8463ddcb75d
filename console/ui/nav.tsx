import { useLocation } from 'preact-iso';
import { waitsForPerson } from '../lib/flows.ts';
import { count } from '../lib/format.ts';
import { live } from '../lib/live-status.ts';
import { may } from '../lib/session.ts';
import { PAGES, type PageEntry } from '../pages.ts';
import { Icon } from './icons.tsx';

const GROUPS: readonly PageEntry['group'][] = ['Watch', 'Data', 'Run'];

/** The pages that whoever is signed in may use. */
export function Nav({ onGo }: { onGo?: () => void }) {
  const { path } = useLocation();
  return (
    <nav aria-label="Pages">
      {GROUPS.map((group) => {
        const pages = PAGES.filter((page) => page.group === group && may(page.scope));
        return pages.length === 0 ? null : (
          <div key={group} class="nav-group">
            <h2>{group}</h2>
            <ul>
              {pages.map((page) => (
                <li key={page.path}>
                  <a
                    class="nav-link"
                    href={page.path}
                    aria-current={isAt(path, page.path) ? 'page' : undefined}
                    onClick={onGo}
                  >
                    <Icon name={page.icon} />
                    {page.title}
                    <Waiting many={waitingAt(page.path)} />
                  </a>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

/** How many things wait for a person at a page. */
function waitingAt(path: string): number {
  const { status } = live.value;
  if (status === null) return 0;
  return waitsForPerson(status)
    .filter(({ href }) => href === path)
    .reduce((sum, { many }) => sum + many, 0);
}

function Waiting({ many }: { many: number }) {
  if (many === 0) return null;
  return (
    <span class="nav-count">
      {count(many)}
      <span class="unseen"> waiting for you</span>
    </span>
  );
}

function isAt(path: string, page: string): boolean {
  return page === '/' ? path === '/' : path === page || path.startsWith(`${page}/`);
}
