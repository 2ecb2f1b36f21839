import { type AlignedText, Rewriter } from "./aligned-text.js";
import { isAscii } from "./code-points.js";

/** Unicode's four normal forms (Unicode Standard Annex 15). */
export type UnicodeForm = "NFC" | "NFD" | "NFKC" | "NFKD";

/** So many marks on one character are no text. */
const MARKS = /\p{M}{256}/gu;

/** The normal form; a very long run of marks is cut, since JavaScript takes time with its square. */
function inForm(text: string, form: UnicodeForm): string {
  MARKS.lastIndex = 0;
  if (!MARKS.test(text)) return text.normalize(form);
  const parts: string[] = [];
  let start = 0;
  for (const run of text.matchAll(MARKS)) {
    const end = run.index + run[0].length;
    parts.push(text.slice(start, end).normalize(form));
    start = end;
  }
  return parts.join("") + text.slice(start).normalize(form);
}

interface Decomposed {
  characters: string[];
  /** 0 for the first of a character's parts, 1 for the others; see {@link Rewriter}. */
  changes: Int8Array;
}

/**
 * Brings a text into a normal form. JavaScript normalises, but does not tell what came from where: that is found by
 * taking the characters apart one by one and following the parts, which are put in order (marks by their class) and,
 * for the composed forms, together again.
 */
export function normaliseForm(source: AlignedText, form: UnicodeForm): AlignedText {
  if (isAscii(source.text)) return source;
  const target = inForm(source.text, form);
  if (target === source.text) return source;
  const apart = form === "NFC" || form === "NFD" ? "NFD" : "NFKD";
  const ordered = inOrder(decompose(source.text, apart), inForm(source.text, apart));
  const rewriter = new Rewriter(source);
  if (form === apart)
    ordered.characters.forEach((c, i) => void rewriter.put(c, ordered.changes[i] as number));
  else compose(ordered, target, rewriter);
  return rewriter.finish();
}

function decompose(text: string, form: "NFD" | "NFKD"): Decomposed {
  const characters: string[] = [];
  const changes: number[] = [];
  for (const character of text) {
    let change = 0;
    for (const part of character.normalize(form)) {
      characters.push(part);
      changes.push(change);
      change = 1;
    }
  }
  return { characters, changes: Int8Array.from(changes) };
}

const mark = /^\p{M}/u;

/**
 * Moves the parts to where they stand in `target`. Only marks move, within their run, and equal ones keep their
 * order.
 */
function inOrder({ characters, changes }: Decomposed, target: string): Decomposed {
  const ordered = [...target];
  const moved = Int8Array.from(changes);
  for (let i = 0; i < ordered.length; i++) {
    if (ordered[i] === characters[i]) continue;
    let end = i;
    while (end < characters.length && mark.test(characters[end] as string)) end++;
    const places = new Map<string, number[]>();
    for (let k = end - 1; k >= i; k--) {
      const known = places.get(characters[k] as string);
      if (known === undefined) places.set(characters[k] as string, [k]);
      else known.push(k);
    }
    for (; i < end; i++) moved[i] = changes[places.get(ordered[i] as string)?.pop() ?? i] as number;
  }
  return { characters: ordered, changes: moved };
}

/** Writes the characters of `target`, each made of the first parts that are left, some of which may be further on. */
function compose({ characters, changes }: Decomposed, target: string, rewriter: Rewriter): void {
  const used = new Uint8Array(characters.length);
  let first = 0;
  for (const character of target) {
    let change = 1;
    let at = first;
    for (const part of character.normalize("NFD")) {
      while (at < characters.length && (used[at] === 1 || characters[at] !== part)) at++;
      if (at === characters.length) break;
      used[at] = 1;
      change += (changes[at] as number) - 1;
      at++;
    }
    rewriter.put(character, change);
    while (used[first] === 1) first++;
  }
}
