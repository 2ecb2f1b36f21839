import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { Connection } from "./all-reduce/connection.js";
import { encodeHeader, encodeNumbers, PIECE_BYTES } from "./all-reduce/frames.js";
import type { Group } from "./all-reduce/group.js";
import { present } from "./all-reduce/handshake.js";
import { localGroup, type Settings, startHub } from "./all-reduce/local.contract.js";
import { joinGroup } from "./all-reduce.js";

const failedWith = (why: string | RegExp) => ({ code: "GROUP_FAILED", message: expect.stringMatching(why) });

/** All calls fail with the same reason, and so does whatever is called later. */
async function expectEnd(groups: readonly Group[], calls: Promise<unknown>[], why: string | RegExp) {
  await Promise.all(calls.map((call) => expect(call).rejects.toMatchObject(failedWith(why))));
  for (const group of groups) await expect(group.barrier()).rejects.toMatchObject(failedWith(why));
  await Promise.all(groups.map((group) => group.close()));
}

const numbers = (...lengths: number[]) => lengths.map((length) => new Float32Array(length));

describe("processes that do not agree", () => {
  it.each<[string, (group: Group, rank: number) => Promise<unknown>, string | RegExp]>([
    [
      "on the length of an array",
      (group, rank) => group.average(numbers(3, rank === 2 ? 5 : 4)),
      "array 1 has 5 numbers at rank 2 and 4 at rank 0",
    ],
    [
      "on how many arrays there are",
      (group, rank) => group.average(rank === 1 ? numbers(3) : numbers(3, 4)),
      "rank 1 averages 1 arrays, rank 0 averages 2",
    ],
    [
      "on the operation",
      (group, rank) => (rank === 1 ? group.barrier() : group.average(numbers(200_000))),
      'rank 1 is at "barrier" of step 0, where "average" of step 0 was expected',
    ],
    [
      "on how long they train",
      async (group, rank) => {
        await group.barrier();
        if (rank === 2) await group.close();
        await group.average(numbers(10));
      },
      /rank 2 has left|The group of processes was closed/,
    ],
  ])("%s all end", async (_what, call, why) => {
    const groups = await localGroup(3);
    const calls = groups.map(call);
    await Promise.all(
      calls.map((one) => expect(one).rejects.toMatchObject({ message: expect.stringMatching(why) })),
    );
    for (const group of groups)
      await expect(group.barrier()).rejects.toMatchObject({ message: expect.stringMatching(why) });
  });

  it.each([
    [{ rank: 1, size: 3 }, "rank 1 expects 3 processes, rank 0 expects 4"],
    [{ rank: 3, size: 4 }, "two processes say that they are rank 3"],
  ])("%j does not come into a group of 4", async (stranger, why) => {
    const { hub, port } = await startHub(4);
    const third = joinGroup({ rank: 3, size: 4, port, timeoutSeconds: 20 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const wrong = joinGroup({ ...stranger, port, timeoutSeconds: 20 });
    await expectEnd([], [hub, third, wrong], why);
  });

  it("on time fail after their patience, and name who is late", async () => {
    const groups = await localGroup(3, { timeoutSeconds: 0.6 });
    const begin = performance.now();
    // Rank 2 begins long after rank 1, so that rank 1 would lose patience first if it heard nothing.
    const first = (groups[1] as Group).average(numbers(10));
    first.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const calls = [(groups[0] as Group).average(numbers(10)), first];
    await expectEnd(groups.slice(0, 2), calls, "rank 2 has sent nothing for 0.6 s");
    expect(performance.now() - begin).toBeLessThan(5000);
    await expect((groups[2] as Group).barrier()).rejects.toMatchObject(
      failedWith("rank 2 has sent nothing for 0.6 s"),
    );
  });

  it("wait for one that is late, but not too late", async () => {
    const groups = await localGroup(2, { timeoutSeconds: 1 });
    const [hub, member] = groups as [Group, Group];
    const arrays = [Float32Array.of(1), Float32Array.of(2)] as const;
    const early = hub.average([arrays[0]]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await Promise.all([early, member.average([arrays[1]])]);
    expect(arrays).toEqual([Float32Array.of(1.5), Float32Array.of(1.5)]);
    await Promise.all(groups.map((group) => group.close()));
  });

  it("see what has come while a calculation kept the thread", async () => {
    const groups = await localGroup(2, { timeoutSeconds: 0.4 });
    const [hub, member] = groups as [Group, Group];
    const waiting = hub.gather(Uint8Array.of(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const coming = member.gather(Uint8Array.of(2));
    await Promise.resolve().then(() => undefined); // it is sent
    for (const end = performance.now() + 700; performance.now() < end; );
    expect(await Promise.all([waiting, coming])).toEqual([
      [Uint8Array.of(1), Uint8Array.of(2)],
      [Uint8Array.of(1), Uint8Array.of(2)],
    ]);
    await Promise.all(groups.map((group) => group.close()));
  });
});

/** A socket to rank 0 on which anything can be said. */
function rawSocket(port: number): { socket: Socket; heard: Promise<string> } {
  const socket = connect({ port, host: "127.0.0.1" });
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => undefined);
  let heard = "";
  socket.on("data", (chunk) => {
    heard += chunk.toString("latin1");
  });
  return { socket, heard: new Promise((resolve) => socket.on("close", () => resolve(heard))) };
}

describe("strangers", () => {
  it.each([
    ["another protocol", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "speaks another protocol"],
    [
      "too much",
      encodeHeader({ kind: "greeting", step: 0, length: 2 ** 32 - 1 }),
      "announces 4294967295 bytes where 48 were expected",
    ],
    [
      "no greeting",
      encodeHeader({ kind: "barrier", step: 7, length: 0 }),
      '"barrier" of step 7, where "greeting" of step 0 was expected',
    ],
  ])("that say %s are told so, and the group comes together without them", async (_what, said, why) => {
    const { hub, port } = await startHub(2);
    const { socket, heard } = rawSocket(port);
    socket.write(said);
    expect(await heard).toContain(why);
    const groups = await Promise.all([hub, joinGroup({ rank: 1, size: 2, port })]);
    await Promise.all(groups.map((group) => group.barrier()));
    await Promise.all(groups.map((group) => group.close()));
  });

  it("that do not know the secret are turned away, and named where somebody is missing", async () => {
    const secret = "the right secret of all";
    const { hub, port } = await startHub(2, { secret, timeoutSeconds: 1 });
    const wrong = { rank: 1, size: 2, port, timeoutSeconds: 20 };
    await expectEnd([], [joinGroup({ ...wrong, secret: "a wrong secret of one" })], "has another secret");
    await expectEnd([], [joinGroup(wrong)], "has another secret");
    await expectEnd(
      [],
      [hub],
      /rank 1 did not come within 1 s \(someone was turned away: .* has another secret\)/,
    );
  });

  it("that say nothing do not keep the others from coming together", async () => {
    const { hub, port } = await startHub(2);
    const { heard } = rawSocket(port);
    const groups = await Promise.all([hub, joinGroup({ rank: 1, size: 2, port })]);
    expect(await heard).toContain("all processes of the group are there already");
    await Promise.all(groups.map((group) => group.close()));
  });

  it("in the place of rank 0 are not believed", async () => {
    const listen = async (answer: (socket: Socket) => void) => {
      const server = createServer((socket) => {
        socket.on("error", () => undefined);
        answer(socket);
      });
      onTestFinished(() => void server.close());
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return (server.address() as { port: number }).port;
    };
    const web = await listen((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const silent = await listen(() => undefined);
    const secret = "the right secret of all";
    const liar = await listen((socket) => {
      const connection = new Connection(socket, "the member", 5);
      const zero = new Uint8Array(48);
      connection.send("greeting", 0, zero);
      connection.send("proof", 0, new Uint8Array(32));
    });
    const join = (port: number) => joinGroup({ rank: 1, size: 2, port, secret, timeoutSeconds: 0.5 });
    await expectEnd([], [join(web)], "speaks another protocol");
    await expectEnd([], [join(silent)], "has sent nothing for 0.5 s");
    await expectEnd([], [join(liar)], "has another secret");
  });
});

/** A group of 3 whose rank 2 is a bare connection, which can break every rule. */
async function withRogue(settings: Settings = {}) {
  const { hub, port } = await startHub(3, settings);
  const member = joinGroup({ rank: 1, size: 3, port, timeoutSeconds: 20, ...settings });
  const socket = connect({ port, host: "127.0.0.1" });
  onTestFinished(() => void socket.destroy());
  const rogue = new Connection(socket, "rank 0", 20);
  await present(rogue, { rank: 2, size: 3 }, "");
  const groups = await Promise.all([hub, member]);
  await rogue.receiveInto("welcome", 0, new Uint8Array());
  return { groups, rogue, socket };
}

describe("a process that breaks the rules", () => {
  it.each<[string, (rogue: Connection, socket: Socket) => void, string]>([
    [
      "is at another step",
      (rogue) => rogue.send("average", 5, encodeNumbers([1, 100])),
      'rank 2 is at "average" of step 5, where "average" of step 0 was expected',
    ],
    [
      "has a weight that is none",
      (rogue) => rogue.send("average", 0, encodeNumbers([Number.NaN, 100])),
      "rank 2 has the weight NaN",
    ],
    [
      "begins with nothing",
      (rogue) => rogue.send("average", 0),
      "rank 2 averages 0 arrays, rank 0 averages 1",
    ],
    [
      "sends a frame that is too long",
      (_, socket) => socket.write(encodeHeader({ kind: "average", step: 0, length: 2 ** 31 })),
      `rank 2 announces 2147483648 bytes where at most ${PIECE_BYTES} can be`,
    ],
    [
      "sends pieces of other lengths",
      (rogue) => {
        rogue.send("average", 0, encodeNumbers([1, 100]));
        rogue.send("data", 0, new Uint8Array(396));
      },
      "rank 2 announces 396 bytes where 400 were expected",
    ],
    [
      "loses the thread",
      (_, socket) => socket.write(new Uint8Array(64).fill(7)),
      "rank 2 speaks another protocol",
    ],
    [
      "has a failure of its own, with a strange message",
      (rogue) => rogue.send("failure", 0, new TextEncoder().encode("no disk\u001b[31m")),
      "no disk \\[31m",
    ],
    [
      "ends within a frame",
      (_, socket) => {
        socket.write(encodeHeader({ kind: "average", step: 0, length: 400 }));
        socket.end(new Uint8Array(10));
      },
      "rank 2 has left",
    ],
  ])("because it %s ends the group", async (_what, act, why) => {
    const { groups, rogue, socket } = await withRogue();
    act(rogue, socket);
    const calls = groups.map((group) => group.average(numbers(100)));
    await expectEnd(groups, calls, why);
    if (!socket.closed) await once(socket, "close");
  });

  it("because it gathers more than there can be ends the group", async () => {
    const { groups, rogue } = await withRogue();
    rogue.send("gather", 0, encodeNumbers([2 ** 40]));
    const calls = groups.map((group) => group.gather(new Uint8Array(3)));
    await expectEnd(groups, calls, "rank 2 announces a part of 1099511627776 bytes");
  });

  it("because it takes nothing ends the group", async () => {
    const { groups, rogue, socket } = await withRogue({ timeoutSeconds: 0.6 });
    rogue.send("broadcast", 0, encodeNumbers([0]));
    socket.pause();
    const [hub, member] = groups as [Group, Group];
    const large = new Uint8Array(30_000_000);
    await Promise.all([
      expect(hub.broadcast(large)).rejects.toMatchObject(failedWith("rank 2 has taken nothing for 0.6 s")),
      member.broadcast(large),
    ]);
    await expect(member.barrier()).rejects.toMatchObject(failedWith("rank 2 has taken nothing for 0.6 s"));
  });
});
