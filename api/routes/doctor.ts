import { checkEntry } from '../../model/doctor/checks.ts';
import { type Finding, isPassed } from '../../model/doctor/finding.ts';
import type { Routes } from '../context.ts';
import { answers } from '../schemas/common.ts';
import { doctorReport } from '../schemas/doctor.ts';
import { joined, withinLong } from '../within.ts';

/** Is everything there, and may we use it. */
export const doctorRoutes: Routes = (api, { examine }) => {
  // It asks the vendors up to a hundred times.
  const run = joined(async () => {
    const startedAt = new Date();
    const findings = await examine();
    const ok = findings.every(({ status }) => status !== 'fail' && status !== 'unreachable');
    return { ok, startedAt, finishedAt: new Date(), findings: findings.map(told) };
  });

  api.post(
    '/api/v1/doctor',
    {
      config: { scope: 'operator', isRead: true },
      schema: {
        ...{ tags: ['doctor'], summary: 'Check connections, rights, fields, clocks, quota and settings' },
        description: 'May take half a minute. Who asks while it runs gets the same answer.',
        response: answers({ 200: doctorReport }),
      },
    },
    async () => withinLong(run()),
  );
};

function told(finding: Finding) {
  const { id, status, message, cause = null, fix = null } = finding;
  return { id, ok: isPassed(finding), status, asks: checkEntry(id).asks, meaning: message, cause, fix };
}
