/** Pages of Wikipedia in any language, on the desktop or mobile site, and resources of DBpedia. */
const TITLE_URI =
  /^https?:\/\/(?:[a-z-]+\.)?(?:(?:m\.)?wikipedia\.org\/wiki|dbpedia\.org\/(?:resource|page))\/([^?#]+)/i;

/** Items and properties of Wikidata: pages, concept URIs and data URIs. */
const WIKIDATA_URI =
  /^https?:\/\/(?:(?:www|m)\.)?wikidata\.org\/(?:wiki|entity)\/(?:Special:EntityData\/)?([QPL]\d+)\b/i;

/** What data sets write where the knowledge base has no entity. */
const NIL = new Set(["", "NIL", "<NIL>", "--NME--", "--OOE--", "*null*", "Q-1"]);

/** TAC-KBP numbers its clusters of NIL mentions; ELEVANT numbers its unknown entities. */
const NUMBERED_NIL = /^(?:NIL\d+|Unknown(?:NoMapping)?\d*)$/;

/** URIs that data sets of the GERBIL family make for entities that no KB has. */
const NIL_URI =
  /^https?:\/\/(?:(?:www\.)?example\.(?:org|com)\/(?:unknown|nil)\b|(?:www\.)?aksw\.org\/notInWiki\/)/i;

/**
 * A title as Wikipedia shows it, of one as its addresses have it: URL escapes decoded (where they are sound), underscores as spaces.
 *
 * @example
 * ```ts
 * title("Caf%C3%A9_Royal"); // "Café Royal"
 * ```
 */
export function title(text: string): string {
  const decoded = text.replace(/(?:%[\da-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes; // not UTF-8: a percent sign that means itself
    }
  });
  return decoded.replaceAll("_", " ").trim();
}

/**
 * What a data set's reference to an entity is called here: the title for addresses of Wikipedia and DBpedia, the QID for those of
 * Wikidata, and the text itself for anything else, such as an id of a KB.
 *
 * @example
 * ```ts
 * reference("http://dbpedia.org/resource/Paris_(Texas)"); // "Paris (Texas)"
 * reference("http://www.wikidata.org/entity/Q90"); // "Q90"
 * reference("drug_17"); // "drug_17"
 * ```
 */
export function reference(uri: string): string {
  const text = uri.trim();
  const item = WIKIDATA_URI.exec(text)?.[1];
  if (item !== undefined) return item.toUpperCase();
  const page = TITLE_URI.exec(text)?.[1];
  return page === undefined ? text : title(page);
}

/** Whether a reference says that the knowledge base has no such entity. */
export function isNil(text: string | null | undefined): text is null | undefined {
  if (text === null || text === undefined) return true;
  const trimmed = text.trim();
  return NIL.has(trimmed) || NUMBERED_NIL.test(trimmed) || NIL_URI.test(trimmed);
}

/** {@link reference}, and `null` for NIL. */
export function entityOf(text: string | null | undefined): string | null {
  return isNil(text) ? null : reference(text);
}

/** An identifier of a Wikidata item. */
export const isQid = (text: string): boolean => /^Q\d+$/.test(text);
