import { useState } from 'preact/hooks';
import type { DoctorReport } from '../../../api/schemas/doctor.ts';
import { duration } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import { useAction } from '../../lib/use-action.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, FaultNotice, Loading } from '../../ui/states.tsx';
import { Findings } from './findings.tsx';

/** Is everything there, and may we use it. */
export default function Doctor() {
  const [report, setReport] = useState<Told<DoctorReport> | null>(null);
  const { busy, fault, run } = useAction();
  const examine = async () => {
    const outcome = await run<Told<DoctorReport>>('POST', '/api/v1/doctor', { body: {} });
    if (outcome?.ok === true) setReport(outcome.value);
  };
  return (
    <Page
      title="Doctor"
      about="Looks at the environment, MongoDB, Temporal, Marketo and Salesforce: connections, rights, fields, clocks, quota and settings. It changes nothing."
      actions={
        <Button kind="primary" busy={busy} onClick={() => void examine()}>
          {busy ? 'Looking' : report === null ? 'Run' : 'Run again'}
        </Button>
      }
    >
      {fault !== null && <FaultNotice fault={fault} retry={() => void examine()} />}
      {busy && (
        <Card title="Looking">
          <Loading lines={8} label="The checks run" />
        </Card>
      )}
      {!busy && report === null && fault === null && (
        <div class="card">
          <Empty title="No check has run here yet">
            <p>A run takes some seconds and a few calls to the vendors.</p>
          </Empty>
        </div>
      )}
      {!busy && report !== null && <Report {...report} />}
    </Page>
  );
}

function Report({ ok, startedAt, finishedAt, findings }: Told<DoctorReport>) {
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000;
  const warnings = findings.filter(({ status }) => status === 'warn').length;
  return (
    <>
      <div class="row">
        <Badge tone={!ok ? 'bad' : warnings > 0 ? 'warn' : 'ok'}>
          {!ok ? 'Something failed' : warnings > 0 ? 'Works, with warnings' : 'All is well'}
        </Badge>
        <span class="soft small">
          {findings.length} checks in {duration(Math.max(1, seconds))}, <Moment at={finishedAt} />
        </span>
      </div>
      <Findings findings={findings} />
    </>
  );
}
