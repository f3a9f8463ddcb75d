import type { ComponentChildren } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import type { Fault } from '../lib/fault.ts';
import { FaultNotice } from './states.tsx';

const BROKEN: Fault = {
  ...{ key: 'console.bug', status: 0, retryAt: null, problems: [], details: {} },
  title: 'This page stumbled over something it did not expect',
  cause: 'A fault of the console, or an answer of an API of another version.',
  fix: 'Try again; if it stays, report it with what the browser’s console says.',
};

/** Keeps a fault of one page to that page. */
export function Boundary({ children }: { children: ComponentChildren }) {
  const [error, reset] = useErrorBoundary((caught: unknown) => console.error(caught));
  if (error !== undefined) return <FaultNotice fault={BROKEN} retry={reset} />;
  return <>{children}</>;
}
