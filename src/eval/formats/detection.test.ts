import { describe, expect, it } from "vitest";
import { FORMATS } from "./index.js";

/** What files of each format look like at their start: as its makers write them, which is not always as we do. */
const BEGINNINGS: readonly (readonly [format: string, what: string, head: string])[] = [
  ["namesake", "a text alone", '{"text":"The tram to Lyon stopped."}\n'],
  ["namesake", "no mentions", '{"id":"1","text":"The tram stopped.","mentions":[]}\n'],
  [
    "predictions",
    "answers to gold mentions",
    '{"id":"1","text":"Lyon","mentions":[{"start":0,"end":4,"text":"Lyon","entity":"Q456","confidence":1}],"gold":[{"start":0,"end":4,"entity":"Q456"}]}\n',
  ],
  ["predictions", "nothing found", '{"id":"1","text":"The tram stopped.","mentions":[],"gold":[]}\n'],
  [
    "bench",
    "the first document without mentions",
    '{"id": "1", "text": "The tram.", "mentions": []}\n{"id": "2", "text": "Lyon", "mentions": [{"start": 0, "end": 4, "title": null}]}\n',
  ],
  [
    "bench",
    "QIDs",
    '{"id": "1", "text": "Lyon", "eval_span": [0, 4], "mentions": [{"id": 0, "start": 0, "end": 4, "qid": "Q456", "label": "Lyon", "parent": null, "optional": false}]}\n',
  ],
  ["csv", "tabs", "sentence\tmention\tstart\tend\twikipedia_title\nThe tram to Lyon\tLyon\t12\t16\tLyon\n"],
  ["csv", "contexts", "left_context,mention,right_context,answer\nThe tram to,Lyon,stopped,Lyon\n"],
  [
    "kilt",
    "KILT",
    '{"id": "1", "input": "The tram to [START_ENT] Lyon [END_ENT] stopped", "output": [{"answer": "Lyon", "provenance": [{"wikipedia_id": "8638634", "title": "Lyon"}]}], "meta": {"left_context": "The tram to", "mention": "Lyon", "right_context": "stopped"}}\n',
  ],
  [
    "kilt",
    "GENRE",
    '{"id": "0", "input": "[START_ENT] Lyon [END_ENT] won", "output": [{"answer": "Lyon"}], "candidates": ["Lyon"]}\n',
  ],
  [
    "blink",
    "benchmark",
    '{"context_left": "the tram to", "mention": "lyon", "context_right": "stopped", "query_id": "1:0", "label_id": "8638634", "Wikipedia_ID": "8638634", "Wikipedia_URL": "http://en.wikipedia.org/wiki/Lyon", "Wikipedia_title": "Lyon"}\n',
  ],
  [
    "blink",
    "training data",
    '{"context_left": "the tram to", "mention": "lyon", "context_right": "stopped", "label": "Lyon is a city .", "label_title": "Lyon", "label_id": 12, "world": "trams", "type": "x", "_id": "1"}\n',
  ],
  [
    "blink",
    "answers of its annotator",
    '{"id": 0, "label": "unknown", "label_id": -1, "context_left": "the tram to", "mention": "lyon", "context_right": "stopped"}\n',
  ],
  [
    "zeshel",
    "mentions",
    '{"category": "LOW_OVERLAP", "text": "Lyon", "end_index": 3, "context_document_id": "00A1", "label_document_id": "00B2", "mention_id": "00C3", "corpus": "trams", "start_index": 3}\n',
  ],
  [
    "ner4el",
    "NER4EL",
    '{"mention": "Lyon", "left_context": "the tram to", "right_context": "stopped", "output": "Lyon"}\n',
  ],
  [
    "ner4el",
    "NIL_EL",
    '{"left_context": "the tram to ", "right_context": " stopped", "mention": "lyon", "answer": "NIL", "candidate_title": ["Lyon"]}\n',
  ],
  [
    "elq",
    "WebQSP",
    '{"id": "WebQTest-0", "text": "what is lyon near?", "mentions": [[8, 12]], "tokenized_text_ids": [2054], "label_id": [3], "wikidata_id": ["Q456"], "entity": ["Lyon"], "label": ["Lyon is a city"]}\n',
  ],
  [
    "bootleg",
    "version 1.1",
    '{"sentence": "The tram to Lyon", "sent_idx_unq": 0, "aliases": ["lyon"], "qids": ["Q456"], "char_spans": [[12, 16]], "gold": [true], "slices": {}}\n',
  ],
  [
    "bootleg",
    "before it",
    '{"aliases": ["lyon"], "doc_sent_idx": 0, "gold": [true], "parent_qid": "Q1", "parent_title": "Trams", "qids": ["Q456"], "sent_idx_unq": 1, "sentence": "The tram to Lyon .", "sources": ["gold"], "spans": [[3, 4]]}\n',
  ],
  [
    "aida",
    "AIDA",
    "-DOCSTART- (1 TRAMS)\nThe\ntram\nto\nLyon\tB\tLyon\tLyon\thttp://en.wikipedia.org/wiki/Lyon\t8638634\t/m/0dprg\n.\n",
  ],
  ["aida", "NIL", "-DOCSTART- (1 TRAMS)\nOdo\tB\tOdo Brannt\t--NME--\nBrannt\tI\tOdo Brannt\t--NME--\n"],
  [
    "zelda-jsonl",
    "training data",
    '{"id": 1, "text": "The tram to Lyon", "index": [[12, 16]], "wikipedia_ids": [8638634], "wikipedia_titles": ["Lyon"]}\n',
  ],
  [
    "zelda-conll",
    "tags of ids and titles",
    "-DOCSTART-\n\n# 1 TRAMS\nThe\tO\tO\ntram\tO\tO\nto\tO\tO\nLyon\tB-8638634\tB-Lyon\n",
  ],
  [
    "conllu",
    "GUM",
    "# newdoc id = GUM_trams\n# global.Entity = GRP-etype-infstat-centering-minspan-link-identity\n# sent_id = 1\n# text = Lyon\n1\tLyon\tLyon\tPROPN\tNNP\t_\t0\troot\t_\tEntity=(1-place-new-cf1-1-coref-Lyon)\n",
  ],
  [
    "elevant-benchmark",
    "simple",
    '{"title": "Trams", "text": "The tram to Lyon", "labels": [{"start_char": 12, "end_char": 16, "entity_reference": "https://en.wikipedia.org/wiki/Lyon"}]}\n',
  ],
  [
    "elevant-benchmark",
    "its own",
    '{"id": 0, "title": "Trams", "text": "The tram to Lyon", "url": null, "evaluation_span": [0, 16], "labels": [{"id": 0, "span": [12, 16], "entity_id": "Q456", "name": "Lyon", "parent": null, "children": [], "optional": false, "type": "Q486972"}]}\n',
  ],
  [
    "elevant-articles",
    "linked articles",
    '{"id": 0, "title": "Trams", "text": "The tram to Lyon", "evaluation_span": [0, 16], "labels": [{"id": 0, "span": [12, 16], "entity_id": "Q456", "name": "Lyon"}], "entity_mentions": [{"span": [12, 16], "recognized_by": "NER", "id": "Q456", "linked_by": "PRIOR", "candidates": ["Q456"]}]}\n',
  ],
  [
    "wned",
    "annotations",
    '<?xml version="1.0" encoding="UTF-8"?>\n<trams.entityAnnotation>\n  <document docName="1">\n    <annotation>\n      <mention>Lyon</mention>\n      <wikiName>Lyon</wikiName>\n      <offset>12</offset>\n      <length>4</length>\n    </annotation>\n',
  ],
  [
    "tac",
    "queries",
    '<?xml version="1.0" encoding="UTF-8"?>\n<kbpentlinking>\n  <query id="EL_0001">\n    <name>Lyon</name>\n    <docid>TRAM_01</docid>\n    <beg>12</beg>\n    <end>15</end>\n  </query>\n',
  ],
  [
    "pubtator",
    "PubTator",
    "101|t|Trams and aspirin\n101|a|Nobody knows why.\n101\t10\t17\taspirin\tChemical\tMESH:D001241\n\n",
  ],
  [
    "nif",
    "Turtle of GERBIL",
    '@prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .\n@prefix itsrdf: <http://www.w3.org/2005/11/its/rdf#> .\n\n<http://example.org/1#char=0,4>\n  a nif:Context , nif:String , nif:RFC5147String ;\n  nif:isString "Lyon" .\n',
  ],
  [
    "nif-ntriples",
    "N-Triples",
    '<http://example.org/1#char=0,4> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#Context> .\n<http://example.org/1#char=0,4> <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#isString> "Lyon" .\n',
  ],
];

