interface Given {
  now: { usedToday: number; limitToday: number; resetsAt: string };
  samples: readonly { at: string; callsToday: number }[];
  forecast: { perHour: number; usedAtReset: number; exhaustedAt: string | null } | null;
}

export interface BurnDownLines {
  /** Seconds since 1970. */
  times: number[];
  left: (number | null)[];
  forecast: (number | null)[];
}

/** What is left of today's calls up to now, and the straight line from there to the reset or to nothing left. */
export function burnDown(
  { now: { usedToday, limitToday, resetsAt }, samples, forecast }: Given,
  now: number,
): BurnDownLines {
  const left = (used: number) => Math.max(0, limitToday - used);
  const known = samples.map(({ at, callsToday }) => ({ at: Date.parse(at), left: left(callsToday) }));
  const past = [...known.filter(({ at }) => at < now), { at: now, left: left(usedToday) }];
  const ahead: { at: number; left: number }[] = [];
  if (forecast !== null) {
    if (forecast.exhaustedAt !== null) ahead.push({ at: Date.parse(forecast.exhaustedAt), left: 0 });
    ahead.push({ at: Date.parse(resetsAt), left: left(forecast.usedAtReset) });
  }
  return {
    times: [...past, ...ahead].map(({ at }) => at / 1_000),
    left: [...past.map((point) => point.left), ...ahead.map(() => null)],
    forecast: [
      ...past.map((point, index) => (forecast !== null && index === past.length - 1 ? point.left : null)),
      ...ahead.map((point) => point.left),
    ],
  };
}
