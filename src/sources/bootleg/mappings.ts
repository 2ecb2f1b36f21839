import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { jsonEntries } from "../json-entries.js";
import { openText } from "../text-file.js";
import { MarisaTrie } from "./marisa-trie.js";
import { BytesTrie, unpack } from "./record-trie.js";

/** A key of a mapping and what it leads to, each with a number that is a score where the mapping has scores. */
export interface Mapped {
  key: string;
  values: [text: string, score: number][];
}

const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString("utf8");

/** Behind the last value the rest of a record is filled with this. */
const PADDING = -1;

const damaged = (path: string, why: string) => new NamesakeError("TRIE_DAMAGED", { path, at: 0, why });

/** Bootleg's trie of lists: pairs of a number of the vocabulary and a score. */
async function* scoredLists(folder: string): AsyncGenerator<Mapped, void, undefined> {
  const path = join(folder, "record_trie.marisa");
  const vocabulary = await MarisaTrie.open(join(folder, "vocabulary_trie.marisa"));
  for (const { key, value } of (await BytesTrie.open(path)).records()) {
    const numbers = unpack("<lf", value) ?? [];
    if (numbers.length === 0 && value.length > 0) throw damaged(path, `"${key}" has ${value.length} bytes`);
    const values: Mapped["values"] = [];
    for (let i = 0; i < numbers.length && numbers[i] !== PADDING; i += 2) {
      const text = textOf(vocabulary.keyOf(numbers[i] as number));
      if (text === undefined)
        throw damaged(path, `"${key}" names number ${numbers[i]}, which the vocabulary lacks`);
      values.push([text, numbers[i + 1] as number]);
    }
    yield { key, values };
  }
}

const isText = (value: unknown): value is string => typeof value === "string";

/** The lists of `{ key: [text, …] }` or `{ key: [[text, score], …] }`. What is neither is left out. */
async function* jsonLists(path: string): AsyncGenerator<Mapped, void, undefined> {
  for await (const [key, list] of jsonEntries(openText(path), basename(path))) {
    const values: Mapped["values"] = [];
    for (const member of Array.isArray(list) ? (list as unknown[]) : []) {
      if (isText(member)) values.push([member, 0]);
      else if (Array.isArray(member) && isText(member[0]))
        values.push([member[0], typeof member[1] === "number" ? member[1] : 0]);
    }
    yield { key, values };
  }
}

/**
 * The mapping `name` of a folder from keys to lists of texts, in the form in which it is there: a folder of tries (version 1.1) or
 * a JSON file.
 *
 * @returns `undefined` where it is absent
 */
export function lists(folder: string, name: string): AsyncIterable<Mapped> | undefined {
  if (existsSync(join(folder, name))) return scoredLists(join(folder, name));
  return existsSync(join(folder, `${name}.json`)) ? jsonLists(join(folder, `${name}.json`)) : undefined;
}

/** The types of version 1.0: numbers of a vocabulary of names. */
export async function* typesByNumber(folder: string): AsyncGenerator<Mapped, void, undefined> {
  const names = new Map<unknown, string>();
  const vocabulary = join(folder, "type_vocab.json");
  for await (const [name, number] of jsonEntries(openText(vocabulary), basename(vocabulary)))
    names.set(number, name);
  const path = join(folder, "qid2typeids.json");
  for await (const [key, numbers] of jsonEntries(openText(path), basename(path)))
    yield {
      key,
      values: (Array.isArray(numbers) ? (numbers as unknown[]) : []).flatMap((number): Mapped["values"] => {
        const name = names.get(number);
        return name === undefined ? [] : [[name, 0]];
      }),
    };
}

/** Every entity's relations, from tries of three vocabularies (1.1) or from JSON `{ id: { relation: [id, …] } }`. */
export async function* relations(
  folder: string,
): AsyncGenerator<{ key: string; relation: string; object: string }, void, undefined> {
  const tries = join(folder, "qid2relations");
  if (existsSync(tries)) {
    const path = join(tries, "record_trie.marisa");
    const names = await MarisaTrie.open(join(tries, "key_vocabulary_trie.marisa"));
    const objects = await MarisaTrie.open(join(tries, "value_vocabulary_trie.marisa"));
    for (const { key, value } of (await BytesTrie.open(path)).records()) {
      const numbers = unpack("<ll", value);
      if (numbers === undefined) throw damaged(path, `"${key}" has ${value.length} bytes`);
      for (let i = 0; i < numbers.length && numbers[i] !== PADDING; i += 2) {
        const relation = textOf(names.keyOf(numbers[i] as number));
        const object = textOf(objects.keyOf(numbers[i + 1] as number));
        if (relation === undefined || object === undefined)
          throw damaged(path, `"${key}" names a relation or an entity that the vocabularies lack`);
        yield { key, relation, object };
      }
    }
    return;
  }
  const path = join(folder, "qid2relations.json");
  if (!existsSync(path)) return;
  for await (const [key, byRelation] of jsonEntries(openText(path), basename(path)))
    for (const [relation, ids] of Object.entries((byRelation ?? {}) as Record<string, unknown>))
      for (const object of Array.isArray(ids) ? (ids as unknown[]) : [])
        if (isText(object)) yield { key, relation, object };
}

/** The keys of `qid2eid`: every entity of the database. */
export async function* entityIds(folder: string): AsyncGenerator<string, void, undefined> {
  const tries = join(folder, "qid2eid");
  const path = join(folder, "qid2eid.json");
  if (existsSync(tries)) {
    const vocabulary = await MarisaTrie.open(join(tries, "vocabulary_trie.marisa"));
    for (const { bytes } of vocabulary.keys()) yield textOf(bytes) as string;
  } else if (existsSync(path)) for await (const [id] of jsonEntries(openText(path), basename(path))) yield id;
}

/** The entries of `{ id: text }`; none where the file is absent. */
export async function* texts(path: string): AsyncGenerator<[id: string, text: string], void, undefined> {
  if (!existsSync(path)) return;
  for await (const [id, text] of jsonEntries(openText(path), basename(path)))
    if (isText(text) && text.trim() !== "") yield [id, text];
}
