/** Plurals that no rule gives. */
const IRREGULAR: ReadonlyMap<string, string> = new Map(
  Object.entries({
    men: "man",
    women: "woman",
    children: "child",
    people: "person",
    mice: "mouse",
    lice: "louse",
    geese: "goose",
    feet: "foot",
    teeth: "tooth",
    oxen: "ox",
    dice: "die",
    lives: "life",
    wives: "wife",
    knives: "knife",
    leaves: "leaf",
    wolves: "wolf",
    calves: "calf",
    halves: "half",
    selves: "self",
    thieves: "thief",
    shelves: "shelf",
    loaves: "loaf",
    crises: "crisis",
    analyses: "analysis",
    theses: "thesis",
    hypotheses: "hypothesis",
    phenomena: "phenomenon",
    criteria: "criterion",
    bacteria: "bacterium",
    cacti: "cactus",
    fungi: "fungus",
    nuclei: "nucleus",
  }),
);

/**
 * What a normalised English word may be the plural of, the likeliest first; none for what does not look like a plural.
 * The detachment rules are those of WordNet's morphology for nouns, morphy(7WN).
 *
 * @example
 * ```ts
 * singulars("jaguars"); // ["jaguar"]
 * singulars("boxes");   // ["box", "boxe"]
 * ```
 */
export function singulars(word: string): string[] {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return [irregular];
  if (word.length < 4) return [];
  if (word.endsWith("men")) return [`${word.slice(0, -2)}an`];
  if (!word.endsWith("s") || word.endsWith("ss") || word.endsWith("us") || word.endsWith("is")) return [];
  if (word.endsWith("ies")) return [`${word.slice(0, -3)}y`, word.slice(0, -1)];
  if (/(?:s|x|z|ch|sh)es$/.test(word)) return [word.slice(0, -2), word.slice(0, -1)];
  if (word.endsWith("oes")) return [word.slice(0, -2), word.slice(0, -1)];
  return [word.slice(0, -1)];
}
