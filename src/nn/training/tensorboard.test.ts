import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { EventFile } from "./tensorboard.js";
import { maskedCrc32c } from "./tfrecord.js";

const root = mkdtempSync(join(tmpdir(), "namesake-events-"));
afterAll(() => rmSync(root, { recursive: true }));
const newFolder = () => mkdtempSync(join(root, "run-"));

/** The data of all whole records, with both checksums checked. */
function* records(path: string): Generator<Buffer> {
  const bytes = readFileSync(path);
  for (let at = 0; at + 12 <= bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    expect(bytes.readUInt32LE(at + 8)).toBe(maskedCrc32c(bytes.subarray(at, at + 8)));
    if (at + 16 + length > bytes.length) return;
    const data = bytes.subarray(at + 12, at + 12 + length);
    expect(bytes.readUInt32LE(at + 12 + length)).toBe(maskedCrc32c(data));
    yield data;
    at += 16 + length;
  }
}

/** The fields of a protocol buffer message by number: integers and floats as numbers, the rest as bytes. */
function fields(message: Buffer): [number, number | Buffer][] {
  const found: [number, number | Buffer][] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at++);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(BigInt.asIntN(64, value));
    }
  };
  while (at < message.length) {
    const tag = varint();
    const wire = tag & 7;
    const length = wire === 1 ? 8 : wire === 5 ? 4 : varint();
    if (wire === 0) found.push([tag >> 3, length]);
    else {
      const value = message.subarray(at, at + length);
      at += length;
      found.push([tag >> 3, wire === 1 ? value.readDoubleLE() : wire === 5 ? value.readFloatLE() : value]);
    }
  }
  return found;
}

interface Event {
  time?: number;
  step?: number;
  version?: string;
  start?: boolean;
  scalars?: Record<string, number>;
}

/** Events of a file, read by the field numbers of event.proto and summary.proto. */
function eventsOf(path: string): Event[] {
  return [...records(path)].map((data) => {
    const event: Event = {};
    for (const [number, value] of fields(data)) {
      if (number === 1) event.time = value as number;
      else if (number === 2) event.step = value as number;
      else if (number === 3) event.version = String(value);
      else if (number === 7) event.start = fields(value as Buffer).join() === "1,1";
      else if (number === 5)
        event.scalars = Object.fromEntries(
          fields(value as Buffer).map(([, inner]) => {
            const scalar = new Map(fields(inner as Buffer));
            return [String(scalar.get(1)), scalar.get(2) as number];
          }),
        );
      else throw new Error(`unknown field ${number}`);
    }
    return event;
  });
}

/** What a reader shows of a folder: a START after the first drops what came before from its step on. */
function shown(folder: string): Record<string, [step: number, value: number][]> {
  let started = false;
  let points: { tag: string; step: number; value: number }[] = [];
  for (const name of readdirSync(folder).sort())
    for (const { step = 0, start, scalars } of eventsOf(join(folder, name))) {
      if (start && started) points = points.filter((point) => point.step < step);
      started ||= start === true;
      for (const [tag, value] of Object.entries(scalars ?? {})) points.push({ tag, step, value });
    }
  const series: Record<string, [number, number][]> = {};
  for (const { tag, step, value } of points) {
    series[tag] ??= [];
    series[tag].push([step, value]);
  }
  return series;
}

const at = (seconds: number) => ({ clock: () => 1000 * seconds, host: "node-1" });

describe("EventFile", () => {
  it("is named after its time and its host, and begins with the version", () => {
    const folder = join(newFolder(), "new");
    const events = EventFile.create(folder, at(1_700_000_000.25));
    expect(events.path).toBe(join(folder, "events.out.tfevents.1700000000.node-1"));
    events.scalars(7, { "train/loss": 0.5, "train/rate": 1e-4 });
    events.scalars(2 ** 40, { "dev/größe": Number.NaN });
    events.sync();
    const time = 1_700_000_000.25;
    expect(eventsOf(events.path)).toEqual([
      { time, step: 0, version: "brain.Event:2" },
      { time, step: 0, start: true },
      { time, step: 7, scalars: { "train/loss": 0.5, "train/rate": Math.fround(1e-4) } },
      { time, step: 2 ** 40, scalars: { "dev/größe": Number.NaN } },
    ]);
    events.close();
  });

  it("shows a run that went on as if it had not been interrupted", () => {
    const folder = newFolder();
    const first = EventFile.create(folder, at(100));
    for (let step = 1; step <= 8; step++) first.scalars(step, { loss: 1 / step });
    first.close();
    appendFileSync(first.path, readFileSync(first.path).subarray(0, 20)); // killed in the middle of a record
    // Twice more within the same second, from checkpoints at 4 and at 6.
    for (const [from, to] of [
      [4, 7],
      [6, 9],
    ] as const) {
      const more = EventFile.create(folder, { ...at(100), resumedAt: from });
      for (let step = from + 1; step <= to; step++) more.scalars(step, { loss: 1 / step });
      more.close();
    }
    expect(readdirSync(folder)).toHaveLength(3);
    const expected = Array.from({ length: 9 }, (_, i) => [i + 1, Math.fround(1 / (i + 1))]);
    expect(shown(folder)).toEqual({ loss: expected });
  });

  it("begins anew in the folder of another run", () => {
    const folder = newFolder();
    const old = EventFile.create(folder, at(200));
    old.scalars(0, { score: 0.1 });
    old.scalars(9, { score: 0.9 });
    old.close();
    const events = EventFile.create(folder, at(150)); // the clock was put back
    events.scalars(0, { score: 0.2 });
    events.close();
    expect(shown(folder)).toEqual({ score: [[0, Math.fround(0.2)]] });
  });

  it("makes a name of any host, and says where it cannot write", () => {
    const folder = newFolder();
    const events = EventFile.create(folder, { clock: () => 0, host: "a b/../c" });
    expect(events.path).toBe(join(folder, "events.out.tfevents.0000000000.a-b-..-c"));
    events.close();
    writeFileSync(join(folder, "plain"), "");
    expect(() => EventFile.create(join(folder, "plain", "run"))).toThrowError(
      expect.objectContaining({ code: "WRITE_FAILED" }),
    );
  });
});
