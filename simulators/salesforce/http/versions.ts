/** Versions as their releases came: three a year. */
const SEASONS = ['Spring', 'Summer', 'Winter'] as const;
const NEWEST = 68;
const OLDEST = 31;
const GONE_FROM = 21;
const SPRING_2026 = 66;

/** The version of an API path and what stands behind it; `gone` for one that was retired, undefined for none. */
export function versionOf(path: string): { version: number; rest: string } | 'gone' | undefined {
  const [, digits, rest = ''] = /^\/services\/data\/v(\d{1,3})\.0(\/.*)?$/.exec(path) ?? [];
  const version = Number(digits);
  if (version >= GONE_FROM && version < OLDEST) return 'gone';
  return version >= OLDEST && version <= NEWEST ? { version, rest } : undefined;
}

/** Answer of `/services/data`. */
export function versions(): object[] {
  return Array.from({ length: NEWEST - OLDEST + 1 }, (_, i) => {
    const version = OLDEST + i;
    const since = version - SPRING_2026;
    const season = SEASONS[((since % 3) + 3) % 3] ?? '';
    // The Winter release carries the number of the year it leads into.
    const year = 26 + Math.floor(since / 3) + (season === 'Winter' ? 1 : 0);
    return {
      label: `${season} '${String(year).padStart(2, '0')}`,
      url: `/services/data/v${version}.0`,
      version: `${version}.0`,
    };
  });
}