/** What is beside data sets, or looks like one. */
const OTHERS: readonly (readonly [what: string, head: string])[] = [
  ["an entity of a KB", '{"id": "Q456", "name": "Lyon", "aliases": ["Lyons"], "count": 12}\n'],
  [
    "an entity of BLINK",
    '{"text": "Lyon is a city.", "idx": "https://en.wikipedia.org/wiki?curid=8638634", "title": "Lyon", "entity": "Lyon"}\n',
  ],
  [
    "a question of KILT",
    '{"id": "1", "input": "Where does the tram stop?", "output": [{"answer": "Lyon"}]}\n',
  ],
  [
    "a profile of Bootleg",
    '{"entity_id": "Q456", "mentions": [["lyon", 10.0]], "title": "Lyon", "types": {}}\n',
  ],
  ["a table of entities", "id,name,description\nQ456,Lyon,city\n"],
  [
    "tags of names alone",
    "-DOCSTART- -X- O O\n\nThe DT I-NP O\ntram NN I-NP O\nto TO I-PP O\nLyon NNP I-NP I-LOC\n",
  ],
  ["a treebank without entities", "# sent_id = 1\n1\tLyon\tLyon\tPROPN\tNNP\t_\t0\troot\t_\t_\n"],
  ["a JSON array", '[{"id": "1", "text": "Lyon", "mentions": []}]\n'],
  ["JSON over many lines", '{\n  "id": "1",\n  "text": "Lyon"\n}\n'],
  ["HTML", "<!doctype html>\n<html><head><title>Lyon</title></head></html>\n"],
  ["XML", '<?xml version="1.0"?>\n<mediawiki><page><title>Lyon</title></page></mediawiki>\n'],
  ["Turtle that is not NIF", '@prefix ex: <http://example.org/> .\nex:lyon ex:name "Lyon" .\n'],
  ["triples by tabs", "/m/0dprg\t/location/contains\t/m/01abc\n"],
];

const scores = (head: string) =>
  FORMATS.map((format) => ({ name: format.name, score: format.detect({ path: "data", head, names: [] }) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);

describe("detect", () => {
  it.each(BEGINNINGS)("knows %s: %s", (format, _, head) => {
    const [first, second] = scores(head);
    expect(first?.name).toBe(format);
    expect(second?.score ?? 0).toBeLessThan(first?.score ?? 0);
  });

  it.each(OTHERS)("knows that %s is no data set", (_, head) => {
    expect(scores(head)).toEqual([]);
  });

  it("has an example of every format", () => {
    const shown = new Set(BEGINNINGS.map(([format]) => format));
    expect(FORMATS.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });
});
