const NAMED: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function reference(name: string): string | undefined {
  if (name.charCodeAt(0) !== 0x23) return NAMED[name];
  const code = name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  if (!(code > 0 && code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return String.fromCodePoint(code);
}

/** XML text without its character and entity references (XML 1.0, section 4.1); unknown ones stay as they are. */
export function unescapeXml(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-z]{2,4});/g,
    (whole, name: string) => reference(name) ?? whole,
  );
}

const AMPERSAND = 0x26;
const SEMICOLON = 0x3b;

let scratch = Buffer.allocUnsafe(1 << 20);

/** The byte that the reference behind the "&" at `at` stands for, times 16, plus its length; 0 where it is not one of the five. */
function shortReference(bytes: Buffer, at: number): number {
  const first = bytes[at + 1];
  const second = bytes[at + 2];
  const third = bytes[at + 3];
  if (second === 0x74 && third === SEMICOLON) {
    if (first === 0x6c) return 0x3c * 16 + 4; // &lt;
    if (first === 0x67) return 0x3e * 16 + 4; // &gt;
  }
  const fourth = bytes[at + 4];
  if (first === 0x61 && second === 0x6d && third === 0x70 && fourth === SEMICOLON) return 0x26 * 16 + 5; // &amp;
  if (bytes[at + 5] !== SEMICOLON || third !== 0x6f) return 0;
  if (first === 0x71 && second === 0x75 && fourth === 0x74) return 0x22 * 16 + 6; // &quot;
  if (first === 0x61 && second === 0x70 && fourth === 0x73) return 0x27 * 16 + 6; // &apos;
  return 0;
}

/** Fewer bytes are copied faster one by one than by a call. */
const SHORT_RUN = 32;

/**
 * The text of UTF-8 bytes of XML. References are looked for only where there is a "&"; invalid bytes become U+FFFD.
 *
 * The five named references are replaced in the bytes, and what is between them is searched and copied by the engine: both cost a
 * fraction of a walk over the characters.
 */
export function decodeXml(bytes: Buffer, start: number, end: number): string {
  const given = bytes.subarray(start, end);
  let next = given.indexOf(AMPERSAND);
  if (next < 0) return given.toString("utf8");
  if (scratch.length < given.length) scratch = Buffer.allocUnsafe(2 * given.length);
  const out = scratch;
  let to = 0;
  let from = 0;
  let numeric = false;
  for (;;) {
    const stop = next < 0 ? given.length : next;
    if (stop - from < SHORT_RUN) while (from < stop) out[to++] = given[from++]!;
    else to += given.copy(out, to, from, stop);
    if (next < 0) break;
    const found = shortReference(given, next);
    numeric ||= given[next + 1] === 0x23;
    out[to++] = found === 0 ? AMPERSAND : found >> 4;
    from = next + (found === 0 ? 1 : found & 15);
    next = given.indexOf(AMPERSAND, from);
  }
  // Numeric references are rare in dumps. Those that "&amp;#…;" stood for must not be replaced a second time.
  return numeric ? unescapeXml(given.toString("utf8")) : out.toString("utf8", 0, to);
}
