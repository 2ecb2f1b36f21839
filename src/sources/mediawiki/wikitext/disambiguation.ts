/**
 * Templates that say that a page lists the meanings of a name, in lower case: those in the message
 * "Disambiguationspage" of the editions, and their redirects.
 */
const COMMON = "disambig|disambiguation|dab|disamb|disambiguation page";

const BY_LANGUAGE: Readonly<Record<string, string>> = {
  en: `hndis|hndab|human name disambiguation|geodis|place name disambiguation|airport disambiguation|callsigndis|
    call sign disambiguation|letter-numbercombdisambig|letter–number combination disambiguation|numberdis|
    number disambiguation|schooldis|school disambiguation|hospitaldis|hospital disambiguation|mathdab|
    mathematical disambiguation|mil-unit-dis|military unit disambiguation|roaddis|road disambiguation|
    portdis|chinese title disambiguation|genus disambiguation|species latin name disambiguation|
    species latin name abbreviation disambiguation|taxonomic authority disambiguation|templatedis|
    phonetics disambiguation|title disambiguation|political party disambiguation|synagogue disambiguation|
    disambiguation cleanup|disambig-cleanup|wp disambig|film disambiguation|music disambiguation|biology disambiguation`,
  de: "begriffsklärung|begriffsklaerung|bkl|begriffsklärungsseite",
  fr: `homonymie|homonyme|homonymes|homonymie de localités|homonymie de patronyme|homonymie de monument|paronymie|patronymie|
    homonymie de personnes|homonymie de communes|homonymie de clubs sportifs|homonymie de navires|homonymie d'établissements|
    sigle|sigles|toponymie|internationalisation|titres homonymes|arrondissements homonymes|bandeau homonymie|
    homonymie de titre|homonymie dynastique|homonymie d'édifices religieux|homonymie vidéoludique|homonymie de bâtiment`,
  es: "desambiguación|desambiguacion|desambig|des|desambiguación de apellido|apellido desambiguación",
  pt: "desambiguação|desambiguacao|desambig|desambig-ini|desambiguação de nomes|desambiguação-topônimo|disambig2",
  zh: `disambig|消歧义|消歧義|消歧义页|消歧義頁|消歧|disambiguation|多义|多義|roaddis|地名消歧义|人名消歧义|人名消歧義|hndis|geodis|
    letter-number combination disambiguation|letter–number combination disambiguation|numberdis|schooldis|军事单位消歧义`,
  ja: "aimai|曖昧さ回避|人名の曖昧さ回避|地名の曖昧さ回避|山の曖昧さ回避|囲碁棋士の曖昧さ回避|学校名の曖昧さ回避|道路の曖昧さ回避|駅名の曖昧さ回避",
  it: "disambigua",
  nl: "dp|dpintro|doorverwijspagina",
  pl: "ujednoznacznienie|disambigr",
  ru: "неоднозначность|многозначность|список однофамильцев|фамилия",
  sv: "förgrening|gren|betydelselista|grensida|efternamn",
  ca: "desambiguació|biografies desambiguació|acrònim",
  ko: "동음이의|동명이인|동음이의어",
};

/** Whether a template of this name (lower case, spaces) makes its page a disambiguation page. */
export function disambiguationTemplates(lang: string): (name: string) => boolean {
  const names = new Set(`${COMMON}|${BY_LANGUAGE[lang] ?? ""}`.split("|").map((name) => name.trim()));
  return (name) => names.has(name);
}
