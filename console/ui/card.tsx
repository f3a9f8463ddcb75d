import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface CardProps {
  title?: ComponentChildren;
  /** Beside the title: a badge, a button. */
  aside?: ComponentChildren;
  /** Without padding: for tables. */
  flush?: boolean;
  /** Takes two columns of a grid, where there are two. */
  isWide?: boolean;
  children: ComponentChildren;
}

export function Card({ title, aside, flush, isWide, children }: CardProps) {
  const id = useId();
  return (
    <section class={classOf(flush, isWide)} aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <div class="card-head">
          <h2 id={id}>{title}</h2>
          {aside !== undefined && <div class="row">{aside}</div>}
        </div>
      )}
      {children}
    </section>
  );
}

function classOf(flush: boolean | undefined, isWide: boolean | undefined): string {
  return ['card', flush === true && 'flush', isWide === true && 'span-2'].filter(Boolean).join(' ');
}

/** Names and values below each other; a value that is null or undefined leaves its line out. */
export function Facts({ of }: { of: readonly (readonly [string, ComponentChildren])[] }) {
  const told = of.filter(([, value]) => value !== null && value !== undefined);
  return (
    <dl class="facts">
      {told.map(([name, value]) => (
        <>
          <dt key={`${name}-name`}>{name}</dt>
          <dd key={name}>{value}</dd>
        </>
      ))}
    </dl>
  );
}
