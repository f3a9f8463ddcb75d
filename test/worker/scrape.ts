interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (NaN|[+-]Inf|[-+0-9.eE]+)(?: \d+)?$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)/g;

/** Reads Prometheus' text format, strictly: what a scraper would refuse is a problem. */
export function parseScrape(text: string) {
  const families = new Set<string>();
  const problems: string[] = [];
  const samples: Sample[] = [];
  const seen = new Set<string>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# HELP ')) continue;
    if (line.startsWith('# TYPE ')) {
      const name = line.split(' ')[2] ?? '';
      if (families.has(name)) problems.push(`${name} is told twice`);
      families.add(name);
      continue;
    }
    const [, name, inside = '', value] = SAMPLE.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      problems.push(`not a sample: ${line.slice(0, 80)}`);
      continue;
    }
    const key = `${name}{${inside}}`;
    if (seen.has(key)) problems.push(`${key} is there twice`);
    seen.add(key);
    const labels = Object.fromEntries([...inside.matchAll(LABEL)].map(([, label = '', given = '']) => [label, given]));
    samples.push({ name, labels, value: Number(value.replace('Inf', 'Infinity')) });
  }
  return {
    families,
    problems,
    samples,
    /** The sum of the samples with at least these labels; undefined: there is none. */
    value(name: string, labels: Record<string, string> = {}): number | undefined {
      const found = samples.filter(
        (sample) =>
          sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
      );
      return found.length === 0 ? undefined : found.reduce((sum, sample) => sum + sample.value, 0);
    },
  };
}
