/** One page of a MediaWiki dump, in its last revision. */
export interface WikiPage {
  /** As the dump writes it, with the local namespace before it: "Kategorie:Physiker". */
  title: string;
  namespace: number;
  id: number;
  /** The title that the page redirects to, where the dump says so itself. */
  redirect?: string;
  /** ISO 8601, of the revision. */
  timestamp?: string;
  /** Content model, such as "wikitext" or "json"; absent in dumps before export format 0.6. */
  model?: string;
  text: string;
}
