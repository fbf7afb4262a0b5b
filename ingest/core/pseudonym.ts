import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { fold } from './text.ts';

export interface Identity {
  nom: string;
  prenom: string;
  /** Calendar day of birth, `YYYY-MM-DD`. */
  naissance: string;
}

const PARTICLES = /\b(de la|de l'|du|des|de|d'|le|la|les|l')(?=\s|\b)/g;

const NOT_LETTERS = /[^\p{L}\p{N}]/gu;
/** Letters that carry their mark in their body, as French hands spell them. */
const SPELLED: Readonly<Record<string, string>> = { ø: 'o', œ: 'oe', æ: 'ae', ß: 'ss', ł: 'l', đ: 'd' };

/** A name as it is compared, in any alphabet; empty when it holds no letter: no accents, case, particles, hyphens nor spaces ("D’Exemple-Deux" is "exempledeux"). */
export function normalName(name: string): string {
  const folded = fold(name)
    .replace(/[øœæßłđ]/g, (letter) => SPELLED[letter] ?? letter)
    .replace(/-/g, ' ');
  const bare = folded.replace(PARTICLES, ' ').replace(NOT_LETTERS, '');
  return bare === '' ? folded.replace(NOT_LETTERS, '') : bare;
}

/** The key bytes of a key file: 64 hexadecimal digits. Throws a RangeError otherwise. */
export function parseKey(text: string): Uint8Array {
  const hex = text.trim().toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new RangeError('a key is 32 bytes written as 64 hexadecimal digits');
  return hexToBytes(hex);
}

/**
 * The pseudonym of a person: HMAC-SHA-256 under the key, over the normalised names and the day of birth, cut to 128
 * bits (32 hexadecimal digits). The same person has the same pseudonym in every antenne that uses the same key.
 */
export function pseudonym(identity: Identity, key: Uint8Array): string {
  const text = [normalName(identity.nom), normalName(identity.prenom), identity.naissance].join('|');
  return bytesToHex(hmac(sha256, key, utf8ToBytes(text))).slice(0, 32);
}
