/** A field of a message: a number, or bytes that may be a text or another message. */
export interface ProtobufField {
  number: number;
  value: number | Uint8Array;
}

/**
 * The fields of a message in Protocol Buffers' wire format (https://protobuf.dev/programming-guides/encoding/).
 * Four-byte values are read as float32, eight-byte values as float64, varints as numbers, exact below 2^53.
 *
 * @throws {RangeError} where the bytes end within a field, or are of no such form
 */
export function* protobufFields(bytes: Uint8Array): Generator<ProtobufField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = view.getUint8(at++);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      if (scale >= 2 ** 63) throw new RangeError("a number of more than ten bytes");
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const type = tag % 8;
    if (type === 0) yield { number, value: varint() };
    else if (type === 1) {
      yield { number, value: view.getFloat64(at, true) };
      at += 8;
    } else if (type === 5) {
      yield { number, value: view.getFloat32(at, true) };
      at += 4;
    } else if (type === 2) {
      const end = varint() + at;
      if (end > bytes.length) throw new RangeError(`field ${number} goes on after the end`);
      yield { number, value: bytes.subarray(at, end) };
      at = end;
    } else throw new RangeError(`field ${number} is of an unknown kind`);
  }
}
