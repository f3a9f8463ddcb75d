import { useEffect } from 'preact/hooks';

/** Calls again and again as long as the page can be seen. */
export function usePolled(call: () => void, everyMs: number): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) call();
    }, everyMs);
    return () => clearInterval(timer);
  }, [call, everyMs]);
}
