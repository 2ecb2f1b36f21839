import { text } from "./bytes.js";
import { NameWordSorter } from "./name-word-sorter.js";
import { nameWords } from "./name-words.js";
import type { EntityRecord } from "./record.js";
import { recordAliases } from "./record-aliases.js";
import type { Store } from "./store.js";

/** Writes the table `nameWords` of a store that lacks it, or has that of edits only, as a build would write it. */
export function indexNames(store: Store): void {
  const sorter = new NameWordSorter();
  for (const [index, bytes] of store.scan("entities")) {
    const record = JSON.parse(text(bytes)) as EntityRecord;
    sorter.add(index, nameWords(record, recordAliases(record)));
  }
  const before = [...store.scan("nameWords")].map(([word]) => word);
  store.transact((writer) => {
    for (const word of before) writer.remove("nameWords", word);
    for (const [word, entry] of sorter.sorted()) writer.put("nameWords", word, entry);
  });
}
