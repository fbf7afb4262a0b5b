import type { AgeBand } from '../core/age-band.ts';
import type { CodeEntry, CodeLists, Contract } from '../core/contract.ts';

/** Contracts and lists as the page carries them. */
export interface PageData {
  contracts: Contract[];
  nomenclatures: [string, readonly CodeEntry[]][];
  tranches: readonly AgeBand[];
  /** Antenne code → its name. */
  noms: Record<string, string>;
  /** The antenne that the page is made for. */
  antenne?: string;
  /** The number of the centre's key, which opens nothing: any other key is refused. */
  numeroCle?: string;
  /** The key of the samples, which is public. */
  cleExemple: number[];
}

/** Contracts and lists as the core reads them. */
export function sourcesOf({
  contracts,
  nomenclatures,
  tranches,
}: PageData): CodeLists & { contracts: Contract[] } {
  return { contracts, nomenclatures: new Map(nomenclatures), tranches };
}
