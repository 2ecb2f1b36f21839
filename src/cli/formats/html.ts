import { EVIDENCE_NAMES, type Link } from "../../link/link.js";
import type { Format, LinkedDocument } from "./format.js";

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** Control characters have no place in HTML, not even as references. */
const escapeHtml = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, "\ufffd")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

const STYLE = `
body{font:16px/1.6 system-ui,sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color:#222;background:#fff}
p{white-space:pre-wrap}
mark{background:#e3f0e3;border-bottom:2px solid #4a8f4a;padding:0 .1em}
mark.nil{background:#f6ecd9;border-color:#b98a2f}
mark a{color:inherit;text-decoration:none}
table{border-collapse:collapse;font-size:14px;width:100%}
td,th{text-align:left;padding:.2em .6em;border-bottom:1px solid #ddd;vertical-align:top}
code{font-size:13px;color:#456}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181a1b}mark{background:#243b24;color:inherit}mark.nil{background:#40351e}td,th{border-color:#333}code{color:#9ab}}`;

function markOf(link: Link): string {
  const { entity } = link;
  const percent = `${(100 * link.confidence).toFixed(0)} %`;
  const title =
    entity === null ? `NIL, ${percent}` : `${entity.name}: ${entity.description ?? ""} (${percent})`;
  const text = escapeHtml(link.text);
  const url = entity?.url;
  const body = url !== undefined && /^https?:/i.test(url) ? `<a href="${escapeHtml(url)}">${text}</a>` : text;
  return `<mark${entity === null ? ' class="nil"' : ""} title="${escapeHtml(title)}">${body}</mark>`;
}

function rowOf(link: Link): string {
  const { entity } = link;
  const evidence = entity?.evidence ?? link.nil.evidence;
  const reasons = EVIDENCE_NAMES.flatMap((name) => {
    const value = evidence[name];
    return value === undefined ? [] : [`${name} ${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`];
  }).join(", ");
  const id = entity === null ? "NIL" : `<code>${escapeHtml(entity.id)}</code>`;
  const cells = [
    escapeHtml(link.text),
    escapeHtml(entity?.name ?? ""),
    id,
    `${(100 * link.confidence).toFixed(0)} %`,
    reasons,
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

/** A page that needs nothing else: the text with its mentions marked, and a table of the decisions. */
export const htmlFormat: Format = {
  begin: () =>
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>Namesake</title><style>${STYLE}</style></head><body>\n`,
  document({ text, links }: LinkedDocument) {
    let body = "";
    let at = 0;
    for (const link of links) {
      if (link.start < at) continue;
      body += escapeHtml(text.slice(at, link.start)) + markOf(link);
      at = link.end;
    }
    body += escapeHtml(text.slice(at));
    const head =
      "<tr><th>Mention</th><th>Entity</th><th>Id</th><th>Confidence</th><th>Evidence (log-odds)</th></tr>";
    return `<p>${body}</p>\n<table>${head}\n${links.map(rowOf).join("\n")}</table>\n`;
  },
  end: () => "</body></html>\n",
};
