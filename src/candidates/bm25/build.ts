import { NamesakeError } from "../../errors.js";
import type { Bm25Parameters } from "./formula.js";
import type { Postings } from "./posting-list.js";
import { type Documents, inByteOrder, makeSegment, type Segment } from "./segment.js";
import { countTerms, type Words } from "./terms.js";
import { ByteReader, ByteWriter } from "./varints.js";

/** What is found: a text under a number. */
export interface Bm25Document {
  /** A whole number from 0 below 2 ** 32 - 1; in a KB that of the entity. There may be gaps. */
  row: number;
  text: Words;
}

/** @throws {NamesakeError} OPTION_INVALID */
export function checkRow(row: number): void {
  if (Number.isInteger(row) && row >= 0 && row < 2 ** 32 - 1) return;
  throw new NamesakeError("OPTION_INVALID", {
    option: "the row of a text",
    expected: "a whole number from 0 below 4294967295",
    found: String(row),
  });
}

/**
 * Turns documents into lists by term. The terms of the documents are kept as numbers in one run of bytes, some four bytes a posting,
 * and counted before they are sorted: no posting is ever an object.
 */
export class Inverter {
  private readonly numbers = new Map<string, number>();
  /** Of each document: how many different terms; then the number and the count of each. */
  private readonly log = new ByteWriter();
  private readonly rows: number[] = [];
  private readonly starts: number[] = [];
  private readonly lengths: number[] = [];

  /** Adds a document; of several with one row the last counts. */
  add({ row, text }: Bm25Document): void {
    checkRow(row);
    const counts = countTerms(text, { whole: true });
    this.rows.push(row);
    this.starts.push(this.log.length);
    this.log.varint(counts.size);
    let length = 0;
    for (const [term, count] of counts) {
      let number = this.numbers.get(term);
      if (number === undefined) {
        number = this.numbers.size;
        this.numbers.set(term, number);
      }
      this.log.varint(number);
      this.log.varint(count);
      length += count;
    }
    this.lengths.push(length);
  }

  /** @returns all of it as a segment */
  finish(parameters: Bm25Parameters): Segment {
    const order = this.order();
    const documents: Documents = {
      rows: Uint32Array.from(order, (i) => this.rows[i] as number),
      lengths: Uint32Array.from(order, (i) => this.lengths[i] as number),
    };
    return makeSegment(documents, parameters, this.lists(order));
  }

  /** The documents that count, ascending by row. */
  private order(): Uint32Array {
    const row = (i: number): number => this.rows[i] as number;
    const order = Uint32Array.from(this.rows, (_, i) => i).sort((a, b) => row(a) - row(b) || a - b);
    return order.filter((i, at) => at + 1 === order.length || row(order[at + 1] as number) !== row(i));
  }

  /** Sorts the postings by term, by counting; documents stay in their order. */
  private *lists(order: Uint32Array): Generator<[string, Postings]> {
    const lengths = new Uint32Array(this.numbers.size);
    for (const i of order) this.read(i, (term) => lengths[term]!++);
    const ends = new Uint32Array(lengths.length);
    let total = 0;
    for (const [term, length] of lengths.entries()) {
      ends[term] = total;
      total += length;
    }
    const documents = new Uint32Array(total);
    const counts = new Uint32Array(total);
    for (const [document, i] of order.entries())
      this.read(i, (term, count) => {
        const at = ends[term]!++;
        documents[at] = document;
        counts[at] = count;
      });
    for (const name of inByteOrder(this.numbers.keys())) {
      const term = this.numbers.get(name) as number;
      const length = lengths[term] as number;
      const end = ends[term] as number;
      yield [
        name,
        {
          documents: documents.subarray(end - length, end),
          counts: counts.subarray(end - length, end),
          length,
        },
      ];
    }
  }

  private read(document: number, visit: (term: number, count: number) => void): void {
    const reader = new ByteReader(this.log.written, this.starts[document]);
    for (let left = reader.varint(); left > 0; left--) visit(reader.varint(), reader.varint());
  }
}
