import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { PROSE, paragraphs } from "./prose.js";

/** A document in the format of the other sets: offsets are code points. */
interface HeldBackDocument {
  id: string;
  text: string;
  mentions: { start: number; end: number; title: string }[];
}

/**
 * Writes the paragraphs of the pages that are held back, with their links as gold mentions, a document a page; a page of two
 * sources is two documents.
 */
export async function writeProseDev(path: string): Promise<{ documents: number; mentions: number }> {
  const out = createWriteStream(`${path}.new`);
  let written = 0;
  let mentions = 0;
  for (const { name } of PROSE) {
    const pages = new Map<string, HeldBackDocument>();
    for await (const { paragraph, title, held } of paragraphs(name)) {
      if (!held) continue;
      const document = pages.get(title) ?? { id: `${name}: ${title}`, text: "", mentions: [] };
      pages.set(title, document);
      if (document.text !== "") document.text += "\n";
      const offset = [...document.text].length;
      document.text += paragraph.text;
      for (const [start, end, target] of paragraph.links)
        document.mentions.push({ start: offset + start, end: offset + end, title: target });
    }
    for (const document of pages.values()) {
      out.write(`${JSON.stringify(document)}\n`);
      written++;
      mentions += document.mentions.length;
    }
  }
  out.end();
  await finished(out);
  await rename(`${path}.new`, path);
  return { documents: written, mentions };
}
