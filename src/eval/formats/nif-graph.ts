import {
  type GivenPrediction,
  type GoldDocument,
  type GoldMention,
  type Span,
  sortMentions,
} from "../dataset.js";
import type { ReadOptions } from "./format.js";
import { classOfUri, documentId, entityOfUri, offsetsOf, TERM } from "./nif-vocabulary.js";
import { invalid, reported } from "./problems.js";
import { SpanReader } from "./spans.js";
import type { UniqueIds } from "./unique-ids.js";

/** A triple as libraries of RDF/JS have it. */
export interface Triple {
  subject: { value: string; termType: string };
  predicate: { value: string };
  object: { value: string; termType: string };
}

/** What the triples say of one subject. */
interface Node {
  uri: string;
  isBlank: boolean;
  isContext?: true;
  isPhrase?: true;
  /** The text of a context. */
  text?: string;
  begin?: number;
  end?: number;
  surface?: string;
  context?: string;
  source?: string;
  confidence?: number;
  classes?: string[];
  entities?: string[];
  /** Other subjects that tell the entity in its stead (NIF 2.1). */
  units?: string[];
}

/** A phrase that means an entity, or none. */
interface Phrase {
  node: Node;
  /** Those of its annotation units as well. */
  about: readonly Node[];
}

const number = (literal: string): number => Number(literal || Number.NaN);

/**
 * Collects the triples of NIF 2.0, which may come in any order, and makes documents of them.
 *
 * A mention is what has a context and an `itsrdf:taIdentRef`, whatever its type, and a `nif:Phrase` that has none: that is NIL.
 * Sentences and words of a corpus are none. Phrases with a confidence are told as predictions, too: an annotator's answer has one,
 * and so have some gold standards.
 */
export class NifGraph {
  private readonly nodes = new Map<string, Node>();

  add({ subject, predicate, object }: Triple): void {
    const uri = subject.value;
    let node = this.nodes.get(uri);
    if (node === undefined) {
      node = { uri, isBlank: subject.termType === "BlankNode" };
      this.nodes.set(uri, node);
    }
    const { value } = object;
    switch (predicate.value) {
      case TERM.type:
        if (value === TERM.context) node.isContext = true;
        if (value === TERM.phrase) node.isPhrase = true;
        break;
      case TERM.isString:
        node.text = value;
        break;
      case TERM.beginIndex:
        node.begin = number(value);
        break;
      case TERM.endIndex:
        node.end = number(value);
        break;
      case TERM.anchorOf:
        node.surface = value;
        break;
      case TERM.referenceContext:
        node.context = value;
        break;
      case TERM.sourceUrl:
        node.source = value;
        break;
      case TERM.taConfidence:
        node.confidence = number(value);
        break;
      case TERM.taClassRef:
        node.classes ??= [];
        node.classes.push(value);
        break;
      case TERM.taIdentRef:
        // A blank node names nothing.
        if (object.termType === "BlankNode") break;
        node.entities ??= [];
        node.entities.push(value);
        break;
      case TERM.annotationUnit:
        node.units ??= [];
        node.units.push(value);
    }
  }

  /** The documents, in the order in which their contexts were first named. Call it once, after the last triple. */
  *documents(file: string, ids: UniqueIds, options: ReadOptions): Generator<GoldDocument, void, undefined> {
    const phrases = this.phrases(file, options);
    const contexts = [...this.nodes.values()].filter(({ text }) => text !== undefined);
    for (const [i, id] of idsOf(contexts).entries()) {
      const { uri, text = "" } = contexts[i] as Node;
      const where = `${file}, <${uri}>`;
      const spans = new SpanReader(text, "code points", where);
      const own = phrases.get(uri) ?? [];
      const found = own.map((phrase) =>
        reported(options, () => ({ phrase, mention: mentionOf(phrase, spans) })),
      );
      const sound = found.filter((one) => one !== undefined);
      const predictions = sound.flatMap(({ phrase, mention }) => predictionOf(phrase, mention));
      yield {
        id: ids.take(id, where),
        text,
        mentions: sortMentions(sound.map(({ mention }) => mention)),
        ...(predictions.length === 0 ? {} : { predictions: predictions.sort(byPlace) }),
      };
    }
  }

  /** The phrases by the address of their context. */
  private phrases(file: string, options: ReadOptions): Map<string, Phrase[]> {
    const phrases = new Map<string, Phrase[]>();
    for (const node of this.nodes.values()) {
      // A mention of the whole text has the address of its context.
      if ((node.isContext || node.text !== undefined) && !node.isPhrase) continue;
      const units = (node.units ?? []).map((uri) => this.nodes.get(uri)).filter((unit) => unit !== undefined);
      const about = [node, ...units];
      if (!node.isPhrase && about.every(({ entities }) => entities === undefined)) continue;
      // What stands nowhere is about the document as a whole, or is an annotation unit.
      if (node.context === undefined && node.begin === undefined) continue;
      if (this.nodes.get(node.context ?? "")?.text === undefined) {
        const expected = "a context with a text (nif:isString)";
        options.problem(invalid(`${file}, <${node.uri}>`, "nif:referenceContext", expected, node.context));
        continue;
      }
      const known = phrases.get(node.context ?? "");
      if (known === undefined) phrases.set(node.context ?? "", [{ node, about }]);
      else known.push({ node, about });
    }
    return phrases;
  }
}

/** Their addresses without the part that tells offsets, where that tells them apart. */
function idsOf(contexts: readonly Node[]): string[] {
  const ids = contexts.map(({ uri, isBlank, source }, i) =>
    isBlank ? (source ?? `document ${i + 1}`) : documentId(uri),
  );
  const times = new Map<string, number>();
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  return ids.map((id, i) => (times.get(id) === 1 ? id : (contexts[i] as Node).uri));
}

function mentionOf({ node, about }: Phrase, spans: SpanReader): GoldMention {
  const told = offsetsOf(node.uri);
  const span = spans.read(node.begin ?? told?.begin, node.end ?? told?.end, node.surface, `<${node.uri}>`);
  const uris = about.flatMap(({ entities = [] }) => entities);
  // Addresses of one entity in several KBs; one that no KB has says nothing beside one that some KB has.
  const [entity = null, ...others] = new Set(uris.map(entityOfUri).filter((one) => one !== null));
  const [label] = about.flatMap(({ classes = [] }) => classes);
  return {
    ...span,
    entity,
    ...(others.length === 0 ? {} : { others }),
    ...(label === undefined ? {} : { label: classOfUri(label) }),
  };
}

function predictionOf({ about }: Phrase, { start, end, entity }: GoldMention): GivenPrediction[] {
  const confidence = about.find((node) => node.confidence !== undefined)?.confidence;
  if (confidence === undefined || !(confidence >= 0 && confidence <= 1)) return [];
  return [{ start, end, entity, confidence }];
}

const byPlace = (a: Span, b: Span) => a.start - b.start || b.end - a.end;
