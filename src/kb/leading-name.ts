/** Bytes of a record within which its name mostly ends. */
export const NAME_BYTES = 400;
/** Records are kept with their fields in one order, id and name first. */
const LEADING_NAME = /^\{"id":"(?:[^"\\]|\\.)*","name":("(?:[^"\\]|\\.)*")/;

/** The name of a record whose JSON begins so, without parsing the rest; undefined where the name does not end in it. */
export function leadingName(json: string): string | undefined {
  const name = LEADING_NAME.exec(json)?.[1];
  return name === undefined ? undefined : (JSON.parse(name) as string);
}
