/** What weak labels need to know of a language. */
export interface WeakWords {
  /** Categories of pages about one person. */
  person: RegExp;
  /**
   * Pronouns that mean one person, by gender, in lower case. Empty where those of one gender have other meanings as well: German "sie",
   * impersonal French "il", Chinese 他 in 其他.
   */
  pronouns: readonly (readonly string[])[];
}

/** By the language's code. */
export const WEAK_WORDS: Readonly<Record<string, WeakWords>> = {
  en: {
    person: /^(?:\d+(?:s|st|nd|rd|th)?(?: century)?(?: BC)? (?:births|deaths)|Living people)$/,
    pronouns: [
      ["he", "him", "his", "himself"],
      ["she", "her", "hers", "herself"],
    ],
  },
  de: { person: /^(?:Geboren |Gestorben |Mann$|Frau$)/, pronouns: [] },
  fr: { person: /^(?:Naissance (?:en|à) |Décès (?:en|à) )/, pronouns: [] },
  es: {
    person: /^(?:Nacidos en |Fallecidos en |Personas vivas$|Hombres$|Mujeres$)/,
    pronouns: [["él"], ["ella"]],
  },
  pt: {
    person: /^(?:Nascidos em |Mortos em |Pessoas vivas$)/,
    pronouns: [
      ["ele", "dele", "nele"],
      ["ela", "dela", "nela"],
    ],
  },
  zh: { person: /^(?:公元前)?\d+年(?:出生|逝世)$|^在世人物$/, pronouns: [] },
  ja: { person: /^\d+年(?:生|没)$|^存命人物$/, pronouns: [["彼"], ["彼女"]] },
};
