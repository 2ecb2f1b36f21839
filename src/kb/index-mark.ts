import { text, utf8 } from "./bytes.js";
import type { Store, Writer } from "./store.js";

/** How often an index was made anew, which is no edit. */
const MARK = "indexed";

export const indexMark = (store: Pick<Store, "get">): number =>
  Number(text(store.get("meta", MARK) ?? utf8("0")));

export function markIndexed(writer: Writer): void {
  writer.put("meta", MARK, utf8(String(indexMark(writer) + 1)));
}
