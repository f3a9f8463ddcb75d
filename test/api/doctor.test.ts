import { expect, it } from 'vitest';
import type { DoctorReport } from '../../api/schemas/doctor.ts';
import { examine } from '../../client/cli/doctor/examine.ts';
import { selectChecks } from '../../client/cli/doctor/select.ts';
import { CHECK_IDS } from '../../model/doctor/checks.ts';
import { afterFile } from '../worker/rig.ts';
import { openApi } from './support/rig.ts';

const defer = afterFile();

it('tells every check with cause and fix, those that were skipped too', async () => {
  const { as } = await openApi(defer, {
    examine: () => examine(selectChecks([]), { TEMPORAL_ADDRESS: process.env.TEMPORAL_ADDRESS }),
  });
  const { status, body } = await as('operator')('POST', '/api/v1/doctor');
  expect(status).toBe(200);
  const { findings, ...report } = body as DoctorReport;
  expect(report.ok).toBe(false);
  expect(new Set(findings.map(({ id }) => id))).toEqual(new Set(CHECK_IDS));
  expect(findings.filter(({ id }) => id === 'environment')).toContainEqual({
    ...{ id: 'environment', ok: false, status: 'fail', asks: expect.any(String) },
    ...{ meaning: 'MONGODB_URI is not set', cause: expect.any(String), fix: expect.any(String) },
  });
  expect(findings.find(({ id }) => id === 'mongodb.write')).toMatchObject({ ok: false, status: 'skipped', fix: null });
});
