import type { GoldDocument } from "../dataset.js";
import { mentionRecords, readContexts, writeContexts } from "./contexts.js";
import type { DatasetFormat, Piece, ReadOptions, Sample } from "./format.js";
import { idField, textsField } from "./json-fields.js";
import { type JsonLine, type JsonObject, jsonLines, sampleObjects } from "./json-lines.js";
import { invalid, reported } from "./problems.js";
import { entityOf, reference } from "./references.js";
import { UniqueIds } from "./unique-ids.js";

const CONTEXTS = { left: "left_context", right: "right_context" };

/** The entity's title: `output` in NER4EL, `answer` in NIL_EL. */
function entity(value: JsonObject, where: string): string | null {
  const field = "answer" in value ? "answer" : "output";
  const name = value[field];
  if (name !== null && typeof name !== "string") throw invalid(where, field, "a title, or NIL", name);
  return entityOf(name);
}

function document({ value, where, number }: JsonLine, ids: UniqueIds): GoldDocument {
  // NIL_EL cuts its texts in three; the contexts of NER4EL's own files are trimmed.
  const { text, start, end } = readContexts(value, CONTEXTS, where, "answer" in value);
  const candidates = textsField(value, "candidate_title", where)?.map(reference);
  const mention = { start, end, entity: entity(value, where), ...(candidates ? { candidates } : {}) };
  return { id: ids.take(idField(value, "id", number), where), text, mentions: [mention] };
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<GoldDocument, void, undefined> {
  const ids = new UniqueIds(options);
  for await (const line of jsonLines(path, options)) {
    const found = reported(options, () => document(line, ids));
    if (found !== undefined) yield found;
  }
}

async function* write(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  for await (const { id, document, mention } of mentionRecords(documents)) {
    const line = {
      id,
      ...writeContexts(document.text, mention, CONTEXTS),
      output: mention.entity ?? "NIL",
      ...(mention.candidates === undefined ? {} : { candidate_title: mention.candidates }),
    };
    yield { file: "", text: `${JSON.stringify(line)}\n` };
  }
}

function detect(sample: Sample): number {
  const [first] = sampleObjects(sample);
  const has = (key: string) => typeof first?.[key] === "string";
  const hasMention = has("left_context") && has("mention") && has("right_context");
  return hasMention && (has("output") || has("answer")) ? 0.95 : 0;
}

/**
 * NER4EL's JSON lines, a mention and its contexts each, and those of NIL_EL, which have `answer` for `output` and candidates.
 * "NIL" is NIL in both. Lines have no id: their number is taken, where a written `id` does not tell.
 *
 * Tedeschi et al., Named Entity Recognition for Entity Linking, Findings of EMNLP 2021. Zhu et al., Learn to Not Link: Exploring
 * NIL Prediction in Entity Linking, Findings of ACL 2023.
 *
 * ```json
 * {"left_context": "the tram to", "mention": "Lyon", "right_context": "stopped", "output": "Lyon"}
 * {"left_context": "the tram to ", "mention": "lyon", "right_context": ".", "answer": "NIL", "candidate_title": ["Lyon"]}
 * ```
 */
export const ner4elFormat: DatasetFormat = {
  name: "ner4el",
  description: "JSON lines of NER4EL and NIL_EL, a mention and its contexts each",
  detect,
  read,
  write,
  omits: "documents without mentions",
  keeps: ["candidates"],
};
