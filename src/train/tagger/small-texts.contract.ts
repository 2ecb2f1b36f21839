import { random } from "../../random.js";
import type { LabelledText } from "./labelled-text.js";

/**
 * Made-up texts for tests of taggers. Names are made of syllables, so that those of one seed are hardly ever those of
 * another: what they are can be told by their neighbours and their endings alone.
 */

const SYLLABLES = ["ba", "dor", "ka", "li", "mon", "na", "pe", "ri", "sa", "tu", "vel", "zo"];
const NAMES: Readonly<Record<string, (syllables: string) => string>> = {
  PER: (syllables) => `${capital(syllables)} ${capital(syllables.slice(1))}sen`,
  LOC: (syllables) => `${capital(syllables)}burg`,
  ORG: (syllables) => `${capital(syllables)} Company`,
};
const TEMPLATES = [
  "PER went to LOC on Monday.",
  "Yesterday PER met PER in LOC.",
  "The shares of ORG fell after PER left.",
  "ORG opened an office in LOC, said PER.",
  "It rained in LOC all day.",
  "Nobody knew why the train was late.",
  "In LOC, workers of ORG stopped their work.",
  "PER, who was born in LOC, leads ORG now.",
];

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** @returns so many texts of one sentence each */
export function smallTexts(count: number, seed: number): (LabelledText & { id: string })[] {
  const next = random(seed);
  const pick = <T>(list: readonly T[]): T => list[next() % list.length] as T;
  const syllables = () => Array.from({ length: 2 + (next() % 2) }, () => pick(SYLLABLES)).join("");
  return Array.from({ length: count }, (_, i) => {
    const mentions: { start: number; end: number; label: string }[] = [];
    let text = "";
    for (const part of pick(TEMPLATES).split(/(PER|LOC|ORG)/)) {
      const name = NAMES[part]?.(syllables());
      if (name !== undefined)
        mentions.push({ start: text.length, end: text.length + name.length, label: part });
      text += name ?? part;
    }
    return { id: `${seed}-${i}`, text, mentions };
  });
}
