import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
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

/** One word of plain letters: there is nothing in it to undo, and a particle alone is a name. */
const PLAIN = /^[A-Za-z0-9]+$/;

/** A name as it is compared, in any alphabet; empty when it holds no letter: no accents, case, particles, hyphens nor spaces ("D’Exemple-Deux" is "exempledeux"). */
export function normalName(name: string): string {
  if (PLAIN.test(name)) return name.toLowerCase();
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

const HEX = '0123456789abcdef';
/** Bytes of a UTF-16 unit in UTF-8, at most. */
const UTF8_LONGEST = 3;

/** A hash under a key, as far as it is used here. */
interface Keyed {
  update(bytes: Uint8Array): unknown;
  digestInto(out: Uint8Array): void;
  _cloneInto(to?: Keyed): Keyed;
  clone(): Keyed;
}

/** First names come back by the thousand; more different ones than this no country has. */
const FIRST_NAMES_KEPT = 20_000;

/**
 * Makes the pseudonyms of one file under one key: HMAC-SHA-256 over the normalised names and the day of birth, cut to
 * 128 bits (32 hexadecimal digits). The same person has the same pseudonym in every antenne that uses the same key. It
 * remembers the first names of its file, so it is let go with the file.
 */
export class Pseudonyms {
  /** The state after the key, from which each person starts: half the work of a hash is its key. */
  private readonly keyed: Keyed;
  private readonly current: Keyed;
  private readonly digest = new Uint8Array(sha256.outputLen);
  private readonly encoder = new TextEncoder();
  private readonly room = new Uint8Array(512);
  private readonly signs = new Array<number>(32).fill(0);
  private readonly firstNames = new Map<string, string>();

  constructor(key: Uint8Array) {
    this.keyed = hmac.create(sha256, key);
    this.current = this.keyed.clone();
  }

  of({ nom, prenom, naissance }: Identity): string {
    const text = `${normalName(nom)}|${normalName(prenom)}|${naissance}`;
    this.keyed._cloneInto(this.current);
    this.current.update(this.bytesOf(text));
    this.current.digestInto(this.digest);
    return this.hex();
  }

  /** The text in UTF-8, in room that is used again for the next person. */
  private bytesOf(text: string): Uint8Array {
    if (text.length * UTF8_LONGEST > this.room.length) return utf8ToBytes(text);
    return this.room.subarray(0, this.encoder.encodeInto(text, this.room).written);
  }

  /** The first half of the digest. */
  private hex(): string {
    for (let at = 0; at < this.signs.length; at += 1) {
      const byte = this.digest[at >> 1] ?? 0;
      this.signs[at] = HEX.charCodeAt(at % 2 === 0 ? byte >> 4 : byte & 15);
    }
    return String.fromCharCode(...this.signs);
  }

  /** As `normalName`, for a first name. */
  firstName(prenom: string): string {
    const known = this.firstNames.get(prenom);
    if (known !== undefined) return known;
    if (this.firstNames.size >= FIRST_NAMES_KEPT) this.firstNames.clear();
    const normal = normalName(prenom);
    this.firstNames.set(prenom, normal);
    return normal;
  }
}

/** The pseudonym of one person; a whole file's are made faster by one `Pseudonyms`. */
export function pseudonym(identity: Identity, key: Uint8Array): string {
  return new Pseudonyms(key).of(identity);
}
