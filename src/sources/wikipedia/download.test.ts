import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { downloadDump } from "./download.js";
import { testFolder } from "./test-folder.contract.js";

const FILE = "xywiki-20261101-pages-articles-multistream.xml.bz2";
const CONTENT = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31) % 251));

interface Mirror {
  url: string;
  /** Ranges that were asked for; "" for the whole. */
  asked: string[];
}

/** A server of dumps that breaks off after so many bytes of each answer. */
async function mirror(
  most: readonly number[],
  sha1 = createHash("sha1").update(CONTENT).digest("hex"),
): Promise<Mirror> {
  const asked: string[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (/sha1sums\.txt$/.test(request.url ?? ""))
      return response.end(`${"0".repeat(40)}  xywiki-20261101-stub.xml.gz\n${sha1}  ${FILE}\n`);
    if (request.url !== `/xywiki/20261101/${FILE}`) return response.writeHead(404).end();
    const range = request.headers.range ?? "";
    const from = Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0);
    const limit = most[asked.length] ?? CONTENT.length;
    asked.push(range);
    if (from >= CONTENT.length) return response.writeHead(416).end();
    const rest = CONTENT.subarray(from);
    response.writeHead(range === "" ? 200 : 206, { "content-length": rest.length });
    if (rest.length <= limit) return response.end(rest);
    return response.write(rest.subarray(0, limit), () => setTimeout(() => response.destroy(), 30));
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

describe("downloading a dump", () => {
  it.each(["xywiki/20261101", "xywiki"])(
    "%s gets the file that the list of checksums names",
    async (wiki) => {
      const { url, asked } = await mirror([]);
      const seen: [number, number | undefined][] = [];
      const folder = testFolder();
      const path = await downloadDump(wiki, folder, {
        mirror: url,
        progress: (bytes, of) => seen.push([bytes, of]),
      });
      expect(path).toBe(join(folder, FILE));
      expect(readFileSync(path).equals(CONTENT)).toBe(true);
      expect(seen.at(-1)).toEqual([CONTENT.length, CONTENT.length]);
      // What is there is not downloaded again.
      expect(await downloadDump(wiki, folder, { mirror: url })).toBe(path);
      expect(asked).toEqual([""]);
    },
  );

  it("goes on where the connection broke, and where an earlier process stopped", async () => {
    const { url, asked } = await mirror([50_000, 60_000]);
    const folder = testFolder();
    writeFileSync(join(folder, `${FILE}.part`), CONTENT.subarray(0, 1000));
    const path = await downloadDump("xywiki/20261101", folder, { mirror: url });
    expect(readFileSync(path).equals(CONTENT)).toBe(true);
    expect(asked).toEqual(["bytes=1000-", "bytes=51000-", "bytes=111000-"]);
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it("only checks what is complete", async () => {
    const { url } = await mirror([]);
    const folder = testFolder();
    writeFileSync(join(folder, `${FILE}.part`), CONTENT);
    expect(existsSync(await downloadDump("xywiki/20261101", folder, { mirror: url }))).toBe(true);
  });

  it("deletes what is not what the server says it is", async () => {
    const { url } = await mirror([], "1".repeat(40));
    const folder = testFolder();
    await expect(downloadDump("xywiki/20261101", folder, { mirror: url })).rejects.toMatchObject({
      code: "DOWNLOAD_FAILED",
      message: expect.stringContaining("SHA-1"),
    });
    expect(existsSync(join(folder, FILE))).toBe(false);
    expect(existsSync(join(folder, `${FILE}.part`))).toBe(false);
  });

  it("says what is wrong with a wiki that is not there, or no wiki", async () => {
    const { url } = await mirror([]);
    await expect(downloadDump("nowiki/20261101", testFolder(), { mirror: url })).rejects.toMatchObject({
      code: "DOWNLOAD_FAILED",
    });
    await expect(downloadDump("../x", testFolder(), { mirror: url })).rejects.toMatchObject({
      code: "OPTION_INVALID",
    });
    await expect(
      downloadDump("xywiki", testFolder(), { mirror: "http://127.0.0.1:9" }),
    ).rejects.toMatchObject({
      code: "DOWNLOAD_FAILED",
    });
  });
});
