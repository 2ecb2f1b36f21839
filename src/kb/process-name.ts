import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { isAlive } from "./is-alive.js";

/** What a process writes where others may find it after its death: enough to tell whether it is still there. */
interface ProcessName {
  pid: number;
  /** When it began: on Linux in ticks since the machine was started, which no clock can move; elsewhere in ms of the clock. */
  start: string;
  /** Another one each time that the machine is started. */
  boot: string;
  /** What its number counts in: each container has a number 1. */
  space: string;
  host: string;
}

/** What is not known here. */
const UNKNOWN = "-";
/** Between two looks at when a process began, where the clock tells it. */
const CLOCK_SLACK_MS = 1_000;

function lookUp(read: () => string): string {
  try {
    return read().trim().replaceAll(/\s/g, "_") || UNKNOWN;
  } catch {
    return UNKNOWN; // only Linux has these files
  }
}

/** A field of `stat` from the third on, of which the second is a name in brackets that may hold anything: see proc(5). */
const statOf = (pid: number | "self", field: number): string =>
  lookUp(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[field - 3] ?? "";
  });
const ticksOf = (pid: number | "self"): string => statOf(pid, 22);
/** Whether a process has ended, and only its parent has not asked for how: in a container, perhaps nobody ever does. */
const isZombie = (pid: number): boolean => /^[ZX]/.test(statOf(pid, 3));

/** In ms of the clock. Looked at once: the clock may be set later. */
const began = Math.round(Date.now() - process.uptime() * 1000);
const ticks = ticksOf("self");

const own: ProcessName = {
  pid: process.pid,
  start: ticks === UNKNOWN ? String(began) : ticks,
  boot: lookUp(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")),
  space: lookUp(() => readlinkSync("/proc/self/ns/pid")),
  host: lookUp(hostname),
};

/** The name of this process, for {@link fateOf}. */
export const ownName = (): string => [own.pid, own.start, own.boot, own.space, own.host].join(" ");

function parse(text: string): ProcessName {
  // A lock of an older version has the first two.
  const [pid, start = UNKNOWN, boot = UNKNOWN, space = UNKNOWN, host = UNKNOWN] = text.trim().split(/\s+/);
  return { pid: Number(pid), start, boot, space, host };
}

/** Whether both are known, and are others. */
const differ = (one: string, other: string): boolean => one !== UNKNOWN && other !== UNKNOWN && one !== other;

/**
 * What has become of the process of that name; "elsewhere" where that cannot be told from here, since it ran on another machine or in
 * another container.
 */
export function fateOf(text: string): "alive" | "dead" | "elsewhere" {
  const { pid, start, boot, space, host } = parse(text);
  if (differ(host, own.host)) return "elsewhere";
  // The same machine, started again since.
  if (differ(boot, own.boot)) return "dead";
  if (differ(space, own.space)) return "elsewhere";
  if (!isAlive(pid) || isZombie(pid)) return "dead";
  return isAnother(pid, start, boot) ? "dead" : "alive";
}

/** Whether a live process of that number began at another time, and so is another one. */
function isAnother(pid: number, start: string, boot: string): boolean {
  if (boot !== UNKNOWN) return differ(ticksOf(pid), start);
  return pid === process.pid && Math.abs(Number(start) - began) > CLOCK_SLACK_MS;
}

/** The process of that name as a part of a message: "process 17", "process 17 of another machine or container (db-2)". */
export function shownName(text: string): string {
  const { pid, host } = parse(text);
  const place = fateOf(text) === "elsewhere" ? ` of another machine or container (${host})` : "";
  return Number.isInteger(pid) && pid > 0 ? `process ${pid}${place}` : "a process that has not signed";
}
