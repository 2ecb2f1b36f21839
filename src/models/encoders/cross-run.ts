import type { Feed } from "../../nn/session.js";

/** What a cross-encoder's session is fed once. */
export interface CrossRun {
  /** Whose scores come out, in their order: places among the candidates. */
  places: readonly number[];
  feeds: Readonly<Record<string, Feed>>;
}
