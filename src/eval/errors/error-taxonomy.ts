import type { TaskMode } from "./outcomes.js";

/** Kinds of errors that belong together; their sum is the class of the group's own name. */
export const ERROR_GROUPS = {
  wrong: "Wrong disambiguation",
  nil: "NIL decision",
  undetected: "Undetected mentions",
  "false-detection": "False detections",
} as const;
export type ErrorGroup = keyof typeof ERROR_GROUPS;

interface ErrorKindText {
  group: ErrorGroup;
  title: string;
  description: string;
}

/**
 * Errors by kind, after Bast, Hertel and Prange, "ELEVANT: A Fully Automatic Fine-Grained Entity Linking Evaluation and Analysis
 * Tool" (EMNLP 2022, demonstrations). Kinds of a group are exclusive, but for those about candidates. Apart from ELEVANT, a span
 * that was found and decided as NIL is no undetected mention but an error of its own, and a false detection of the wrong span is
 * not one of another kind too.
 */
export const ERROR_KINDS = {
  wrong: { group: "wrong", title: "all", description: "linked to another entity than the one that is meant" },
  "wrong-demonym": {
    group: "wrong",
    title: "demonym",
    description: "a demonym such as “Belgian” that means a place, a people or a language",
  },
  "wrong-metonymy": {
    group: "wrong",
    title: "metonymy",
    description: "linked to a place where something named after it is meant, such as its team or government",
  },
  "wrong-partial-name": {
    group: "wrong",
    title: "partial name",
    description: "the mention is only a part of the entity's name",
  },
  "wrong-rare": {
    group: "wrong",
    title: "rare meaning",
    description: "linked to the most popular candidate where another one is meant",
  },
  "wrong-other": { group: "wrong", title: "other", description: "none of the kinds above" },
  "wrong-candidates": {
    group: "wrong",
    title: "not a candidate",
    description: "not linked rightly, and the right entity is not among the candidates",
  },
  "wrong-multiple-candidates": {
    group: "wrong",
    title: "several candidates",
    description: "not linked rightly, though the right entity is one of several candidates",
  },
  "answered-nil": {
    group: "nil",
    title: "entity answered as NIL",
    description: "decided as NIL where an entity of the knowledge base is meant",
  },
  "nil-linked": {
    group: "nil",
    title: "NIL linked",
    description: "linked where nothing in the knowledge base is meant",
  },
  undetected: { group: "undetected", title: "all", description: "the mention's exact span was not found" },
  "undetected-lowercased": {
    group: "undetected",
    title: "lowercased",
    description: "the mention begins with a small letter or has no letters",
  },
  "undetected-partially-included": {
    group: "undetected",
    title: "partially included",
    description: "a false detection lies inside the mention",
  },
  "undetected-partial-overlap": {
    group: "undetected",
    title: "partial overlap",
    description: "a false detection overlaps the mention",
  },
  "undetected-other": { group: "undetected", title: "other", description: "none of the kinds above" },
  "false-detection": {
    group: "false-detection",
    title: "all",
    description: "a link on no gold mention, or on one that means nothing in the knowledge base",
  },
  "false-detection-lowercased": {
    group: "false-detection",
    title: "lowercased",
    description: "no word begins with a capital, and no gold mention overlaps",
  },
  "false-detection-unknown": {
    group: "false-detection",
    title: "NIL in the gold data",
    description: "a gold mention has this span and means nothing in the knowledge base",
  },
  "false-detection-wrong-span": {
    group: "false-detection",
    title: "wrong span",
    description: "the right entity on a span that only overlaps the gold mention",
  },
  "false-detection-other": {
    group: "false-detection",
    title: "other",
    description: "none of the kinds above",
  },
} as const satisfies Record<string, ErrorKindText>;

export type ErrorKind = keyof typeof ERROR_KINDS;

/** A kind of error in one mode, such as "given/wrong-rare": the key of what is counted. */
export type ErrorClass = `${TaskMode}/${ErrorKind}`;

/**
 * The mode and the kind of an error class, with its words; undefined for other text.
 *
 * @example
 * ```ts
 * readErrorClass("given/wrong-rare")?.title; // "rare meaning"
 * ```
 */
export function readErrorClass(
  name: string,
): (ErrorKindText & { mode: TaskMode; kind: ErrorKind }) | undefined {
  const [mode, kind] = name.split("/");
  if ((mode !== "given" && mode !== "found") || kind === undefined || !isErrorKind(kind)) return undefined;
  return { mode, kind, ...ERROR_KINDS[kind] };
}

const isErrorKind = (name: string): name is ErrorKind => Object.hasOwn(ERROR_KINDS, name);
