/**
 * Templates of which a reader sees something that belongs to the running text; all others are left out.
 *
 * A line has names (lower case, spaces), then the wikitext that stands for them: `$1` is the first argument, `$last` the
 * last one without a name, `$text/2` the argument "text" or else the second; `$$` is a dollar sign, `$blank` a blank,
 * `$measure` a quantity with its unit, `$as` "As" or with `lc=` "as", `$language` the language that the first argument is the code of.
 */
const COMMON = `
  nowrap, nobr, nobreak, nobold, noitalic, small, smaller, big, larger, em, strong, s, u, ins, del: $1
  var, code, tt, mono, kbd, samp, keypress, sup, sub, abbr, tooltip, smallcaps, sc, center: $1
  math, mvar, bigmath, unicode, not a typo, proper name, visible anchor, vanchor, sortname: $1
  linktext, angbr, overline, underline, italic, bold, midsize: $1
  lang, rtl-lang, wikt-lang, script, color, colored text, font color: $2
  transl, transliteration, translit: $last
  audio, polytonic audio: $2
  polytonic, hebrew, arabic: $1
  quote, blockquote, cquote, quotation, rquote, pull quote, bquote: $text/quote/1
  convert, cvt: $measure
  circa: c. $1
  frac, sfrac, fraction: $1/$2
  flag, flagcountry, flagu: [[$1]]
  ill, interlanguage link, interlanguage link multi: [[$1|$lt/1]]
  nihongo: $1
  val, gaps, num, formatnum, nts: $1
  us$, usd: US$$$1
  gbp, £: £$1
  eur, €: €$1
  inr, indianrupee: ₹$1
  !: |
  =: =
  ', '': '
  's: 's
  nbsp, space, spaces, thinsp, hair space, br, break: $blank
  ndash, en dash, –: –
  mdash, em dash, —: —
  snd, spaced ndash, spaced en dash: $blank–$blank
  dot, ·, •, bullet, middot, *: ·
  okina: ʻ
`;

const BY_LANGUAGE: Readonly<Record<string, string>> = {
  en: `
    as of: $as of $1
    c., ca, ca., circa: c. $1
    ship: [[$1 $2 ($3)|$1 $2]]
    uss: [[USS $1 ($2)|USS $1]]
    hms: [[HMS $1 ($2)|HMS $1]]
    sclass, sclass-: [[$1-class $2|$1-class $2]]
    langx: $language: $2
    reign: r. $1–$2
  `,
  de: `
    iast, dmg, fremdsprachig: $1
    zitat: $text/1
    ": „$1“
    höhe: $1 m
    §: § $1
  `,
  fr: `
    s, s-, siècle, sp-, sap, sap-: $1e siècle
    ier: Ier
    euro: $1 €
    tmp: $1 $2
    heure: $1 h $2
    s mini, s mini-: $1e
    date, date-, date de naissance, date de décès, date de naissance-, date de décès-: $1 $2 $3
    unité, nombre, nb: $1 $2
    1er: 1er
    1re, 1ère: 1re
    e, ème, exp: e
    lien: [[$fr/1|$trad/texte/2/1]]
    citation, citation étrangère, guil, guillemets: « $texte/1 »
    citation bloc: $1
    rom, rom-maj, petites capitales, pc, incise, formatnum, terme défini, page h': $1
    , av jc, -av jc, av. j.-c.: av. J.-C.
    souverain, souverain-, souverain2, souverain3: $1
    numéro, n°: n° $1
    langue: $texte/2
  `,
  es: `
    siglo: siglo $1
    fecha: $1 de $2 de $3
    unidad: $1 $2
    cita: $1
    versalita, versalitas, esd: $1
    ac, a. c.: a. C.
    dc, d. c.: d. C.
  `,
  pt: `
    século, séc: século $1
    dtlink, dtext: $1 de $2 de $3
    fmtn: $1 $2
    unidade: $1 $2
    citação: $1
    langpt: $1
    língua: $2
    ligação interlínguas: [[$1]]
  `,
  ja: `
    読み仮名, 読み仮名 ruby不使用: $1（$2）
    ruby, ルビ, 補助漢字フォント, jis2004フォント, jis90フォント, 拡張漢字: $1
    要出典, 要出典範囲, 要検証範囲, 独自研究範囲, 年代, 西暦, 和暦: $1
    仮リンク: [[$1|$label/1]]
    llang: $2
  `,
  zh: `
    le, link-en, link-de, link-fr, link-ja, link-ko, link-es, link-ru, link-it: [[$1|$3/1]]
    tsl, translink: [[$3|$4/3]]
    langwithname, lang-with-name: $4
    ruby, 僻字, 補充漢字, 專名號, 专名号, 書名號, 书名号: $1
  `,
};

/** A template's wikitext in parts: text, or the names of arguments of which the first that is given counts. */
export type Pattern = readonly (string | readonly string[])[];

const SLOT = /\$\$|\$((?:\d+|\p{L}+)(?:\/(?:\d+|\p{L}+))*)/gu;

function patternOf(wikitext: string): Pattern {
  const parts: (string | readonly string[])[] = [];
  let from = 0;
  for (const match of wikitext.matchAll(SLOT)) {
    parts.push(wikitext.slice(from, match.index) + (match[1] === undefined ? "$" : ""));
    if (match[1] !== undefined) parts.push(match[1].split("/"));
    from = match.index + match[0].length;
  }
  parts.push(wikitext.slice(from));
  return parts.filter((part) => part !== "");
}

/** Reads the lines of a table: the first ": " ends the names. */
function addTable(table: string, patterns: Map<string, Pattern>): void {
  for (const line of table.split("\n")) {
    const colon = line.indexOf(": ");
    if (colon < 0) continue;
    const pattern = patternOf(line.slice(colon + 2));
    for (const name of line.slice(0, colon).split(","))
      if (name.trim() !== "") patterns.set(name.trim(), pattern);
  }
}

const NAMED_LANGUAGE: Pattern = [["language"], ": ", ["1"]];
const GERMAN_LANGUAGE: Pattern = [["language"], " ", ["1"]];

/** A template that is shown, and the code of the language that its name tells, as in "lang-grc". */
export interface ShownTemplate {
  pattern: Pattern;
  language?: string;
}

/** The shown templates of a language, by their names in lower case. */
export function shownTemplates(lang: string): (name: string) => ShownTemplate | undefined {
  const patterns = new Map<string, Pattern>();
  addTable(COMMON, patterns);
  addTable(BY_LANGUAGE[lang] ?? "", patterns);
  return (name) => {
    const pattern = patterns.get(name);
    if (pattern !== undefined) return { pattern };
    const named = /^lang-([a-z]{2,3})\b/.exec(name)?.[1];
    if (named !== undefined) return { pattern: NAMED_LANGUAGE, language: named };
    const german = lang === "de" ? /^([a-z]{2,3})s$/.exec(name)?.[1] : undefined;
    return german === undefined ? undefined : { pattern: GERMAN_LANGUAGE, language: german };
  };
}
