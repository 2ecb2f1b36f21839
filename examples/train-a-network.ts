import { loadKnowledgeBase } from "namesake";
import * as nn from "namesake/nn";

// Names of people and of places as 24 letters each; a network looks at three letters at a time.
const kb = await loadKnowledgeBase("starter");
const named = (kind: string, label: number) =>
  [...kb.entities()].flatMap(({ name, types }) => (types?.["ner"]?.[0] === kind ? [{ name, label }] : []));
const data = [...named("LOC", 0).slice(0, 10_000), ...named("PER", 1).slice(0, 10_000)];
const lettersOf = (name: string) => Array.from({ length: 24 }, (_, i) => name.charCodeAt(i) & 127);
const ids = (dims: number[], numbers: number[]) => ({ dims, data: Int32Array.from(numbers) });

function scores(scope: nn.Scope, letters: nn.Tensor): nn.Tensor {
  const vectors = nn.embedding(scope.at("letters"), letters, { rows: 128, width: 16 });
  const neighbours = [0, 1, 2].map((from) => nn.slice(vectors, from, from + 22, 1));
  const triples = nn.relu(nn.linearLayer(scope.at("triples"), nn.concat(neighbours, 2), 256));
  return nn.linearLayer(scope.at("scores"), nn.max(triples, { axes: [1] }), 2);
}
const task: nn.Task<{ name: string; label: number }, "letters" | "labels"> = {
  model: {
    name: "people-and-places",
    batch: { letters: nn.int32("batch", 24), labels: nn.int32("batch") },
    loss: (scope, { letters, labels }) => nn.crossEntropy(scores(scope, letters), labels),
  },
  examples: () => data,
  collate: (batch) => {
    const letters = batch.flatMap(({ name }) => lettersOf(name));
    const labels = batch.map(({ label }) => label);
    return { letters: ids([batch.length, 24], letters), labels: ids([batch.length], labels) };
  },
};
const how = { epochs: 4, batch: { size: 64, window: 20_000 }, rate: { peak: 0.01 } };
const { parameters } = await nn.train(task, { folder: ".cache/people-and-places", ...how });

// The same function makes the graph that is used.
const chances = nn.softmax(scores(new nn.Scope(), nn.input("letters", "int32", ["batch", 24])));
const session = await nn.Session.open(nn.emit("people", { chances }, { constants: parameters }));
for (const name of ["Johanna Brandt", "Saint-Pierre-des-Bois"]) {
  const { chances } = await session.run({ letters: ids([1, 24], lettersOf(name)) });
  console.log(`${name}: ${Math.round(100 * Number(chances?.data[1]))} % a person`);
}
