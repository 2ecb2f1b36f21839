import type { Outcome, TaskMode } from "../errors/outcomes.js";
import type { DocumentEntry } from "./document-data.js";

/** What the page's script reads first. */
export interface PageIndex {
  datasets: string[];
  linkers: string[];
  classes: { name: string; mode: TaskMode; group: string; title: string }[];
  outcomes: Record<Outcome, { label: string; style: string }>;
  documents: DocumentEntry[];
}

/** How outcomes are told and marked. There are six styles, which differ in line and sign and not in colour alone. */
export const OUTCOMES: PageIndex["outcomes"] = {
  right: { label: "right", style: "right" },
  wrong: { label: "wrong entity", style: "wrong" },
  "answered-nil": { label: "answered as NIL", style: "wrong" },
  missed: { label: "missed", style: "missed" },
  nil: { label: "NIL", style: "nil" },
  "nil-linked": { label: "linked though NIL", style: "spurious" },
  spurious: { label: "spurious", style: "spurious" },
  uncounted: { label: "not counted", style: "uncounted" },
};

/** Styles with the signs that stand behind the mention. */
export const STYLES: readonly { style: string; sign: string; label: string }[] = [
  { style: "right", sign: "", label: "right" },
  { style: "wrong", sign: "×", label: "wrong" },
  { style: "missed", sign: "○", label: "missed" },
  { style: "spurious", sign: "+", label: "spurious, or linked though NIL" },
  { style: "nil", sign: "∅", label: "NIL, rightly not linked" },
  { style: "uncounted", sign: "", label: "not counted" },
];
