import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  /** What is wrong with the value. */
  wrong?: string | null;
}

interface Wiring {
  id: string;
  class: string;
  'aria-invalid': boolean | undefined;
  'aria-describedby': string | undefined;
}

function Frame({ label, hint, wrong, children }: FieldProps & { children: (wiring: Wiring) => ComponentChildren }) {
  const id = useId();
  const isWrong = wrong !== undefined && wrong !== null;
  const described = [hint !== undefined && `${id}-hint`, isWrong && `${id}-wrong`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        class: 'input',
        'aria-invalid': isWrong ? true : undefined,
        'aria-describedby': described === '' ? undefined : described,
      })}
      {hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {isWrong && (
        <span class="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </span>
      )}
    </div>
  );
}

interface TextProps extends FieldProps {
  value: string;
  onText: (text: string) => void;
  type?: 'text' | 'search' | 'email' | 'password' | 'number' | 'url' | 'date' | 'datetime-local';
  placeholder?: string;
  required?: boolean;
  disabled?: boolean;
  inputMode?: 'numeric' | 'email' | 'search' | 'text';
}

export function TextField({ label, hint, wrong, value, onText, type = 'text', ...others }: TextProps) {
  return (
    <Frame label={label} hint={hint} wrong={wrong}>
      {(wiring) => (
        <input
          {...others}
          {...wiring}
          // Preact's types tell them apart by roles, which none of these has.
          // oxlint-disable-next-line typescript/no-unnecessary-type-assertion
          type={type as 'text'}
          autoComplete="off"
          spellcheck={false}
          value={value}
          onInput={({ currentTarget }) => onText(currentTarget.value)}
        />
      )}
    </Frame>
  );
}

interface AreaProps extends FieldProps {
  value: string;
  onText: (text: string) => void;
  rows?: number;
  placeholder?: string;
  disabled?: boolean;
}

export function AreaField({ label, hint, wrong, value, onText, ...others }: AreaProps) {
  return (
    <Frame label={label} hint={hint} wrong={wrong}>
      {(wiring) => (
        <textarea
          spellcheck={false}
          {...others}
          {...wiring}
          value={value}
          onInput={({ currentTarget }) => onText(currentTarget.value)}
        />
      )}
    </Frame>
  );
}

interface SelectProps<Value extends string> extends FieldProps {
  value: Value;
  options: readonly (readonly [Value, string])[];
  onPick: (value: Value) => void;
  disabled?: boolean;
}

export function SelectField<Value extends string>(props: SelectProps<Value>) {
  const { label, hint, wrong, value, options, onPick, disabled } = props;
  return (
    <Frame label={label} hint={hint} wrong={wrong}>
      {(wiring) => (
        <select
          {...wiring}
          disabled={disabled}
          value={value}
          onChange={({ currentTarget }) => {
            const picked = options.find(([each]) => each === currentTarget.value);
            if (picked !== undefined) onPick(picked[0]);
          }}
        >
          {options.map(([each, text]) => (
            <option key={each} value={each}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

interface CheckProps {
  label: ComponentChildren;
  checked: boolean;
  disabled?: boolean;
  onCheck: (checked: boolean) => void;
}

export function CheckField({ label, checked, disabled, onCheck }: CheckProps) {
  const id = useId();
  return (
    <div class="check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={({ currentTarget }) => onCheck(currentTarget.checked)}
      />
      <label for={id}>{label}</label>
    </div>
  );
}

interface SwitchProps {
  label: string;
  on: boolean;
  disabled?: boolean;
  onSwitch: (on: boolean) => void;
}

/** On or off, at once: what it switches asks for confirmation itself where that matters. */
export function Switch({ label, on, disabled, onSwitch }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      aria-checked={on}
      aria-label={label}
      disabled={disabled}
      onClick={() => onSwitch(!on)}
    >
      <span />
    </button>
  );
}

interface ChoicesProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onPick: (value: Value) => void;
}

/** One of a few, all of them in view. */
export function Choices<Value extends string>({ label, value, options, onPick }: ChoicesProps<Value>) {
  return (
    <fieldset class="choices" aria-label={label}>
      {options.map(([each, text]) => (
        <button key={each} type="button" aria-pressed={each === value} onClick={() => onPick(each)}>
          {text}
        </button>
      ))}
    </fieldset>
  );
}
