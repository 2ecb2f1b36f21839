import { random } from "../../random.js";
import { ContextGatherer, type Contexts } from "./contexts.js";
import type { NamedMembers } from "./learnability.js";

/** Entities of the contexts, of which the first half stands beside one word and the others beside another. */
const ENTITIES = 40;

/** Mentions in texts of two words of context, one of which tells a half of the entities from the other. */
export function smallContexts(mentions: number): Contexts {
  const next = random(5);
  const gatherer = new ContextGatherer({ window: 2 });
  for (let m = 0; m < mentions; m++) {
    if (m % 10 === 0) gatherer.nextText();
    const entity = next() % ENTITIES;
    const noise = () => `word ${next() % 30}`;
    gatherer.add([noise(), entity < ENTITIES / 2 ? "river" : "actor", "m", noise(), noise()], 2, 3, entity);
  }
  return gatherer.contexts();
}

const where = (holds: (entity: number) => boolean): Uint32Array =>
  Uint32Array.from([...Array(ENTITIES).keys()].filter(holds));

/** Types that the word tells, one that nothing tells, one that few entities have, and one that none has. */
export const SMALL_TYPES: readonly NamedMembers[] = [
  { name: "first half", members: where((entity) => entity < ENTITIES / 2) },
  { name: "even", members: where((entity) => entity % 2 === 0) },
  { name: "two of the second half", members: where((entity) => entity >= ENTITIES - 2) },
  { name: "none", members: where(() => false) },
];
