/**
 * TFRecord, the framing of TensorFlow's files (https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details):
 * a record is its length in 8 bytes, the masked checksum of these, the data, and the masked checksum of the data, all
 * little-endian.
 */

/** The polynomial of Castagnoli, Bräuer and Herrmann (1993), its bits in reverse. */
const POLYNOMIAL = 0x82f63b78;

/** What each value of a byte does to the checksum. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  return crc;
});

/** CRC-32C, as in RFC 3720 §12.1: 32 bits without a sign. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] as number);
  return ~crc >>> 0;
}

/** The checksum as TFRecord has it: turned and moved, since the checksum of data that hold their own checksum says little. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Data framed as one record. */
export function tfrecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(8 + 4 + data.length + 4);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return record;
}
