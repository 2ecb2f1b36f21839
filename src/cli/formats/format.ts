import type { Link } from "../../link/link.js";

/** A text with what was decided about it. */
export interface LinkedDocument {
  id: string;
  text: string;
  /** Of the knowledge base that it was linked to. */
  kbVersion: number;
  links: Link[];
}

export interface FormatOptions {
  /** Candidates of each mention that are explained; 0 = none. */
  explained: number;
  showUrl: boolean;
}

/** One way to write linked documents: before all of them, each, and after. */
export interface Format {
  begin?(): string;
  document(document: LinkedDocument, position: number): string;
  end?(): string;
}
