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

/**
 * The text of UTF-8 bytes of XML. References are looked for only where there is a "&"; invalid bytes become U+FFFD.
 *
 * The five named references are replaced in the bytes, which costs a fraction of replacing them in the string.
 */
export function decodeXml(bytes: Buffer, start: number, end: number): string {
  const first = bytes.subarray(start, end).indexOf(AMPERSAND);
  if (first < 0) return bytes.toString("utf8", start, end);
  if (scratch.length < end - start) scratch = Buffer.allocUnsafe(2 * (end - start));
  const out = scratch;
  out.set(bytes.subarray(start, start + first));
  let to = first;
  let numeric = false;
  for (let i = start + first; i < end; ) {
    const byte = bytes[i]!;
    if (byte === AMPERSAND) {
      const found = shortReference(bytes, i);
      if (found !== 0 && i + (found & 15) <= end) {
        out[to++] = found >> 4;
        i += found & 15;
        continue;
      }
      numeric ||= bytes[i + 1] === 0x23;
    }
    out[to++] = byte;
    i++;
  }
  // Numeric references are rare in dumps. Those that "&amp;#…;" stood for must not be replaced a second time.
  return numeric ? unescapeXml(bytes.toString("utf8", start, end)) : out.toString("utf8", 0, to);
}
