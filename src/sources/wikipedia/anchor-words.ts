/**
 * What authors link without naming anything, in lower case, by language: words that point to other pages or files, and words that only
 * stand beside a name.
 */
const BY_LANGUAGE: Readonly<Record<string, string>> = {
  en: `here|there|this|that|these|those|it|the|a|an|more|see|see also|read more|main article|article|page|link|list|see list|full list|details|
    edit|talk|source|website|official website|homepage|web|pdf|archive|click here|note|notes|map|other|others|another|former|same|
    first|second|third|next|previous|last|and|or|of|in|for|both|one|two|three|he|she|they|his|her|their`,
  de: `hier|dort|dies|diese|dieser|dieses|siehe|siehe auch|artikel|hauptartikel|seite|link|liste|mehr|quelle|webseite|karte|der|die|das|ein|eine|
    und|oder|von|im|in|andere|anderen|erste|ersten|zweite|zweiten|er|sie|es`,
  fr: `ici|là|ce|cet|cette|ces|voir|voir aussi|article|article détaillé|page|lien|liste|plus|source|site|site officiel|carte|le|la|les|un|une|des|
    et|ou|de|du|en|autre|autres|premier|première|il|elle`,
  es: `aquí|allí|este|esta|estos|ver|véase|véase también|artículo|artículo principal|página|enlace|lista|más|fuente|sitio web|mapa|el|la|los|las|un|una|
    y|o|de|del|en|otro|otra|otros|primero|primera|él|ella`,
  pt: `aqui|ali|este|esta|estes|ver|ver também|artigo|artigo principal|página|ligação|lista|mais|fonte|site|mapa|o|a|os|as|um|uma|e|ou|de|do|da|em|
    outro|outra|outros|primeiro|primeira|ele|ela`,
  zh: "这里|這裡|此处|此|参见|參見|条目|條目|页面|链接|列表|更多|来源|官方网站|地图|该|其|他|她|它",
  ja: "ここ|これ|この|その|参照|記事|ページ|リンク|一覧|詳細|出典|公式サイト|地図|同|他|彼|彼女",
};

const sets = new Map<string, ReadonlySet<string>>();

/** Anchors of a language that name nothing; none for a language that is not known. */
export function emptyAnchors(lang: string): ReadonlySet<string> {
  let words = sets.get(lang);
  if (words === undefined) {
    words = new Set((BY_LANGUAGE[lang] ?? "").split("|").map((word) => word.trim()));
    sets.set(lang, words);
  }
  return words;
}
