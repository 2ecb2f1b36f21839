import { PageScanner } from "../mediawiki/page-scanner.js";
import { BLOCK_BYTES, type LineBlock } from "./line-blocks.js";

/** Longest JSON of a page that is read, in UTF-16 units. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

/** Content models of entities; dumps before export format 0.6 name none. */
const ENTITY = /^wikibase-/;

/**
 * The entities in the pages of a MediaWiki XML dump as blocks of lines, one page a line. Pages of text are passed over.
 *
 * @param problem is told of each page that cannot be read
 */
export async function* pageBlocks(
  chunks: AsyncIterable<Buffer>,
  problem: (message: string) => void,
  size = BLOCK_BYTES,
): AsyncGenerator<LineBlock, void, undefined> {
  const scanner = new PageScanner({ maxCharacters: MAX_CHARACTERS, problem });
  let held: Buffer[] = [];
  let length = 0;
  let pages = 0;
  const block = (): LineBlock => {
    const found: LineBlock = {
      bytes: Buffer.concat(held, length),
      first: pages - held.length + 1,
      unit: "entity",
    };
    held = [];
    length = 0;
    return found;
  };
  for await (const chunk of chunks)
    for (const { model, text } of scanner.push(chunk)) {
      if (model !== undefined && !ENTITY.test(model)) continue;
      const line = Buffer.from(`${text.replaceAll("\n", " ")}\n`);
      pages++;
      held.push(line);
      length += line.length;
      if (length >= size) yield block();
    }
  scanner.end();
  if (length > 0) yield block();
}
