import { type Language, NO_WORDS, noForms } from "./language.js";

/** What holds where nothing is known of the language: capitals make names, and no word is special. */
export const NEUTRAL: Language = {
  code: "und",
  capitals: "names",
  tagged: false,
  unspaced: true,
  stopWords: NO_WORDS,
  smallInNames: NO_WORDS,
  calendar: NO_WORDS,
  roles: NO_WORDS,
  givenNames: NO_WORDS,
  everyday: NO_WORDS,
  elisions: NO_WORDS,
  baseForms: noForms,
  nameForms: noForms,
};
