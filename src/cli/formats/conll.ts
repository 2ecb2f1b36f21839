import type { Link } from "../../link/link.js";
import { sentences } from "../../text/sentences.js";
import { tokenise } from "../../text/tokens.js";
import { printable } from "../terminal.js";
import type { Format, LinkedDocument } from "./format.js";

const cell = (text: string): string => printable(text.replace(/\s+/g, " ")) || "-";

/**
 * One token a line, sentences divided by an empty line: token, BIO tag with the entity's first type, the whole mention, entity
 * id, entity name, confidence; "--NME--" as id for NIL, as in AIDA-CoNLL (Hoffart et al. 2011). Columns are divided by tabs.
 */
export const conllFormat: Format = {
  document({ id, text, links }: LinkedDocument) {
    const tokens = tokenise(text);
    const lines = [`-DOCSTART- (${cell(id)})`];
    let t = 0;
    let l = 0;
    let begun: Link | undefined;
    for (const sentence of sentences(text)) {
      lines.push("");
      for (; t < tokens.length && (tokens[t]?.start ?? 0) < sentence.end; t++) {
        const token = tokens[t];
        if (token === undefined) break;
        while (l < links.length && (links[l]?.end ?? 0) <= token.start) l++;
        const link = links[l];
        const word = cell(text.slice(token.start, token.end));
        // A span that is given may begin or end inside a token: the token is part of it.
        if (link === undefined || token.end <= link.start) {
          lines.push(`${word}\tO`);
          continue;
        }
        const { entity } = link;
        const tag = `${link === begun ? "I" : "B"}-${cell(entity?.types[0] ?? "ENT")}`;
        begun = link;
        lines.push(
          [
            word,
            tag,
            cell(link.text),
            cell(entity?.id ?? "--NME--"),
            cell(entity?.name ?? ""),
            link.confidence.toFixed(4),
          ].join("\t"),
        );
      }
    }
    return `${lines.join("\n")}\n\n`;
  },
};
