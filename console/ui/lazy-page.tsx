import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Fault } from '../lib/fault.ts';
import { Boundary } from './boundary.tsx';
import { FaultNotice, Loading } from './states.tsx';

/** A page whose code comes when it is first needed, or before. */
export interface LazyPage {
  (): VNode;
  preload: () => Promise<void>;
}

const NOT_LOADED: Fault = {
  ...{ key: 'console.page', status: 0, retryAt: null, problems: [], details: {} },
  title: 'This page could not be loaded',
  cause: 'The server does not answer, or another version of it runs since this console was opened.',
  fix: 'Load the console anew.',
};

export function lazyPage(load: () => Promise<{ default: ComponentType }>): LazyPage {
  let loaded: ComponentType | null = null;
  const preload = async () => {
    loaded ??= (await load()).default;
  };
  const Lazy: LazyPage = () => {
    const [state, setState] = useState<'waits' | 'failed' | 'there'>(loaded === null ? 'waits' : 'there');
    useEffect(() => {
      preload().then(
        () => setState('there'),
        () => setState('failed'),
      );
    }, []);
    if (loaded !== null) {
      const Page = loaded;
      return (
        <Boundary>
          <Page />
        </Boundary>
      );
    }
    if (state === 'failed') return <FaultNotice fault={NOT_LOADED} retry={() => location.reload()} />;
    return <Loading lines={6} />;
  };
  Lazy.preload = preload;
  return Lazy;
}
