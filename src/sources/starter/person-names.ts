/** The other forms under which a person is written, with the share of all mentions that each is given. */
export interface NameForm {
  text: string;
  share: number;
}

const SURNAME_SHARE = 0.3;
const MONONYM_SHARE = 0.2;
const INITIALS_SHARE = 0.02;

const GENERATION = /^(jr|sr|[ivx]+|(the )?(elder|younger|great))\.?$/i;
const PARTICLES = new Set(
  "van von der den de la le du da di del della dos das ter ten zu zur af al el bin ibn ben y e".split(" "),
);
/** "Pope" of Pope Urban VIII is no given name. */
const TITLES = /^(anti)?pope$|^(saint|king|queen|prince|princess|emperor|empress|sultan|caliph)$/i;
const HONORIFIC = /^(sir|dame|lord|lady) (?=\S+ )/i;
/** What people with a given name are called. */
const SHORT_NAMES: Record<string, string[]> = {
  Abraham: ["Abe"],
  Albert: ["Al", "Bert"],
  Alexander: ["Alex"],
  Alfred: ["Alf", "Fred"],
  Andrew: ["Andy"],
  Anthony: ["Tony"],
  Benjamin: ["Ben"],
  Charles: ["Charlie", "Chuck"],
  Christopher: ["Chris"],
  Daniel: ["Dan", "Danny"],
  David: ["Dave"],
  Donald: ["Don"],
  Edward: ["Ed", "Eddie", "Ted"],
  Elizabeth: ["Liz", "Beth"],
  Francis: ["Frank"],
  Frederick: ["Fred"],
  Gerald: ["Gerry"],
  Gregory: ["Greg"],
  James: ["Jim", "Jimmy"],
  Jeffrey: ["Jeff"],
  John: ["Jack", "Johnny"],
  Joseph: ["Joe"],
  Kenneth: ["Ken"],
  Lawrence: ["Larry"],
  Margaret: ["Maggie", "Peggy"],
  Matthew: ["Matt"],
  Michael: ["Mike", "Mick"],
  Nicholas: ["Nick"],
  Patrick: ["Pat"],
  Peter: ["Pete"],
  Philip: ["Phil"],
  Richard: ["Dick", "Rick"],
  Robert: ["Bob", "Bobby", "Rob"],
  Ronald: ["Ron"],
  Samuel: ["Sam"],
  Stephen: ["Steve"],
  Steven: ["Steve"],
  Theodore: ["Ted", "Teddy"],
  Thomas: ["Tom"],
  Timothy: ["Tim"],
  Walter: ["Walt"],
  William: ["Bill", "Will"],
};

/** Where the family name comes first. */
const FAMILY_FIRST = new Set(["CN", "TW", "KR", "KP", "VN"]);

/**
 * Short forms of a full name: "Lincoln" and "A. Lincoln" of Abraham Lincoln, "Beethoven" and "van Beethoven" of Ludwig van
 * Beethoven, "Mao" of Mao Zedong, "Catherine" of Catherine the Great, "Henry" of Henry VIII of England; "King" of Martin
 * Luther King, Jr. A share is a guess, the same for all: no source says how often a short form is used.
 *
 * @param countryCode ISO 3166-1 alpha-2 of the birthplace, for the order of the names
 */
export function nameForms(fullName: string, countryCode = ""): NameForm[] {
  const forms = new Map<string, number>();
  const add = (text: string, share: number) => {
    if (text !== fullName && text.length > 1) forms.set(text, Math.max(share, forms.get(text) ?? 0));
  };
  let name = fullName.replace(/\s*\([^)]*\)/g, "").trim();
  add(name, 1);
  const comma = name.indexOf(",");
  if (comma > 0) {
    name = name.slice(0, comma);
    add(name, 0.3);
  }
  if (HONORIFIC.test(name)) {
    name = name.replace(HONORIFIC, "");
    add(name, 0.3);
  }
  const of = name.search(/ (of|the) /);
  let words = (of > 0 ? name.slice(0, of) : name).split(/\s+/);
  // "Pieter Brueghel the Younger" has a family name, "Catherine the Great" has none.
  const byname =
    of > 0 &&
    words.length > 1 &&
    name.startsWith(" the ", of) &&
    !words.some((word) => GENERATION.test(word));
  if (byname) add(words.join(" "), 0.3);
  const hadOf = of > 0 && !byname;
  if (words.length > 1 && TITLES.test(words[0] ?? "")) {
    // "Pope Urban VIII" is "Pope Urban" and "Urban VIII" and "Urban".
    const named = words.filter((word, i) => i === 0 || !GENERATION.test(word));
    if (named.length < words.length) {
      add(named.join(" "), 0.3);
      add(words.slice(1).join(" "), 0.3);
    }
    if (named.length === 2) add(named[1] ?? "", MONONYM_SHARE);
    return list(forms);
  }
  const numeral = words.findIndex((word, i) => i > 0 && GENERATION.test(word));
  if (hadOf || numeral === 1) {
    // Rulers and saints: the given name with its numeral, and alone.
    if (hadOf) add(words.join(" "), 0.3);
    if (words.length > 1 || hadOf) add(words[0] ?? "", MONONYM_SHARE);
    return list(forms);
  }
  if (numeral > 0) {
    words = words.slice(0, numeral);
    add(words.join(" "), 0.3);
  }
  if (words.length < 2) return list(forms);

  const given = words[0] as string;
  const last = words.at(-1) as string;
  if (words.length <= 3 && FAMILY_FIRST.has(countryCode))
    add(given, words.length === 2 ? 0.15 : SURNAME_SHARE);
  const particle = words.findIndex(
    (word, i) => i > 0 && PARTICLES.has(word.toLowerCase()) && i < words.length - 1,
  );
  add(last, particle > 0 ? SURNAME_SHARE / 2 : SURNAME_SHARE);
  const family = particle > 0 ? words.slice(particle).join(" ") : last;
  if (particle > 0) {
    add(family, SURNAME_SHARE);
    // "Leonardo da Vinci" is Leonardo; a particle says where he is from.
    if (/^(da|di)$/i.test(words[particle] ?? "")) add(given, MONONYM_SHARE);
  }
  if (/^\p{Lu}\p{Ll}/u.test(given)) {
    add(`${given[0]}. ${family}`, INITIALS_SHARE);
    if (words.length > 2 && particle !== 1) add(`${given} ${last}`, 0.1);
    for (const short of SHORT_NAMES[given] ?? []) add(`${short} ${family}`, 0.1);
    const middle = words.slice(1, particle > 0 ? particle : -1);
    if (middle.length > 0)
      add(`${[given, ...middle].map((word) => `${word[0]}.`).join(" ")} ${family}`, INITIALS_SHARE);
  }
  return list(forms);
}

const list = (forms: Map<string, number>): NameForm[] => [...forms].map(([text, share]) => ({ text, share }));
