import { useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { Icon } from './icons.tsx';

const SHOWN_MS = 1_500;

/** An id or a command, with a button that copies it. */
export function Code({ text, bare = false, label = 'Copy' }: { text: string; bare?: boolean; label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return (
    <span class={bare ? 'code bare' : 'code'}>
      <code>{text}</code>
      <Button kind="quiet" small label={copied ? 'Copied' : label} onClick={() => void copy().catch(() => {})}>
        <Icon name={copied ? 'done' : 'copy'} size={14} />
      </Button>
    </span>
  );
}
