/** What English writes with a full stop that ends no sentence; one list for tokens and sentences. */

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** Abbreviations a name follows, so a sentence never ends there. */
export const TITLES = words(
  `Mr Mrs Ms Mx Dr Prof St Ste Gen Col Sen Rep Gov Lt Capt Rev Hon Sgt Maj Cpl Pvt Cmdr Cdr Adm Pres Supt
  Insp Amb Brig Fr Msgr Mt Ft Mme Mlle Messrs Sens Reps Gens Profs Drs`,
);

/** Abbreviations that may or may not end a sentence; the next word decides. */
export const ABBREVIATIONS = words(
  `Jr Sr Inc Ltd Co Corp Bros Cos Plc Esq Ave Blvd Rd Dept Univ Assn Intl Natl Govt Ph
  Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Calif Conn Ariz Fla Okla Tenn Minn Mich Colo
  inc ltd co corp dept est approx etc al vs cf viz ca esp ed eds trans rev repr orig Vs Cf`,
);

/** Abbreviations only in front of a number: "No. 5", but "She said no. Then …". */
export const BEFORE_NUMBER = words(
  "No Nos no nos Fig Figs fig figs Vol Vols vol vols p pp Ch ch Sec sec Art art",
);

/** Capitalised words that begin sentences far more often than they go on with a name. */
export const SENTENCE_STARTERS = words(
  `The A An This That These Those He She It We They You I His Her Its Our Their My Your There Here In On At By
  For From With Without As After Before During Since Until While When Where Why How What Who Which Whether If
  But And Or So Yet Nor Then Thus However Although Though Because Also Another Both Each Every Many Most Some
  Several Such Other Others Today Yesterday Now Later Earlier Meanwhile Moreover Nevertheless Instead Once
  Only Not No To Under Over Through Between Among Despite According`,
);

/** Longest entry of the lists of abbreviations, in UTF-16 units. */
export const MAX_ABBREVIATION = 6;

/**
 * Whether a capitalised word that begins a sentence more likely than it goes on with a name starts at `start`.
 * "A." and "I." are initials, so they do not count.
 */
export function startsSentence(text: string, start: number): boolean {
  let end = start;
  while (end < text.length && end - start <= 12 && /[A-Za-z]/.test(text.charAt(end))) end++;
  if (end === start + 1 && text.charAt(end) === ".") return false;
  return SENTENCE_STARTERS.has(text.slice(start, end));
}
