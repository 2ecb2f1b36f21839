import { parentPort, workerData } from "node:worker_threads";
import { failureOf } from "../../distant-failure.js";
import { type BlockTask, blockReader } from "./record-blocks.js";
import type { BlockAnswer, BlockMessage } from "./record-threads.js";

/** A thread that reads blocks of a dump, one after the other. */
const port = parentPort;
if (port !== null) {
  const read = blockReader(workerData as BlockTask);
  port.on("message", ({ bytes, first, unit }: BlockMessage) => {
    let answer: BlockAnswer;
    try {
      answer = { result: read({ bytes: Buffer.from(bytes.buffer), first, unit }) };
    } catch (error) {
      answer = { failure: failureOf(error) };
    }
    const made =
      answer.result === undefined ? [] : [answer.result.records.buffer, answer.result.classes.buffer];
    port.postMessage(answer, made);
  });
}
