import type { NerClass } from "../ner-classes.js";
import type { ClassLexicon } from "./class-lexicon.js";
import type { Evidence } from "./evidence.js";
import { finalHeadOf, headOf } from "./noun-phrase.js";

const PARENTHESIS = /\(([^()]+)\)$/;
/** Those that tell nothing of the class of what they stand behind. */
const SAYS_NOTHING = /^(disambiguation|\d{4}|[IVX]+|[A-Z]{1,3})$/;
/** Publishers and worlds of heroes. */
const COMICS = /\bcomics?$/i;

/** What the parenthesis of a title says: "Jaguar (car)", "Cold (2013 film)", "Hobbs Island (Tasmania)". */
export function titleEvidence(name: string, lexicon: ClassLexicon): Evidence[] {
  const inside = PARENTHESIS.exec(name)?.[1]?.trim();
  if (inside === undefined || inside === name || SAYS_NOTHING.test(inside)) return [];
  if (COMICS.test(inside)) return [{ kind: "title:listed", class: "SUPER" }];
  const lower = inside.toLowerCase();
  if (lexicon.isField(lower)) return [{ kind: "title:field", class: "MEDIA" }];
  const head = headOf(inside, lexicon);
  // "(Awake)" is the name of a series and "(German Empire)" a place, "(psychologist)" a noun.
  const named = /\p{Lu}\S*$/u.test(inside);
  if (lexicon.named(lower)?.name === "LOC" || (named && head?.name === "LOC"))
    return [{ kind: "title:place", class: "LOC" }];
  if (head?.listed === true) return [{ kind: "title:listed", class: head.name }];
  return head === undefined || named ? [] : [{ kind: "title:noun", class: head.name }];
}

/** Forms of names that no noun at their end tells; the first that fits decides. */
const FORMS: readonly (readonly [NerClass, RegExp])[] = [
  ["EVE", /\b(at|in|on) the \d{4} (\p{L}+ )*(Olympics|Paralympics|Games|Championships|Universiade)/u],
  ["EVE", /^(Murder|Death|Assassination|Sinking|Capture|Fall|Sack|Raid|Attack|Bombing|Execution) (of|on) /],
  ["EVE", /^\d{4}([–-]\d{2,4})? (.* )?(League|Liga|Ligue|Lega|Serie [A-D]|Division|Conference|team)\b/],
  ["MEDIA", /^(Comparison|Outline|Index|Timeline|Glossary) of /],
  ["MEDIA", / (discography|filmography|bibliography|videography|soundtrack)$/],
  [
    "ORG",
    / (F\.?C\.?|A\.F\.C\.|C\.F\.|S\.C\.|S\.K\.|Inc\.|Corp\.|Ltd\.?|LLC|PLC|plc|GmbH|AG|S\.A\.|S\.p\.A\.|Records|Airlines|Airways)$/,
  ],
  ["ORG", /^(FC|AFC|AC|AS|SC|SV|VfL|VfB|CD|RC|FK|NK|SK|KF|HC|BC) \p{Lu}/u],
  ["LOC", /^(Lake|Mount|Mt\.?|Fort|Cape|Port|Camp|Isle of|Rio|Río|Loch|Point) \p{Lu}/u],
  ["VEHI", /^(USS|HMS|HMAS|HMCS|HMNZS|SS|RMS|MV|SMS|USNS|USCGC|INS|German submarine) (\p{Lu}|\d)/u],
  [
    "PER",
    /,? (Jr|Sr)\.?$|^(Sir|Dame|Lady|Pope|King|Queen|Prince|Princess|Emperor|Empress|Sultan|Archduke) \p{Lu}\p{Ll}+$/u,
  ],
  [
    "PER",
    /, (\d+\p{Ll}\p{Ll} )?(Earl|Baron|Viscount|Duke|Marquess|Marquis|Baronet|Lord|Prince|Princess|Count|Countess|Duchess|Baroness|Elector)\b/u,
  ],
  ["PER", /^\p{Lu}\p{Ll}+ [IVX]+( of \p{Lu}|$)/u],
];

/** What the form of a name says, where nothing else is known: a guess. */
export function nameEvidence(fullName: string, lexicon: ClassLexicon): Evidence[] {
  const name = fullName.replace(/\s*\([^()]*\)$/, "");
  for (const [ner, form] of FORMS) if (form.test(name)) return [{ kind: "name:form", class: ner }];
  const comma = name.lastIndexOf(", ");
  const whole = comma < 0 ? name : name.slice(0, comma);
  if (!whole.includes(" ")) return placeAfter(name, comma, lexicon);
  const head = finalHeadOf(whole, lexicon);
  if (head?.listed === true) return [{ kind: "name:listed", class: head.name }];
  const place = placeAfter(name, comma, lexicon);
  if (place.length > 0) return place;
  // "Structure tensor" is a noun, "Black Swan" a name.
  const common = head !== undefined && /\s\p{Ll}\S*$/u.test(whole);
  return common ? [{ kind: "name:noun", class: head.name }] : [];
}

/** "Dilley, Oregon", "Milford, CT". */
function placeAfter(name: string, comma: number, lexicon: ClassLexicon): Evidence[] {
  if (comma < 0) return [];
  const behind = name.slice(comma + 2);
  const isPlace = /^[A-Z]{2,3}$/.test(behind) || lexicon.named(behind.toLowerCase())?.name === "LOC";
  return isPlace ? [{ kind: "name:place", class: "LOC" }] : [];
}
