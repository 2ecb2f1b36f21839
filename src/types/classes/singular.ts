/** Plurals that no rule makes. */
const IRREGULAR: Readonly<Record<string, string>> = {
  people: "person",
  children: "child",
  men: "man",
  women: "woman",
  mice: "mouse",
  geese: "goose",
  feet: "foot",
  teeth: "tooth",
  genera: "genus",
  fungi: "fungus",
  bacteria: "bacterium",
  media: "medium",
  phenomena: "phenomenon",
  criteria: "criterion",
  data: "datum",
  algae: "alga",
  larvae: "larva",
  nebulae: "nebula",
  vertebrae: "vertebra",
  nuclei: "nucleus",
  alumni: "alumnus",
  analyses: "analysis",
  diagnoses: "diagnosis",
  theses: "thesis",
  axes: "axis",
  matrices: "matrix",
  vertices: "vertex",
  wolves: "wolf",
  leaves: "leaf",
  knives: "knife",
  loaves: "loaf",
  shelves: "shelf",
  halves: "half",
  thieves: "thief",
};

/** Endings of plurals and what stands in their place; the first that leads to a known word is right. */
const ENDINGS: readonly (readonly [plural: string, singular: string])[] = [
  ["ies", "y"],
  ["ches", "ch"],
  ["shes", "sh"],
  ["sses", "ss"],
  ["xes", "x"],
  ["zes", "z"],
  ["oes", "o"],
  ["ses", "s"],
  ["men", "man"],
  ["s", ""],
];

/**
 * The words as they are, and what their last word may be the plural of; whoever asks takes the first that it knows.
 *
 * @example
 * ```ts
 * singularsOf("film studios"); // ["film studios", "film studio"]
 * singularsOf("churches");     // ["churches", "church", "churche"]
 * ```
 */
export function singularsOf(words: string): string[] {
  const at = words.lastIndexOf(" ") + 1;
  const last = words.slice(at);
  const before = words.slice(0, at);
  const irregular = IRREGULAR[last];
  if (irregular !== undefined) return [words, before + irregular];
  const found = [words];
  if (last.length < 4 || last.endsWith("ss")) return found;
  for (const [plural, singular] of ENDINGS)
    if (last.endsWith(plural)) found.push(before + last.slice(0, -plural.length) + singular);
  return found;
}
