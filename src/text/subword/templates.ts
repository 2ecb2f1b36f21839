import { type Encoding, emptyEncoding } from "./encoding.js";
import type { Fields } from "./fields.js";
import type { OffsetTrimmer, TrimMode } from "./trim-offsets.js";
import type { ReadText } from "./truncation.js";

/** A part of an encoding: one of the texts, or special tokens. */
type Part = { sequence: 0 | 1; typeId: number } | { ids: readonly number[]; typeId: number };

/** How the tokens of one text or two, and the special tokens around them, make an encoding. */
export interface Template {
  single: readonly Part[];
  pair: readonly Part[];
  /** Whether the spaces that byte-level tokens begin with are left out of their offsets. */
  trim?: TrimMode;
}

const TEXTS: Template = {
  single: [{ sequence: 0, typeId: 0 }],
  pair: [
    { sequence: 0, typeId: 0 },
    { sequence: 1, typeId: 1 },
  ],
};

/** The id in a field such as `["[SEP]", 102]`. */
function special(fields: Fields, name: string): number {
  const [token, id] = fields.list(name);
  if (typeof token === "string" && typeof id === "number" && Number.isInteger(id) && id >= 0) return id;
  throw fields.wrong(name, "a token and its id");
}

function bert(fields: Fields): Template {
  const cls = { ids: [special(fields, "cls")], typeId: 0 };
  const sep = (typeId: number) => ({ ids: [special(fields, "sep")], typeId });
  const single: Part[] = [cls, { sequence: 0, typeId: 0 }, sep(0)];
  return { single, pair: [...single, { sequence: 1, typeId: 1 }, sep(1)] };
}

function roberta(fields: Fields): Template {
  const cls = { ids: [special(fields, "cls")], typeId: 0 };
  const sep = { ids: [special(fields, "sep")], typeId: 0 };
  const single: Part[] = [cls, { sequence: 0, typeId: 0 }, sep];
  return { ...trimming(fields), single, pair: [...single, sep, { sequence: 1, typeId: 0 }, sep] };
}

function trimming(fields: Fields): Pick<Template, "trim"> {
  if (!fields.flag("trim_offsets", true)) return {};
  return { trim: fields.flag("add_prefix_space", true) ? "unless first" : "always" };
}

/**
 * A list such as `[{ "SpecialToken": { "id": "[CLS]", "type_id": 0 } }, { "Sequence": { "id": "A", "type_id": 0 }
 * }]`.
 */
function parts(fields: Fields, name: string, specials: ReadonlyMap<string, readonly number[]>): Part[] {
  return fields.children(name).map((part) => {
    if (part.get("Sequence") !== undefined) {
      const text = part.child("Sequence");
      return { sequence: text.choice("id", ["A", "B"]) === "A" ? 0 : 1, typeId: text.count("type_id", 0) };
    }
    const token = part.child("SpecialToken");
    const ids = specials.get(token.text("id"));
    if (ids === undefined)
      throw token.wrong("id", `one of the special tokens ${[...specials.keys()].join(", ")}`);
    return { ids, typeId: token.count("type_id", 0) };
  });
}

function template(fields: Fields): Template {
  const tokens = fields.child("special_tokens");
  const specials = new Map<string, readonly number[]>();
  for (const name of tokens.names()) {
    const ids = tokens.child(name).list("ids");
    if (!ids.every((id) => typeof id === "number" && Number.isInteger(id) && id >= 0))
      throw tokens.child(name).wrong("ids", "a list of ids");
    specials.set(name, ids as number[]);
  }
  return { single: parts(fields, "single", specials), pair: parts(fields, "pair", specials) };
}

const makers: Readonly<Record<string, (fields: Fields) => Template>> = {
  BertProcessing: bert,
  ByteLevel: (fields) => ({ ...TEXTS, ...trimming(fields) }),
  RobertaProcessing: roberta,
  Sequence: (fields) => {
    const all = { ...TEXTS };
    for (const step of fields.children("processors")) {
      // One step trims, another places the special tokens.
      const { trim, ...places } = readTemplate(step);
      if (trim !== undefined) all.trim = trim;
      if (step.text("type") !== "ByteLevel") Object.assign(all, places);
    }
    return all;
  },
  TemplateProcessing: template,
};

/**
 * The template that a "post_processor" of a tokenizer.json describes; without one the texts follow each other.
 *
 * @throws {NamesakeError} RECORD_INVALID for one that is not known, or lacks a field
 */
export function readTemplate(fields: Fields | undefined): Template {
  if (fields === undefined) return TEXTS;
  return (makers[fields.choice("type", Object.keys(makers))] as (typeof makers)[string])(fields);
}

/** How many special tokens a template puts around one text or two. */
export function addedBy(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + ("ids" in part ? part.ids.length : 0), 0);
}

/** Puts an encoding together. */
export function fill(
  { single, pair }: Template,
  texts: readonly ReadText[],
  withSpecials: boolean,
  trimmer: OffsetTrimmer | undefined,
): Encoding {
  const parts = (texts.length === 1 ? single : pair).filter((part) => withSpecials || "sequence" in part);
  const lengthOf = (part: Part): number => {
    if ("ids" in part) return part.ids.length;
    const range = texts[part.sequence]?.range;
    return range === undefined ? 0 : range.to - range.from;
  };
  const out = emptyEncoding(parts.reduce((sum, part) => sum + lengthOf(part), 0));
  out.attention.fill(1);
  let at = 0;
  for (const part of parts) {
    const end = at + lengthOf(part);
    out.typeIds.fill(part.typeId, at, end);
    const text = "ids" in part ? undefined : texts[part.sequence];
    if ("ids" in part) out.ids.set(part.ids, at);
    else if (text !== undefined) {
      const { tokens, range } = text;
      out.sequences.fill(part.sequence, at, end);
      out.ids.set(tokens.ids.subarray(range.from, range.to), at);
      out.starts.set(tokens.starts.subarray(range.from, range.to), at);
      out.ends.set(tokens.ends.subarray(range.from, range.to), at);
      out.words.set(tokens.words.subarray(range.from, range.to), at);
      trimmer?.trim(out, at, end, text);
    }
    at = end;
  }
  return out;
}
