import { NamesakeError } from "../../errors.js";
import { type GoldDocument, type GoldMention, type Span, sortMentions } from "../dataset.js";
import type { DatasetFormat, ReadOptions, Sample } from "./format.js";
import { textField } from "./json-fields.js";
import { type JsonLine, type JsonObject, jsonLines, sampleObjects } from "./json-lines.js";
import { invalid, reported } from "./problems.js";
import { entityOf } from "./references.js";
import { whiteSpaceTokens } from "./white-space-tokens.js";
import { filesOfWorlds, isMention, zeshelFiles } from "./zeshel-files.js";
import { zeshelPieces } from "./zeshel-writer.js";

/** A mention as its line tells it. */
interface ZeshelMention {
  where: string;
  /** Id of the document that it is in. */
  document: string;
  /** Id of the entity's document, or what stands for NIL. */
  label: string;
  /** Tokens, both included. */
  first: number;
  last: number;
  surface: string | undefined;
  category: string | undefined;
  world: string | undefined;
}

function zeshelMention({ value, where }: JsonLine): ZeshelMention {
  const needed = (field: string): string => {
    const text = textField(value, field, where);
    if (text === undefined || text === "") throw invalid(where, field, "an id", text);
    return text;
  };
  const token = (field: string): number => {
    const index = value[field];
    if (typeof index === "number" && Number.isInteger(index)) return index;
    throw invalid(where, field, "the number of a token", index);
  };
  return {
    where,
    document: needed("context_document_id"),
    label: needed("label_document_id"),
    first: token("start_index"),
    last: token("end_index"),
    surface: textField(value, "text", where),
    category: textField(value, "category", where),
    world: textField(value, "corpus", where),
  };
}

/** All mentions, by the id of the document that they are in. */
async function mentionsByDocument(
  files: readonly string[],
  options: ReadOptions,
): Promise<Map<string, ZeshelMention[]>> {
  const found = new Map<string, ZeshelMention[]>();
  for (const file of files) {
    for await (const line of jsonLines(file, options)) {
      const mention = reported(options, () => zeshelMention(line));
      if (mention === undefined) continue;
      const others = found.get(mention.document);
      if (others === undefined) found.set(mention.document, [mention]);
      else others.push(mention);
    }
  }
  return found;
}

async function* allLines(files: readonly string[], options: Pick<ReadOptions, "problem">) {
  for (const file of files) yield* jsonLines(file, options);
}

/** The titles of documents that are meant; what is wrong with others is told when texts are read. */
async function titlesOf(ids: ReadonlySet<string>, files: readonly string[]): Promise<Map<string, string>> {
  const titles = new Map<string, string>();
  for await (const { value } of allLines(files, { problem() {} })) {
    const { document_id: id, title } = value;
    if (typeof id === "string" && typeof title === "string" && title !== "" && ids.has(id))
      titles.set(id, title);
  }
  return titles;
}

/** The mention's place in the text, which must say there what the mention says. */
function place({ where, first, last, surface }: ZeshelMention, tokens: readonly Span[], text: string): Span {
  const [start, end] = [tokens[first]?.start, tokens[last]?.end];
  if (start === undefined || end === undefined || first > last)
    throw invalid(
      where,
      "start_index",
      `the first of tokens 0 to ${tokens.length - 1} of its document`,
      first,
    );
  const found = text.slice(start, end);
  if (surface !== undefined && found.replace(/\s+/g, "") !== surface.replace(/\s+/g, ""))
    throw invalid(where, "text", `${JSON.stringify(found)}, as the document has it there`, surface);
  return { start, end };
}

function document(
  value: JsonObject,
  id: string,
  where: string,
  all: readonly ZeshelMention[],
  titles: ReadonlyMap<string, string>,
  options: ReadOptions,
): GoldDocument {
  const text = value["text"];
  if (typeof text !== "string") throw invalid(where, "text", "a text", text);
  const tokens = whiteSpaceTokens(text);
  const mentions = all.map((mention) =>
    reported(options, (): GoldMention => {
      const { label, category } = mention;
      const title = titles.get(label);
      return {
        ...place(mention, tokens, text),
        entity: entityOf(label),
        ...(title === undefined || title === label ? {} : { sameAs: [title] }),
        ...(category === undefined ? {} : { slices: [category] }),
      };
    }),
  );
  const { title } = value;
  const world = all[0]?.world;
  return {
    id,
    text,
    ...(typeof title === "string" && title !== "" ? { title } : {}),
    mentions: sortMentions(mentions.filter((mention) => mention !== undefined)),
    ...(world === undefined || world === "" ? {} : { world }),
  };
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const found = await zeshelFiles(path, options.files?.["documents"]);
  const wanted = await mentionsByDocument(found.mentions, options);
  const mentions = [...wanted.values()].flat();
  const files = filesOfWorlds(found.documents, new Set(mentions.map(({ world }) => world)));
  const titles = await titlesOf(new Set(mentions.map(({ label }) => label)), files);
  const done = new Set<string>();
  for await (const { value, where } of allLines(files, options)) {
    const id = value["document_id"];
    if (typeof id !== "string") {
      options.problem(invalid(where, "document_id", "an id", id));
      continue;
    }
    const inside = wanted.get(id);
    if (done.has(id)) options.problem(new NamesakeError("RECORD_DUPLICATE", { where, id }));
    if (inside === undefined) continue;
    const made = reported(options, () => document(value, id, where, inside, titles, options));
    if (made === undefined) continue;
    wanted.delete(id);
    done.add(id);
    yield made;
  }
  for (const { where, document } of [...wanted.values()].flat())
    options.problem(invalid(where, "context_document_id", "the id of a document with a text", document));
}

function detect(sample: Sample): number {
  const has = (name: string) =>
    sample.names.some((one) => one === name || new RegExp(`^${name}\\.jsonl?(\\.gz)?$`).test(one));
  if (has("documents") && has("mentions")) return 0.9;
  return isMention(sampleObjects(sample)[0]) ? 0.95 : 0;
}

/**
 * Zeshel: a file of mentions, or a folder with such files in it or in `mentions/`; and documents, in which the mentions are, and
 * each of which describes an entity. `files.documents` names the file or folder of these; else they are looked for beside the
 * mentions, in `documents/` there, and in `documents/` beside the folder. Where they are named after worlds, only those of the
 * mentions' worlds are read. Places are tokens divided at white space, both ends included. The entity is the id of its document,
 * with the title as another name; `corpus` is the world, `category` a slice.
 *
 * All mentions of a document make one document here, in the order of the files of documents, of which only the texts that have
 * mentions are held, one at a time. What is written has the documents, one more for each entity that is none of them, and the text
 * divided at the ends of mentions; of an entity's other names its title is kept, of its slices the first.
 *
 * Logeswaran et al., Zero-Shot Entity Linking by Reading Entity Descriptions, ACL 2019.
 *
 * ```json
 * {"document_id": "00A1", "title": "Trams", "text": "A tram to Lyon"}
 * {"mention_id": "1", "context_document_id": "00A1", "corpus": "rails", "start_index": 3, "end_index": 3, "text": "Lyon", "label_document_id": "00A2"}
 * ```
 */
export const zeshelFormat: DatasetFormat = {
  name: "zeshel",
  description: "Zeshel's JSON lines of mentions, with documents beside them",
  detect,
  read,
  write: zeshelPieces,
  omits: "documents without mentions",
  keeps: ["title", "world"],
  roles: ["documents"],
  folder: true,
};
