import type { Link } from "../../link/link.js";

/** A text with what was decided about it. */
export interface LinkedDocument {
  id: string;
  text: string;
  links: Link[];
}

export interface FormatOptions {
  explain: boolean;
  showUrl: boolean;
}

/** One way to write linked documents: before all of them, each, and after. */
export interface Format {
  begin?(): string;
  document(document: LinkedDocument, position: number): string;
  end?(): string;
}
