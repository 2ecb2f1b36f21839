/** What a column of a table of mentions may be, and how people head it, the surest first; case, spaces and punctuation do not matter. */
const SPELLINGS = {
  id: ["id", "document id", "doc id", "query id", "sentence id"],
  documentTitle: ["document title", "doc title"],
  text: ["text", "sentence", "document", "content", "context"],
  start: ["start", "begin", "start char", "char start", "start offset", "begin offset", "offset"],
  end: ["end", "end char", "char end", "end offset"],
  left: ["left", "left context", "context left"],
  mention: ["mention", "surface", "surface form", "mention text", "anchor", "anchor text"],
  right: ["right", "right context", "context right"],
  entity: [
    "entity",
    "answer",
    "gold",
    "entity id",
    "wikipedia title",
    "title",
    "entity title",
    "wikipedia url",
    "uri",
    "url",
  ],
  qid: ["qid", "wikidata id", "wikidata qid", "wikidata"],
  sameAs: ["same as"],
  others: ["others"],
  candidates: ["candidates"],
  label: ["label", "class", "ner", "type", "entity type"],
  optional: ["optional"],
  slices: ["slices"],
  world: ["world"],
} as const;

export type Role = keyof typeof SPELLINGS;

/** The place of each column that is there, by what it is. */
export type Columns = Partial<Record<Role, number>>;

const squash = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/**
 * Which column is what; `undefined` where the columns do not tell mentions in texts, and their entities.
 *
 * @example
 * ```ts
 * columnsOf(["Doc ID", "text", "start", "end", "QID"]); // { id: 0, text: 1, start: 2, end: 3, qid: 4 }
 * ```
 */
export function columnsOf(header: readonly string[]): Columns | undefined {
  const names = header.map(squash);
  const columns: Columns = {};
  for (const [role, spellings] of Object.entries(SPELLINGS) as [Role, readonly string[]][]) {
    const place = spellings.map((spelling) => names.indexOf(squash(spelling))).find((found) => found !== -1);
    if (place !== undefined) columns[role] = place;
  }
  const has = (...roles: Role[]) => roles.every((role) => columns[role] !== undefined);
  const isPlaced =
    has("text", "start", "end") ||
    has("text", "mention") ||
    has("left", "mention") ||
    has("mention", "right");
  return isPlaced && (has("entity") || has("qid")) ? columns : undefined;
}
