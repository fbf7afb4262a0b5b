import type { Problem } from '../core/problem.ts';

/** What the page asks of its worker. Bytes are handed over, and the key goes with the request that needs it. */
export type Request =
  | { type: 'ouvrir'; id: number; nom: string; bytes: Uint8Array; reglages: Settings }
  | { type: 'relire'; reglages: Settings }
  | { type: 'sans_noms'; id: number; reglages: Settings }
  | { type: 'corrections'; id: number; reglages: Settings }
  | { type: 'modele'; id: number; antenne: string; annee: number };

/** What files are read by. */
export interface Settings {
  key: Uint8Array | undefined;
  /** The day in France of the reading, `YYYY-MM-DD`. */
  jour: string;
}

/** A file as the page shows it. */
export interface FileView {
  id: number;
  nom: string;
  empreinte: string;
  /** Undefined where the file was not recognised. */
  origine:
    | {
        libelle: string;
        antenne: string;
        annee: number;
        genre: 'annuel' | 'lignes';
        echantillon: boolean;
      }
    | undefined;
  lus: number;
  charges: number;
  a_corriger: number;
  reponse: string;
  nominatif: boolean;
  pseudonyme: boolean;
  /** The workbook of corrections that it was read with. */
  corrige_par: string | null;
  problemes: Problem[];
  signales: Problem[];
}

export type Reply =
  | { type: 'fichier'; fichier: FileView }
  | { type: 'corrections_recues'; id: number; nom: string; fichier: string | null; nombre: number }
  | { type: 'telechargement'; id: number; nom: string; bytes: Uint8Array; texte: string; ecartes: string[] }
  | { type: 'refus'; id: number; problemes: Problem[] }
  /** A request is done with, whatever came of it. */
  | { type: 'fini' };
