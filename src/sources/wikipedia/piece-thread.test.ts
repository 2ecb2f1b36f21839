import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { PieceThread } from "./piece-thread.js";
import { smallDump } from "./small-dump.contract.js";
import { testFolder } from "./test-folder.contract.js";

const xml = Buffer.from(smallDump());
const start = xml.indexOf("<page>");
const piece = { number: 0, head: xml.toString("utf8", 0, start), pages: xml.subarray(start) };

function thread(): PieceThread {
  const made = new PieceThread({ weakLabels: false, holdBack: false });
  onTestFinished(() => made.close());
  return made;
}

it("goes on with the next piece where the files of one cannot be written", async () => {
  const folder = join(testFolder(), "piece");
  const reader = thread();
  await expect(reader.read(piece, folder)).rejects.toMatchObject({ code: "WRITE_FAILED" });
  mkdirSync(folder);
  expect((await reader.read(piece, folder)).articles).toBe(18);
});

it("says so where the thread ends with a piece, and takes no other one", async () => {
  const reader = thread();
  const reading = reader.read(piece, testFolder());
  await Promise.all([expect(reading).rejects.toMatchObject({ code: "WORKER_FAILED" }), reader.close()]);
  await expect(reader.read(piece, testFolder())).rejects.toMatchObject({ code: "WORKER_FAILED" });
});
