/** Languages whose wikis are written in several scripts, with `-{…}-` (https://www.mediawiki.org/wiki/Writing_systems/Syntax). */
export const hasVariants = (lang: string): boolean => /^(?:zh|gan|iu|kk|ku|shi|sr|sh|tg|uz|wuu)$/.test(lang);

const RULE = /(?:^|;|=>)\s*([a-z]{2}(?:-[a-z]{2,8})*)\s*:([^;]*)/g;
/** In this order, the first that is there is read. */
const PREFERRED = ["zh-hans", "zh-cn", "zh", "sr-ec", "kk-cyrl"];

/**
 * What is shown of the inside of `-{…}-`, as a range of it: `-{zh-hans:计算机;zh-hant:電腦}-` is one of the two,
 * `-{T|…}-` and `-{H|…}-` are nothing.
 */
export function shownVariant(inside: string): { start: number; end: number } | undefined {
  const pipe = /^[^|[{]*\|/.exec(inside)?.[0].length ?? 0;
  if (/[HT-]/.test(inside.slice(0, Math.max(0, pipe - 1)).replace(/[a-z]+-[a-z]+/g, ""))) return undefined;
  const body = inside.slice(pipe);
  const choices = new Map<string, { start: number; end: number }>();
  for (const match of body.matchAll(RULE)) {
    const end = pipe + match.index + match[0].length;
    choices.set(match[1] ?? "", { start: end - (match[2] ?? "").length, end });
  }
  for (const code of PREFERRED) if (choices.has(code)) return choices.get(code);
  const [first] = choices.values();
  return first ?? { start: pipe, end: inside.length };
}
