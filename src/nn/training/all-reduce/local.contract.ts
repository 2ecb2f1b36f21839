import { type GroupOptions, joinGroup } from "../all-reduce.js";
import type { Group } from "./group.js";

export type Settings = Partial<Pick<GroupOptions, "secret" | "timeoutSeconds">>;

/** Rank 0 on a free port, and that port. */
export async function startHub(size: number, settings: Settings = {}) {
  let hub!: Promise<Group>;
  const port = await new Promise<number>((resolve, reject) => {
    hub = joinGroup({ rank: 0, size, port: 0, timeoutSeconds: 20, ...settings, onListening: resolve });
    hub.catch(reject);
  });
  return { hub, port };
}

/** All processes of a group, connected through the loopback interface within this process. */
export async function localGroup(size: number, settings: Settings = {}): Promise<Group[]> {
  if (size === 1) return [await joinGroup({ rank: 0, size, port: 0 })];
  const { hub, port } = await startHub(size, settings);
  const others = Array.from({ length: size - 1 }, (_, i) =>
    joinGroup({ rank: i + 1, size, port, timeoutSeconds: 20, ...settings }),
  );
  return Promise.all([hub, ...others]);
}
