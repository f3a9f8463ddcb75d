import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';

type Kind = 'primary' | 'danger' | 'quiet';

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'class' | 'size'> {
  kind?: Kind;
  small?: boolean;
  /** Shows that it works, and takes no further click. */
  busy?: boolean;
  /** Said in place of the children, which are an icon. */
  label?: string;
  children: ComponentChildren;
}

export function Button({ kind, small, busy, label, children, disabled, ...others }: ButtonProps) {
  return (
    <button
      type="button"
      {...others}
      class={buttonClass({ kind, small, icon: label !== undefined })}
      disabled={disabled === true || busy === true}
      aria-busy={busy === true}
      aria-label={label}
      title={label}
    >
      {children}
    </button>
  );
}

/** For links that look like buttons. */
export function buttonClass({ kind, small, icon }: { kind?: Kind; small?: boolean; icon?: boolean } = {}): string {
  return ['button', kind, small === true && 'small', icon === true && 'icon'].filter(Boolean).join(' ');
}
