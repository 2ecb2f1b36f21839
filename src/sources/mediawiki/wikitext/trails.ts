/**
 * Letters, beside a to z, that belong to a link when they follow it directly, as in "[[Haus]]tür": `linkTrail` of
 * MediaWiki's languages/messages/Messages*.php. Languages that are missing have a to z alone.
 */
const LETTERS: Readonly<Record<string, string>> = {
  ca: "àèéíòóúç·ïü'",
  cs: "áčďéěíňóřšťúůýž",
  da: "æøåé",
  de: "äöüß",
  eo: "ĉĝĥĵŝŭ",
  es: "áéíóúñ",
  fi: "äö",
  fr: "äâàáåæçéèêëïîíôöœûüùúÿñß",
  hu: "áéíóúöüőű",
  it: "àéèíîìóòúù",
  la: "",
  nb: "æøåé",
  nl: "äöüïëéèà",
  no: "æøåé",
  pl: "ąćęłńóśźż",
  pt: "áâãàéêẽçíòóôõq̃úüűũ",
  ro: "ăâîşţșț",
  ru: "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
  sk: "áäčďéíľĺňóôŕšťúýž",
  sv: "åäöéè",
  tr: "çğıöşüâîû",
  uk: "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёэ",
};

/** Languages in which no letter does: words are not separated by blanks. */
const NONE: ReadonlySet<string> = new Set(["zh", "zh-yue", "zh-classical", "zh-min-nan", "wuu", "gan"]);

/** Whether a UTF-16 unit belongs to a link that ends before it. */
export function linkTrail(lang: string): (code: number) => boolean {
  if (NONE.has(lang)) return () => false;
  const letters = new Set(Array.from(LETTERS[lang] ?? "", (letter) => letter.charCodeAt(0)));
  return (code) => (code >= 0x61 && code <= 0x7a) || (code > 0x7f && letters.has(code));
}
