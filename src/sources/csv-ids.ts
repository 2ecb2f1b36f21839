/** Longest slug, in UTF-16 units. */
const MAX_SLUG_LENGTH = 80;

/** A readable id part: letters and digits of any script, in lower case, Latin ones without accents, the rest dashes. */
export function slug(name: string): string {
  const words = name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  const text = (words ?? []).join("-").slice(0, MAX_SLUG_LENGTH);
  return text.replace(/[\ud800-\udbff]$|-+$/g, "") || "entity"; // the cut may have left half a pair
}

/** Gives each name an id of its own: the first "a" is "a", the next "a-2". Holds every id it gave. */
export class IdMaker {
  readonly #next = new Map<string, number>();
  constructor(readonly prefix: string) {}

  make(name: string): string {
    const wanted = `${this.prefix}:${slug(name)}`;
    let n = this.#next.get(wanted) ?? 1;
    let id = n === 1 ? wanted : `${wanted}-${n}`;
    // "a-2" may be the id of a name that is just that
    while (n > 1 && this.#next.has(id)) id = `${wanted}-${++n}`;
    this.#next.set(wanted, n + 1);
    if (n > 1) this.#next.set(id, 2);
    return id;
  }
}
