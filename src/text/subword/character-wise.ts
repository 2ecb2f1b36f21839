import { AlignedText } from "./aligned-text.js";

/** Grows as characters are met; forgotten when it has more than this many, which no ordinary text reaches. */
const MAX_KNOWN = 1 << 16;

/**
 * Makes the function that replaces each character by what `map` gives for it, "" to drop it, whatever its neighbours
 * are. What a character becomes has the character's place. `map` is asked once a character.
 */
export function characterWise(map: (character: string) => string): (source: AlignedText) => AlignedText {
  /** By UTF-16 unit: undefined = not met yet. */
  const units: (string | undefined)[] = new Array(0x10000).fill(undefined);
  const pairs = new Map<string, string>();
  const pair = (character: string): string => {
    let found = pairs.get(character);
    if (found === undefined) {
      if (pairs.size >= MAX_KNOWN) pairs.clear();
      found = map(character);
      pairs.set(character, found);
    }
    return found;
  };
  const unit = (code: number): string => {
    const character = String.fromCharCode(code);
    const found = map(character);
    // One string object for each, so that "unchanged" is quick to see.
    units[code] = found === character ? character : found;
    return found;
  };

  return (source) => {
    const { text } = source;
    let out = "";
    let copied = 0;
    let sameLengths = true;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const surrogate = (code & 0xfc00) === 0xd800;
      const character = surrogate ? text.slice(i, i + 2) : text[i];
      const becomes = surrogate ? pair(character as string) : (units[code] ?? unit(code));
      const width = surrogate ? 2 : 1;
      if (becomes !== character) {
        out += text.slice(copied, i) + becomes;
        copied = i + width;
        if (becomes.length !== width) sameLengths = false;
      }
      i += width - 1;
    }
    if (copied === 0) return source;
    out += text.slice(copied);
    if (sameLengths) return source.withText(out);
    return realign(source, out, (at) => {
      const code = text.charCodeAt(at);
      return (code & 0xfc00) === 0xd800 ? pair(text.slice(at, at + 2)) : (units[code] ?? unit(code));
    });
  };
}

/** Gives each unit of `out` the place of the character of the source that it came from. */
function realign(source: AlignedText, out: string, becomes: (at: number) => string): AlignedText {
  const starts = new Uint32Array(out.length);
  const ends = new Uint32Array(out.length);
  let written = 0;
  for (let at = 0; at < source.text.length; ) {
    const width = (source.text.charCodeAt(at) & 0xfc00) === 0xd800 ? 2 : 1;
    const count = becomes(at).length;
    const start = source.startAt(at);
    const end = source.endBefore(at + width);
    for (let i = 0; i < count; i++) {
      starts[written] = start;
      ends[written++] = end;
    }
    at += width;
  }
  return new AlignedText(out, source.origin, starts, ends);
}
