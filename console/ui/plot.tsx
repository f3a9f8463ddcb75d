import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { exact } from '../lib/format.ts';
import { theme } from '../lib/theme.ts';

export interface Series {
  name: string;
  /** One for each time; null: unknown, a gap. */
  values: readonly (number | null)[];
  /** Name of a colour of tokens.css. */
  colour: string;
  dashed?: boolean;
  /** With a tint below the line. */
  filled?: boolean;
}

interface PlotProps {
  title: string;
  /** Seconds since 1970, rising. */
  times: readonly number[];
  series: readonly Series[];
  format: (value: number) => string;
  height?: number;
}

/** Below it, an axis of whole numbers would repeat itself. */
const LEAST_RANGE = 4;
/** Seconds: samples are a minute apart. */
const TIME_STEPS = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400];
const WHOLE_STEPS = [1, 2, 5]
  .flatMap((first) => Array.from({ length: 10 }, (_, power) => first * 10 ** power))
  .sort((a, b) => a - b);

/** Lines over time; what is under the pointer, or else the newest, stands above as text. */
export function Plot({ title, times, series, format, height = 132 }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const shape = series.map(({ name, colour, dashed, filled }) => [name, colour, dashed, filled].join()).join();
  const data: uPlot.AlignedData = [[...times], ...series.map(({ values }) => [...values])];
  const latest = useRef({ data, series, format });
  latest.current = { data, series, format };

  useEffect(() => {
    const target = box.current;
    if (target === null) return undefined;
    const draw = () => {
      plot.current?.destroy();
      const { series: lines, format: text, data: points } = latest.current;
      plot.current = new uPlot(optionsOf(target, lines, text, height, setAt), points, target);
    };
    // At once, and whenever the colours change.
    const stopColours = theme.subscribe(draw);
    const device = matchMedia('(prefers-color-scheme: dark)');
    device.addEventListener('change', draw);
    const sized = new ResizeObserver(() => plot.current?.setSize({ width: target.clientWidth, height }));
    sized.observe(target);
    return () => {
      stopColours();
      device.removeEventListener('change', draw);
      sized.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape, height]);
  useEffect(() => plot.current?.setData(data));

  const shown = at ?? lastKnown(series);
  const time = times[shown];
  return (
    <figure class="plot">
      <figcaption>
        <span class="plot-title">{title}</span>
        <span class="plot-values number">
          {series.map(({ name, values, colour, dashed }) => (
            <span key={name} class="plot-value">
              <span class="plot-mark" style={{ background: `var(--${colour})` }} />
              {series.length > 1 && <>{name} </>}
              {(dashed !== true || at !== null) && <strong>{told(values[shown], format)}</strong>}
            </span>
          ))}
          <span class="faint">{at !== null && time !== undefined ? clockTime(time) : 'now'}</span>
        </span>
      </figcaption>
      <div ref={box} class="plot-box" role="img" aria-label={summary(title, times, series, format)} />
    </figure>
  );
}

function told(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value);
}

/** The newest that the first line knows; the others may go on as a forecast. */
function lastKnown([first]: readonly Series[]): number {
  return Math.max(0, first?.values.findLastIndex((value) => value !== null) ?? 0);
}

/** For who does not see it: where each line ends, and its most. */
function summary(
  title: string,
  times: readonly number[],
  series: readonly Series[],
  format: (value: number) => string,
): string {
  const first = times[0];
  const since = first === undefined ? 'nothing yet' : `since ${exact(new Date(first * 1_000).toISOString())}`;
  const lines = series.map(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return `${name}: nothing known`;
    return `${name}: last ${told(known.at(-1), format)}, at most ${format(Math.max(...known))}`;
  });
  return `${title}, ${since}. ${lines.join('. ')}`;
}

function clockTime(seconds: number): string {
  return new Date(seconds * 1_000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

function optionsOf(
  target: HTMLElement,
  series: readonly Series[],
  format: (value: number) => string,
  height: number,
  onCursor: (index: number | null) => void,
): uPlot.Options {
  const line = colourOf(target, 'line');
  const axis = { stroke: colourOf(target, 'text-faint'), font: '11px system-ui, sans-serif', ticks: { show: false } };
  return {
    ...{ width: target.clientWidth, height, legend: { show: false }, padding: [8, 18, 0, 0] },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { y: { range: (_, __, most) => [0, Math.max(LEAST_RANGE, most * 1.1)] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        incrs: TIME_STEPS,
        size: 26,
        space: 70,
        values: (_, splits) => splits.map(clockTime),
      },
      {
        ...axis,
        grid: { stroke: line, width: 1 },
        incrs: WHOLE_STEPS,
        size: 58,
        space: 34,
        values: (_, splits) => splits.map(format),
      },
    ],
    series: [
      {},
      ...series.map(({ name, colour, dashed, filled }) => ({
        ...{ label: name, stroke: colourOf(target, colour), width: 1.75, points: { show: false } },
        ...(dashed === true && { dash: [5, 4] }),
        ...(filled === true && { fill: `color-mix(in srgb, ${colourOf(target, colour)} 12%, transparent)` }),
      })),
    ],
    hooks: { setCursor: [({ cursor }) => onCursor(cursor.idx ?? null)] },
  };
}

/** A canvas knows no variables and no `light-dark()`: the browser resolves them. */
function colourOf(target: HTMLElement, name: string): string {
  const probe = target.appendChild(document.createElement('span'));
  probe.style.color = `var(--${name})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
