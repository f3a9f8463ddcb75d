/** What a state means to whoever looks: fine, look at it, act, under way, nothing. */
export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'idle';
