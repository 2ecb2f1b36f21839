import type { PageLink } from "./page-facts.js";

/** What the pages of a piece link to, added up by titles: one look-up a link, as this is done for every link of a dump. */
export class LinkTargets {
  private readonly targets = new Map<string, Target>();
  private pages = 0;

  /** @param id of the page that has the links */
  add(id: number, links: readonly PageLink[]): void {
    const page = ++this.pages;
    for (const { target: title, anchor, paragraph } of links) {
      const target = this.targets.get(title) ?? this.begin(title);
      if (anchor === target.title) target.own++;
      else {
        target.others ??= new Map();
        addCount(target.others, anchor);
      }
      if (paragraph === undefined || (target.page === page && target.paragraph === paragraph)) continue;
      target.page = page;
      target.paragraph = paragraph;
      target.ids.push(id);
    }
  }

  private begin(title: string): Target {
    const name = owned(title);
    const target: Target = { title: name, own: 0, others: undefined, ids: [], page: 0, paragraph: 0 };
    this.targets.set(name, target);
    return target;
  }

  /** Sorted lines, see `PIECE_FILES.targets`. */
  *lines(): Generator<string> {
    for (const title of [...this.targets.keys()].sort()) {
      const { ids, own, others } = this.targets.get(title) as Target;
      let line = `${title}\t${ids.join(" ")}`;
      if (own > 0) line += `\t${title}\t${own}`;
      for (const [anchor, links] of others ?? []) line += `\t${anchor}\t${links}`;
      yield line;
    }
  }
}

/** What leads to a title. */
interface Target {
  readonly title: string;
  /** Links whose anchor is the title itself. */
  own: number;
  /** Links by their other anchors; none for most titles, as a map for each is large. */
  others: Map<string, number> | undefined;
  /** Of the pages whose paragraphs link to it, one a paragraph. */
  readonly ids: number[];
  /** The page and the paragraph that were counted last. */
  page: number;
  paragraph: number;
}

/** Counts one more of a key. */
export function addCount(counts: Map<string, number>, key: string): void {
  const before = counts.get(key);
  if (before === undefined) counts.set(owned(key), 1);
  else counts.set(key, before + 1);
}

/** V8 keeps parts of a text that are at least this long as references into it. */
const SHARED_LENGTH = 13;
/** A character that takes two bytes. */
const WIDE = /[^\u0000-\u00ff]/;

/** The text in memory of its own: a part of a page that is kept would keep the whole page. */
function owned(text: string): string {
  if (text.length < SHARED_LENGTH) return text;
  const encoding = WIDE.test(text) ? "utf16le" : "latin1";
  return Buffer.from(text, encoding).toString(encoding);
}
