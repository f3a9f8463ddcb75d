import { useLocation } from 'preact-iso';
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

function isAt(path: string, page: string): boolean {
  return page === '/' ? path === '/' : path === page || path.startsWith(`${page}/`);
}
