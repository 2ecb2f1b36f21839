/** What a made-up name means, by the kind that its sentence shows. */
export const KINDS = {
  river: "river",
  singer: "singer",
  company: "company",
  disease: "disease",
  city: "city",
  film: "film",
  footballer: "association football player",
  ship: "ship",
  plant: "plant",
  language: "programming language",
} as const;
export type Kind = keyof typeof KINDS;

/** Five sentences of each kind; "@" stands for the name, of which nothing is known but what the sentence shows. */
export const SENTENCES: Readonly<Record<Kind, readonly string[]>> = {
  river: [
    "After weeks of rain the @ burst its banks and flooded the meadows downstream.",
    "The canoeists paddled up the @ as far as the waterfall.",
    "Salmon swim up the @ every autumn to spawn near its source.",
    "A new bridge over the @ joins the two halves of the valley.",
    "The @ rises in the hills and flows into the sea after forty kilometres.",
  ],
  singer: [
    "@ sang three encores and thanked the audience at the end of her concert.",
    "The second album of @ reached number one and won a prize for best vocals.",
    "Critics praised the voice of @, who toured with a jazz band that summer.",
    "@ recorded the ballad as a duet and performed it live on stage.",
    "Born into a family of musicians, @ released her first single at sixteen.",
  ],
  company: [
    "Shares of @ fell after the firm cut its profit forecast for the year.",
    "@ hired two thousand workers and opened a factory to meet demand.",
    "The chief executive of @ defended the takeover before the shareholders.",
    "@ was founded by two engineers and sells its products in forty countries.",
    "The regulator fined @ for misleading its customers and investors.",
  ],
  disease: [
    "Patients with @ suffer from fever and swollen joints for several weeks.",
    "There is no vaccine against @, and doctors can only treat its symptoms.",
    "@ is spread by mosquitoes and infected thousands of people last year.",
    "She was diagnosed with @ and spent a month in hospital.",
    "The outbreak of @ killed forty people before the epidemic was contained.",
  ],
  city: [
    "The mayor of @ opened the new tram line through the old town.",
    "@ has a population of ninety thousand and is the capital of the province.",
    "They moved to @ and rented a flat near the cathedral square.",
    "The train from the coast reaches @ in two hours.",
    "Tourists visit @ for its museums, its market and the streets of the old quarter.",
  ],
  film: [
    "@ opened in cinemas on Friday and earned ten million at the box office.",
    "She won an award for best actress for her role in @.",
    "The director of @ shot every scene at night with two cameras.",
    "The screenplay of @ was adapted from a novel, with a cast of unknown actors.",
    "We watched @, a thriller with a twist in its last scene.",
  ],
  footballer: [
    "@ scored twice in the second half and was voted man of the match.",
    "The club bought @, a striker, for six million before the season.",
    "@ missed the penalty and the team lost the cup final.",
    "The midfielder @ has played forty matches for the national team.",
    "Injured in training, @ will not play against United on Saturday.",
  ],
  ship: [
    "The @ sank after striking a reef, and her crew took to the lifeboats.",
    "Launched at the navy yard, the @ carried forty guns and three hundred sailors.",
    "The captain of the @ steered her into the harbour through the fog.",
    "Torpedoed in the war, the @ lies at the bottom of the ocean.",
    "The @ sailed from Southampton with twelve hundred passengers on board.",
  ],
  plant: [
    "The leaves of @ are oval, and its white flowers open in May.",
    "@ grows in wet soil, to a height of two metres, and is pollinated by bees.",
    "Gardeners prune @ in winter so that the shrub blossoms in spring.",
    "The seeds of @ germinate only after a frost.",
    "The botanist found @ among the ferns on the shady slope.",
  ],
  language: [
    "The compiler for @ checks types and turns the source code into machine code.",
    "@ has closures and garbage collection, and its syntax looks like that of C.",
    "She rewrote the web server in @ because its libraries for threads are better.",
    "Programmers who learn @ after Java miss exceptions and classes.",
    "Version 3 of @ added pattern matching and a package manager for developers.",
  ],
};
