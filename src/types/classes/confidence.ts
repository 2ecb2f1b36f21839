import type { EvidenceKind } from "./evidence.js";

/** How far a kind of evidence is to be believed. */
export interface Precision {
  /** What it weighs against other kinds. */
  trust: number;
  /** How often a class is right that it names alone, that another source names too, and that another source speaks against. */
  alone: number;
  confirmed: number;
  contested: number;
}

const row = (trust: number, alone: number, confirmed: number, contested: number): Precision => ({
  trust,
  alone,
  confirmed,
  contested,
});

/**
 * Measured shares: `bench/types/classes.ts` prints them, of entities whose class DBpedia or a person gave. Of rare cases a guess stands here.
 */
export const PRECISION: Readonly<Record<EvidenceKind, Precision>> = {
  synset: row(0.985, 0.92, 0.95, 0.85),
  given: row(0.99, 0.98, 0.99, 0.93),
  "type:clear": row(0.97, 0.97, 0.99, 0.9),
  "attribute:person": row(0.99, 0.99, 0.99, 0.95),
  "attribute:place": row(0.99, 0.99, 0.99, 0.95),
  "relation:person": row(0.99, 0.98, 0.99, 0.83),
  "instance:clear": row(0.96, 0.96, 0.99, 0.8),
  "dates:born": row(0.985, 0.97, 0.99, 0.87),
  "title:listed": row(0.985, 0.98, 0.995, 0.92),
  "text:listed": row(0.97, 0.95, 0.99, 0.84),
  "text:person": row(0.98, 0.96, 0.99, 0.77),
  "dates:life": row(0.96, 0.95, 0.99, 0.52),
  "title:noun": row(0.95, 0.92, 0.99, 0.8),
  "text:clear": row(0.78, 0.74, 0.97, 0.3),
  "type:unclear": row(0.8, 0.8, 0.95, 0.6),
  "instance:unclear": row(0.8, 0.8, 0.95, 0.6),
  "name:place": row(0.97, 0.97, 0.99, 0.6),
  "name:form": row(0.93, 0.93, 0.99, 0.45),
  "word:clear": row(0.87, 0.87, 0.98, 0.6),
  "name:listed": row(0.83, 0.83, 0.97, 0.4),
  "word:mostly": row(0.55, 0.55, 0.92, 0.3),
  "text:mostly": row(0.5, 0.45, 0.93, 0.3),
  "name:noun": row(0.42, 0.4, 0.87, 0.25),
  "word:unclear": row(0.4, 0.35, 0.87, 0.15),
  "title:field": row(0.35, 0.3, 0.87, 0.2),
  "text:unclear": row(0.25, 0.2, 0.87, 0.1),
  "title:place": row(0.25, 0.23, 0.87, 0.1),
};
