import { printableJson } from "../terminal.js";
import type { Format } from "./format.js";

/** All documents as one JSON list. */
export const jsonFormat: Format = {
  begin: () => "[",
  document: (document, position) => `${position > 0 ? "," : ""}\n${printableJson(document, 2)}`,
  end: () => "\n]\n",
};

/** One JSON object a line and document. */
export const jsonlFormat: Format = {
  document: (document) => `${printableJson(document)}\n`,
};
