import { describe, expect, it } from 'vitest';
import { lockfileProblems } from '../../scripts/audit/lockfile.ts';
import { type Accepted, acceptedList, judgeAudit, type Severity } from '../../scripts/audit/report.ts';

const TODAY = '2026-11-28';
const GHSA = 'GHSA-aaaa-bbbb-cccc';

/** One package with an advisory, and one that has it through that one: the shape of npm's report, made up. */
function report(severity: Severity, id = GHSA): string {
  const advisory = {
    source: 1_109_999,
    name: 'parser',
    dependency: 'parser',
    title: 'Made-up hole',
    url: `https://advisories.example/${id}`,
    severity,
    cwe: ['CWE-79'],
    cvss: { score: 6.1, vectorString: null },
    range: '<2.0.1',
  };
  const common = { severity, range: '*', nodes: ['node_modules/x'], fixAvailable: true };
  return JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: {
      parser: { name: 'parser', isDirect: false, via: [advisory], effects: ['server'], ...common },
      server: { name: 'server', isDirect: true, via: ['parser'], effects: [], ...common },
    },
    metadata: { vulnerabilities: { [severity]: 2, total: 2 } },
  });
}

const judged = (output: string, accepted: Accepted[] = []) =>
  judgeAudit(output, { accepted, threshold: 'moderate', today: TODAY });

describe('what npm audit prints', () => {
  it('passes without advisories', () => {
    const clean = JSON.stringify({ auditReportVersion: 2, vulnerabilities: {}, metadata: {} });
    expect(judged(clean)).toEqual({ outcome: 'passed', lines: ['0 advisories, 0 that may not be'] });
  });

  it('fails with an advisory from the threshold on, told once, and not below it', () => {
    for (const severity of ['moderate', 'high', 'critical'] as const) {
      expect(judged(report(severity))).toEqual({
        outcome: 'failed',
        lines: [`FOUND ${severity} parser: Made-up hole (${GHSA})`, '1 advisories, 1 that may not be'],
      });
    }
    expect(judged(report('low'))).toMatchObject({
      outcome: 'passed',
      lines: [expect.stringContaining('below moderate: low parser'), '1 advisories, 0 that may not be'],
    });
  });

  it('passes with one that is accepted until its day is over, and says why', () => {
    const accepted = { advisory: GHSA, reason: 'the parser gets our own text alone', until: TODAY };
    expect(judged(report('high'), [accepted])).toMatchObject({
      outcome: 'passed',
      lines: [expect.stringContaining('the parser gets our own text alone'), expect.anything()],
    });
    expect(judged(report('high'), [{ ...accepted, until: '2026-11-27' }])).toMatchObject({
      outcome: 'failed',
      lines: [expect.stringContaining('was accepted until 2026-11-27'), expect.anything()],
    });
    expect(judged(report('high', 'GHSA-other'), [accepted]).outcome).toBe('failed');
    expect(judged(report('high', 'GHSA-other'), [accepted]).lines).toContain(
      `accepted, but not found any more: ${GHSA}`,
    );
  });

  it('is skipped by name where the registry has no audit or does not answer, without the address asked', () => {
    const refused = (statusCode?: number) =>
      judged(JSON.stringify({ message: 'refused by https://registry.example', statusCode, error: { summary: '' } }));
    expect(refused(405)).toEqual({
      outcome: 'skipped',
      lines: ['skipped: the registry offers no audit (HTTP 405)'],
    });
    expect(refused(503).lines).toEqual(['skipped: the registry could not be asked (HTTP 503)']);
    expect(refused().lines).toEqual(['skipped: the registry could not be asked (no answer)']);
  });

  it('fails where it is no report at all, or one of a kind that is not known', () => {
    for (const output of ['', 'not json', '[]', '{"auditReportVersion":3,"vulnerabilities":{}}'])
      expect(judged(output).outcome).toBe('failed');
  });

  it('accepts nothing without a reason and a last day', () => {
    for (const wrong of [
      { advisory: GHSA },
      { advisory: GHSA, reason: 'x', until: TODAY },
      { advisory: GHSA, reason: 'long enough', until: 'never' },
    ])
      expect(acceptedList.safeParse([wrong]).success).toBe(false);
  });
});

describe('a lock file', () => {
  const integrity = `sha512-${'A'.repeat(86)}==`;
  const lock = (packages: object) => ({ lockfileVersion: 3, packages: { '': { name: 'root' }, ...packages } });

  it('names every package that has no strong hash', () => {
    const packages = {
      'node_modules/good': { integrity },
      'node_modules/none': {},
      'node_modules/weak': { integrity: 'sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
      'node_modules/linked': { link: true },
      'node_modules/good/node_modules/inside': { inBundle: true },
    };
    expect(lockfileProblems({}, lock(packages))).toEqual([
      'node_modules/none has no sha512 integrity',
      'node_modules/weak has no sha512 integrity',
    ]);
  });

  it('names every dependency that is no exact version', () => {
    const wrong = ['^1.2.3', '~1.2.3', '1.2', '*', 'latest', '>=1.0.0', 'git+https://example.com/x.git', 'file:../x'];
    for (const version of wrong)
      expect(lockfileProblems({ devDependencies: { x: version } }, lock({}))).toEqual([
        `devDependencies: x is "${version}", which is no exact version`,
      ]);
    expect(lockfileProblems({ dependencies: { x: '1.2.3', y: '2.0.0-rc.1' } }, lock({}))).toEqual([]);
  });
});
