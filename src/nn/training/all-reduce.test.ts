import { describe, expect, it } from "vitest";
import { describeGroup } from "./all-reduce/group.contract.js";
import { localGroup, startHub } from "./all-reduce/local.contract.js";
import { joinGroup, singleGroup } from "./all-reduce.js";

describeGroup("a single process", async () => [singleGroup()]);
describe.each([1, 2, 3])("with %i processes", (size) => {
  describeGroup("a group", () => localGroup(size));
});

describe("joining", () => {
  const base = { rank: 1, size: 2, port: 7411 };
  it.each([
    [{ size: 0 }, "size should be a whole number from 1 to 1024"],
    [{ rank: 2 }, "rank should be a whole number from 0 to 1"],
    [{ rank: 0.5 }, "rank should be a whole number from 0 to 1"],
    [{ port: 0 }, "port should be a port of rank 0 that all know"],
    [{ timeoutSeconds: 0 }, "timeoutSeconds should be a number above 0"],
    [{ host: "10.0.0.1" }, "since 10.0.0.1 can be reached by others"],
    [{ secret: "too short" }, 'at least 16 characters, the same for all processes, found "one of 9"'],
  ])("refuses %j", async (options, message) => {
    await expect(joinGroup({ ...base, ...options })).rejects.toMatchObject({
      code: "OPTION_INVALID",
      message: expect.stringContaining(message),
    });
  });

  it("works whoever comes first, and with a secret", async () => {
    const secret = "a secret of the group";
    // A port that was free a moment ago.
    const probe = await startHub(2, { secret });
    const first = joinGroup({ rank: 1, size: 2, port: probe.port, secret });
    const [a, b] = await Promise.all([probe.hub, first]);
    await Promise.all([a.close(), b.close()]);

    const early = joinGroup({ rank: 1, size: 2, port: probe.port, timeoutSeconds: 20, secret });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const late = joinGroup({ rank: 0, size: 2, port: probe.port, timeoutSeconds: 20, secret });
    const pair = await Promise.all([late, early]);
    expect(pair.map(({ rank, size }) => [rank, size])).toEqual([
      [0, 2],
      [1, 2],
    ]);
    await Promise.all(pair.map((group) => group.barrier()));
    await Promise.all(pair.map((group) => group.close()));
  });

  it("says who did not come", async () => {
    const { hub, port } = await startHub(3, { timeoutSeconds: 0.5 });
    const one = joinGroup({ rank: 1, size: 3, port, timeoutSeconds: 20 });
    const why = expect.stringContaining("rank 2 did not come within 0.5 s");
    await Promise.all([
      expect(hub).rejects.toMatchObject({ code: "GROUP_FAILED", message: why }),
      expect(one).rejects.toMatchObject({ code: "GROUP_FAILED", message: why }),
    ]);
    await expect(joinGroup({ rank: 1, size: 3, port, timeoutSeconds: 0.3 })).rejects.toMatchObject({
      code: "GROUP_FAILED",
      message: expect.stringContaining(`rank 0 was not found at 127.0.0.1:${port} within 0.3 s`),
    });
  });

  it("says that the address is taken", async () => {
    const { hub, port } = await startHub(2, { timeoutSeconds: 0.5 });
    await expect(joinGroup({ rank: 0, size: 2, port })).rejects.toMatchObject({
      code: "ADDRESS_UNAVAILABLE",
    });
    await expect(hub).rejects.toMatchObject({ code: "GROUP_FAILED" });
  });
});
