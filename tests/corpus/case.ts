/** What a broken file should come to. */
export interface Outcome {
  etat: 'charge' | 'refuse';
  /** Codes of the problems told, each once. */
  codes: readonly string[];
  charges: number;
  a_corriger: number;
  /** The good lines that the raw tables hold, by their names in `good.ts`, and nothing else. */
  bons: readonly string[];
}

/** One broken file of the corpus. */
export interface Case {
  /** Its file's name; recognition reads it, so a case of its own may lie in it. */
  nom: string;
  /** What is broken, in French: the table is read by those who send files. */
  casse: string;
  octets: () => Uint8Array;
  attendu: Outcome;
  /** Names, births, telephones and addresses that must be found nowhere afterwards. */
  plantes?: readonly string[];
  /** Read in a process of its own, under this bound of resident memory in megabytes. */
  memoire?: number;
  /** Why the outcome is not yet the expected one, and since when; taken off when mended. */
  attendu_bientot?: { depuis: string; raison: string };
}

/** Nothing of the file is loaded, for this reason. */
export function refused(...codes: string[]): Outcome {
  return { etat: 'refuse', codes, charges: 0, a_corriger: 0, bons: [] };
}
