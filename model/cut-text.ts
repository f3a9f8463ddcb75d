/** The first `max` UTF-16 units of a text, one less where that would part a pair of surrogates. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}

/** The same for a URL: a percent escape is not left in part. */
export function cutUrl(url: string, max: number): string {
  return url.length <= max ? url : cutText(url, max).replace(/%[0-9a-f]?$/i, '');
}
