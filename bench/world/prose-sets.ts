import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { isHeldBack } from "./data.js";
import { PROSE, paragraphs } from "./prose.js";

/** A document in the format of the other sets: offsets are code points. */
interface PageDocument {
  id: string;
  text: string;
  mentions: { start: number; end: number; title: string }[];
}

/**
 * Writes the paragraphs of pages with their links as gold mentions, a document a page; a page of two sources is two documents.
 *
 * @param chosen the titles of the pages; default: those that are held back
 * @param mixed in an order without meaning, for training: neighbours of one subject teach less
 */
export async function writeProse(
  path: string,
  { chosen = isHeldBack, mixed = false }: { chosen?: (title: string) => boolean; mixed?: boolean } = {},
): Promise<{ documents: number; mentions: number }> {
  const documents: PageDocument[] = [];
  for (const { name } of PROSE) {
    const pages = new Map<string, PageDocument>();
    for await (const { paragraph, title, held } of paragraphs(name, chosen)) {
      if (!held) continue;
      const document = pages.get(title) ?? { id: `${name}: ${title}`, text: "", mentions: [] };
      pages.set(title, document);
      if (document.text !== "") document.text += "\n";
      const offset = [...document.text].length;
      document.text += paragraph.text;
      for (const [start, end, target] of paragraph.links)
        document.mentions.push({ start: offset + start, end: offset + end, title: target });
    }
    documents.push(...pages.values());
  }
  if (mixed) {
    const places = new Map(documents.map(({ id }) => [id, createHash("sha1").update(id).digest("hex")]));
    documents.sort((a, b) => ((places.get(a.id) ?? "") < (places.get(b.id) ?? "") ? -1 : 1));
  }
  const out = createWriteStream(`${path}.new`);
  let mentions = 0;
  for (const document of documents) {
    out.write(`${JSON.stringify(document)}\n`);
    mentions += document.mentions.length;
  }
  out.end();
  await finished(out);
  await rename(`${path}.new`, path);
  return { documents: documents.length, mentions };
}
