/** Days and months: concepts of a calendar, not names that anybody wants linked. */
export const CALENDAR: ReadonlySet<string> = new Set(
  `monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
  october november december mon tue tues wed thu thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec`.split(
    /\s+/,
  ),
);

/** Roles before a person's name: "President Lincoln" is Lincoln, "Barbara Lincoln" may be anybody. */
export const ROLES: ReadonlySet<string> = new Set(
  `president king queen prince princess emperor empress pope saint sir lord lady duke duchess count baron general colonel major
  captain lieutenant sergeant admiral commander senator congressman congresswoman representative governor mayor minister premier
  chancellor secretary ambassador judge justice chief professor doctor father mother brother sister uncle aunt mr mrs ms miss dr
  prof rev reverend bishop archbishop cardinal rabbi imam sheikh sultan shah tsar czar coach detective inspector officer agent
  director chairman ceo editor author novelist actor actress singer rapper composer painter poet philosopher mathematician
  physicist chemist astronaut cosmonaut explorer inventor pharaoh`.split(/\s+/),
);
