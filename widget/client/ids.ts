/** Ids are made where the text is typed, so that sending twice stores once (RFC 9562, UUID version 7). */

/** 16 random bytes; `crypto.randomUUID` is absent on plain http, `getRandomValues` is not. */
const randomBytes = (): Uint8Array => crypto.getRandomValues(new Uint8Array(16));

/** A UUIDv7: 48 bits of milliseconds, then version, variant and 74 random bits. Sorts by the time it was made. */
export function uuidv7(now: number = Date.now(), bytes: Uint8Array = randomBytes()): string {
  const b = Uint8Array.from(bytes);
  for (let i = 0; i < 6; i++) b[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256;
  b[6] = 0x70 | (b[6]! & 0x0f);
  b[8] = 0x80 | (b[8]! & 0x3f);
  const hex = Array.from(b, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
