import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { ALL_GAUGES, COUNTERS, type CounterName, type GaugeName } from './definitions.ts';

type Labels<Names extends readonly string[]> = Record<Names[number], string>;

/** This process's metrics; one per worker. Every series has the label `sync_instance`: `instance` is Prometheus' own. */
export class Meter {
  private readonly registry = new Registry();
  private readonly counters = new Map<string, Counter>();
  private readonly gauges = new Map<string, Gauge>();

  constructor(instance: string) {
    this.registry.setDefaultLabels({ sync_instance: instance });
    collectDefaultMetrics({ register: this.registry });
    const registers = [this.registry];
    for (const [name, { help, labels }] of Object.entries(COUNTERS))
      this.counters.set(name, new Counter({ name, help, labelNames: [...labels], registers }));
    for (const [name, { help, labels }] of Object.entries(ALL_GAUGES)) {
      const gauge = new Gauge({ name, help, labelNames: [...labels], registers });
      forget(gauge, labels);
      this.gauges.set(name, gauge);
    }
  }

  count<Name extends CounterName>(name: Name, labels: Labels<(typeof COUNTERS)[Name]['labels']>, by = 1): void {
    this.counters.get(name)?.inc(labels, by);
  }

  set<Name extends GaugeName>(name: Name, labels: Labels<(typeof ALL_GAUGES)[Name]['labels']>, value: number): void {
    this.gauges.get(name)?.set(labels, value);
  }

  /** Leaves its series out until they are set again: what is not known is better absent than old. */
  clear(names: readonly GaugeName[]): void {
    for (const name of names) {
      const gauge = this.gauges.get(name);
      if (gauge !== undefined) forget(gauge, ALL_GAUGES[name].labels);
    }
  }

  /** In Prometheus' text format, version 0.0.4. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }
}

/** A gauge without labels is 0 from its start, and after a reset: nobody could tell that from a real 0. */
function forget(gauge: Gauge, labels: readonly string[]): void {
  gauge.reset();
  if (labels.length === 0) gauge.remove();
}
