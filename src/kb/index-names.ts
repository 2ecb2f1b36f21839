import { text, utf8 } from "./bytes.js";
import { markIndexed } from "./index-mark.js";
import { NameWordSorter } from "./name-word-sorter.js";
import { nameWords } from "./name-words.js";
import type { EntityRecord } from "./record.js";
import { recordAliases } from "./record-aliases.js";
import type { Store } from "./store.js";

/** Writes the tables `names` and `nameWords` of a store that lacks them, or has those of edits only, as a build would write them. */
export function indexNames(store: Store): void {
  const sorter = new NameWordSorter();
  const names: [index: number, name: string][] = [];
  for (const [index, bytes] of store.scan("entities")) {
    const record = JSON.parse(text(bytes)) as EntityRecord;
    sorter.add(index, nameWords(record, recordAliases(record)));
    names.push([index, record.name]);
  }
  const before = [...store.scan("nameWords")].map(([word]) => word);
  store.transact((writer) => {
    for (const [index, name] of names) writer.put("names", index, utf8(name));
    for (const word of before) writer.remove("nameWords", word);
    for (const [word, entry] of sorter.sorted()) writer.put("nameWords", word, entry);
    markIndexed(writer);
  });
}
