import { checkRecord, type EntityRecord } from "../kb/record.js";
import { jsonlSource } from "./jsonl.js";
import { requiredText } from "./required-text.js";
import type { Source } from "./source.js";

const PAGE = /^https?:\/\/en\.wikipedia\.org\/wiki\/?\?curid=([1-9]\d*)$/;
/** What is written for entities without a page: a number, as BLINK wants one, that no page has. */
const NO_PAGE = /^curid=-\d+$/;
const QID = /^Q\d+$/;

const optional = (value: unknown): string | undefined =>
  typeof value === "number" || typeof value === "string" ? String(value).trim() || undefined : undefined;

/**
 * The entity of a line of `entity.jsonl`, parsed; see {@link blinkEntities}.
 *
 * @param where names the line in messages
 * @throws {NamesakeError} RECORD_INVALID
 */
export function blinkEntity(value: unknown, where: string): EntityRecord {
  const name = requiredText(value, "title", where);
  const { text, idx, entity, kb_idx, url: address } = value as Record<string, unknown>;
  const [description, page, other, item] = [text, idx, entity, kb_idx].map(optional);
  const id = item ?? name;
  const url = optional(address) ?? (page !== undefined && /^https?:/.test(page) ? page : undefined);
  const ids = [name, ...(page === undefined || NO_PAGE.test(page) ? [] : [page])].filter((one) => one !== id);
  return checkRecord(
    {
      id,
      name,
      ...(description === undefined ? {} : { description }),
      ...(other === undefined || other === name ? {} : { aliases: [other] }),
      ...(ids.length === 0 ? {} : { sameAs: ids }),
      ...(url === undefined ? {} : { url }),
    },
    where,
  );
}

/**
 * Entities from BLINK's `entity.jsonl`: `title` (the name), `text` (the description), `idx` (the address of the page, by its number),
 * `entity` (the title again) and `kb_idx` (the Wikidata item). The id is `kb_idx`, or where it is absent the title; the others of the
 * three are `sameAs`.
 *
 * A line that is not one is reported as "FILE, line N: why" and left out; blank lines are ignored.
 *
 * @param path a file, plain or gzipped, or "-" for standard input
 * @throws {NamesakeError} while reading: SOURCE_NOT_FOUND, SOURCE_NOT_TEXT
 * @example
 * ```ts
 * const source = blinkEntities("models/entity.jsonl");
 * for await (const { id, name } of source.records({ rejected: console.warn })) console.log(id, name);
 * ```
 */
export function blinkEntities(path: string): Source {
  return jsonlSource(path, blinkEntity);
}

/**
 * An entity as a line of BLINK's `entity.jsonl`, without a line end. BLINK numbers entities by their lines and finds the one that a
 * mention's `label_id` means by the number in `idx`: the page's, or for an entity without one -1 for the first line, -2 for the
 * second. Aliases, types, relations and the like have no place there.
 *
 * @param row the place of the line in the file, from 0
 * @example
 * ```ts
 * blinkEntityLine({ id: "Q456", name: "Lyon", description: "A city." }, 0);
 * // {"title":"Lyon","text":"A city.","idx":"curid=-1","entity":"Lyon","kb_idx":"Q456"}
 * ```
 */
export function blinkEntityLine(record: EntityRecord, row: number): string {
  const { id, name, description = "", sameAs = [], url } = record;
  const page = [...(url === undefined ? [] : [url]), ...sameAs].find((one) => PAGE.test(one));
  const item = [id, ...sameAs].find((one) => QID.test(one)) ?? (id === name ? undefined : id);
  return JSON.stringify({
    title: name,
    text: description,
    idx: page ?? `curid=-${row + 1}`,
    entity: name,
    ...(item === undefined ? {} : { kb_idx: item }),
    ...(url === undefined || url === page ? {} : { url }),
  });
}
