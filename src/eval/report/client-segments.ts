/** A stretch of the text that the same marks cover. */
export interface Segment {
  start: number;
  end: number;
  /** Positions of the marks, the shortest first. */
  marks: number[];
}

/**
 * Divides a text at the ends of its marks, which may lie in and across each other. Runs in the page: it may use nothing from
 * outside of itself.
 *
 * @param length of the text
 */
export function segmentsOf(length: number, marks: readonly { start: number; end: number }[]): Segment[] {
  const cuts = new Set([0, length]);
  for (const { start, end } of marks) {
    cuts.add(start);
    cuts.add(end);
  }
  const places = [...cuts].filter((place) => place >= 0 && place <= length).sort((a, b) => a - b);
  const byStart = marks.map((mark, i) => ({ ...mark, i })).sort((a, b) => a.start - b.start);
  const segments: Segment[] = [];
  let open: { start: number; end: number; i: number }[] = [];
  let next = 0;
  for (let p = 0; p + 1 < places.length; p++) {
    const start = places[p] ?? 0;
    const end = places[p + 1] ?? length;
    open = open.filter((mark) => mark.end > start);
    for (let mark = byStart[next]; mark !== undefined && mark.start <= start; mark = byStart[next]) {
      if (mark.end > start) open.push(mark);
      next++;
    }
    const covering = [...open].sort((a, b) => a.end - a.start - (b.end - b.start) || a.i - b.i);
    segments.push({ start, end, marks: covering.map(({ i }) => i) });
  }
  return segments;
}
