import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { escapeXml, type XmlElement, xmlElements } from "./xml-elements.js";

let path = "";
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), "namesake-xml-")), "a.xml");
});
afterAll(() => rm(join(path, ".."), { recursive: true }));

async function read(xml: string): Promise<XmlElement[]> {
  await writeFile(path, xml);
  const elements: XmlElement[] = [];
  for await (const element of xmlElements(path)) elements.push(element);
  return elements;
}

describe("xmlElements", () => {
  it("gives elements as they end, each with its own text", async () => {
    expect(
      await read('<?xml version="1.0"?>\n<a x="1 &amp; 2">b<c>\n<![CDATA[<d>]]></c>e<!-- no --></a>'),
    ).toEqual([
      { name: "c", attributes: {}, text: "\n<d>", where: "a.xml, line 2" },
      { name: "a", attributes: { x: "1 & 2" }, text: "be", where: "a.xml, line 2" },
    ]);
  });

  it.each([
    ["text alone", "Dear all", 1],
    ["nothing", "", 1],
    ["an ampersand for itself", "<a>\n<b>Q & A</b></a>", 2],
    ["an end that is missing", "<a>\n<b></b>\n", 3],
    ["an end of something else", "<a>\n</b></a>", 2],
  ])("refuses %s", async (_, xml, line) => {
    await expect(read(xml)).rejects.toMatchObject({
      message: expect.stringContaining(`a.xml, line ${line}: "XML" should be well-formed, found`),
    });
  });
});

describe("escapeXml", () => {
  it("is read back as it was, but for what XML cannot hold", async () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom(..."&<>\"'\t\n\r]"), fc.string({ unit: "grapheme", maxLength: 1 })),
    });
    await fc.assert(
      fc.asyncProperty(text, async (one) => {
        const [element] = await read(`<a b="${escapeXml(one)}">${escapeXml(one)}</a>`);
        expect([element?.text, element?.attributes["b"]]).toEqual([one, one]);
      }),
    );
    expect(escapeXml("a\u0000b\ud800c\uffff")).toBe("a\ufffdb\ufffdc\ufffd");
  });
});
