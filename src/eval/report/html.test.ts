import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dataBlock, escapeHtml, html } from "./html.js";

describe("html", () => {
  it("escapes what is filled in, and joins lists", () => {
    const cells = ["<", "&amp;"].map((text) => html`<td title="${`"${text}'`}">${text}</td>`);
    expect(String(html`<tr>${cells}${null}${undefined}${false}${0}</tr>`)).toBe(
      '<tr><td title="&quot;&lt;&#39;">&lt;</td><td title="&quot;&amp;amp;&#39;">&amp;amp;</td>0</tr>',
    );
  });

  it("has no control characters in text", () => {
    expect(escapeHtml("a\u0000b\u001bc\u0085\n\t")).toBe("a\ufffdb\ufffdc\ufffd\n\t");
  });

  it("lets no text out of its place", () => {
    const markup = fc.constantFrom("</p>", '" onload="', "<!--", "<script>", "&lt;", "'", "\u0000");
    fc.assert(
      fc.property(
        fc
          .array(fc.oneof(markup, fc.string({ unit: "binary" })), { maxLength: 5 })
          .map((parts) => parts.join("")),
        (text) => {
          expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
        },
      ),
    );
  });
});

describe("dataBlock", () => {
  it("carries any data, and ends where it should", () => {
    const hostile = fc.constantFrom("</script>", "<!--<script>", "]]>", "\u2028", "\ud800");
    const json = fc.jsonValue({ stringUnit: "binary" });
    fc.assert(
      fc.property(json, fc.array(hostile, { maxLength: 5 }), (value, texts) => {
        const data = { value, texts };
        const block = String(dataBlock("some", data));
        const [, inside] =
          /^<script type="application\/json" class="some">([^<]*)<\/script>\n$/.exec(block) ?? [];
        expect(JSON.stringify(JSON.parse(inside ?? ""))).toBe(JSON.stringify(data));
      }),
    );
  });
});
