import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

interface PageProps {
  title: string;
  /** One sentence: what this page is for. */
  about?: ComponentChildren;
  /** Buttons of the page. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** One page: its heading, which is also the document's title, and its parts one below the other. */
export function Page({ title, about, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · actions-sync`;
  }, [title]);
  return (
    <>
      <header class="page-header">
        <div>
          <h1>{title}</h1>
          {about !== undefined && <p>{about}</p>}
        </div>
        {actions !== undefined && <div class="row">{actions}</div>}
      </header>
      <div class="stack wide">{children}</div>
    </>
  );
}
