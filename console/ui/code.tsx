import { useState } from 'preact/hooks';
import { say } from '../lib/toasts.ts';
import { Button } from './button.tsx';
import { Icon } from './icons.tsx';

const SHOWN_MS = 1_500;

/** An id or a command, with a button that copies it. */
export function Code({ text, bare = false, label = 'Copy' }: { text: string; bare?: boolean; label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Browsers allow it on https and on this machine alone.
      say('The browser does not let this page copy: select the text and copy it.', 'bad');
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return (
    <span class={bare ? 'code bare' : 'code'}>
      <code>{text}</code>
      <Button kind="quiet" small label={copied ? 'Copied' : label} onClick={() => void copy()}>
        <Icon name={copied ? 'done' : 'copy'} size={14} />
      </Button>
    </span>
  );
}
