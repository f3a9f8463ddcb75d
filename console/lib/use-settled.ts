import { useEffect, useState } from 'preact/hooks';

const SETTLED_MS = 300;

/** The value once it has stayed the same for a moment: what is typed is not asked for letter by letter. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(key) as Value), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return settled;
}
