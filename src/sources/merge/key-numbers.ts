/** Entries that a `Map` takes are 2^24: keys are spread over as many maps. */
const MAPS = 64;

/** Numbers keys from 0 in the order in which they are first seen. */
export class KeyNumbers {
  private readonly maps = Array.from({ length: MAPS }, () => new Map<string, number>());
  private next = 0;

  get size(): number {
    return this.next;
  }

  /** The number of a key, a new one if it has none. */
  number(key: string): number {
    const map = this.mapOf(key);
    const known = map.get(key);
    if (known !== undefined) return known;
    map.set(key, this.next);
    return this.next++;
  }

  find(key: string): number | undefined {
    return this.mapOf(key).get(key);
  }

  private mapOf(key: string): Map<string, number> {
    // FNV-1a over the last characters, in which ids differ most.
    let hash = 0x811c9dc5;
    for (let i = Math.max(0, key.length - 8); i < key.length; i++)
      hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
    return this.maps[(hash >>> 16) % MAPS] as Map<string, number>;
  }
}
