import { UNREACHABLE } from '../lib/fault.ts';
import { Page } from '../ui/page.tsx';
import { FaultNotice } from '../ui/states.tsx';

/** In place of a page whose script can't be had: the server is away, or was upgraded since this tab was opened. */
export default function NotLoaded() {
  const fault = {
    ...UNREACHABLE,
    title: 'This page can’t be loaded',
    cause: 'The server does not answer, or it was upgraded since this tab was opened.',
    fix: 'Look whether "actions-sync api" runs, then try again.',
  };
  return (
    <Page title="Not loaded">
      <FaultNotice fault={fault} retry={() => location.reload()} />
    </Page>
  );
}
