import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Bytes of a key's number: enough to tell two keys apart, and nothing of the key can be had back from them. */
const MARK_BYTES = 8;

/** The number of a key: the same for the same key, and it opens nothing. */
export function keyMark(key: Uint8Array): string {
  return bytesToHex(hmac(sha256, key, utf8ToBytes('cpca')).subarray(0, MARK_BYTES));
}
