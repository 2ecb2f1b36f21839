import type { Site } from "../site.js";
import { withoutEntities } from "./entities.js";

/** What a title is rid of: runs of blanks and underscores, and marks of direction. */
const UNEVEN = /[ _\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const DIRECTION = /[\u200e\u200f\u202a-\u202e]/g;
/** What asks for more than a capital letter: entities, percent signs, underscores, blanks that are doubled or no blanks. */
const UNUSUAL = /[&%_\t\n\u00a0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f\u3000]| {2}/;

function decodePercent(title: string): string {
  if (!/%[0-9a-fA-F]{2}/.test(title)) return title;
  try {
    return decodeURIComponent(title.replace(/%(?![0-9a-fA-F]{2})/g, "%25"));
  } catch {
    return title; // bytes that are no UTF-8
  }
}

/** With its first letter in upper case; letters that have no single capital ("ß") stay as they are. */
export function capitalised(title: string): string {
  const code = title.charCodeAt(0);
  if (code < 0x61 || (code > 0x7a && code < 0x80)) return title;
  const first = String.fromCodePoint(title.codePointAt(0) ?? 0);
  const upper = first.toUpperCase();
  return upper === first || upper.length !== first.length ? title : upper + title.slice(first.length);
}

/**
 * A title as the wiki itself writes it: spaces, entities and percent signs decoded, first letter as the site says
 * (MediaWikiTitleCodec::splitTitleString). The namespace, if there is one, stays as it is.
 */
export function normaliseTitle(title: string, site: Site): string {
  let even = title;
  if (UNUSUAL.test(even))
    even = withoutEntities(decodePercent(even)).replace(DIRECTION, "").replace(UNEVEN, " ");
  even = even.trim();
  return site.case === "first-letter" ? capitalised(even) : even;
}
