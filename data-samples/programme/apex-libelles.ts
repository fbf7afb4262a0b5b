import type { Motif, Objet, Orienteur } from './apex-cibles.ts';
import type { Issue } from './apex-stages.ts';
import type { SheetCell } from './classeur.ts';

/** The words of the antenne, as her hand writes them: several ways for a band, several for what nobody knows. */
export const ORIENTEURS: Record<Orienteur, string> = {
  spip: 'SPIP',
  tj_perpignan: 'TJ Perpignan',
  tj_exterieur: 'TJ hors département',
  delegue: 'Délégué du Procureur',
  jap: 'JAP',
  travailleur_social: 'Travailleur social',
  ase: 'ASE',
  pjj: 'PJJ',
  cpip: 'CPIP',
  psychologue: 'Psychologue',
  medecin: 'Médecin',
  lui_meme: 'Lui-même',
  non_connu: 'Non connu',
};
export const VERS = { stage: 'Stage', groupe: 'Groupe', suivi: 'Suivi indiv.' } as const;
export const EMPLOIS = ['Avec emploi', 'Sans emploi', 'Formation', 'Retraité/invalidité'];
export const FAMILLES = ['Marié/pacsé', 'Concubinage/union libre', 'Divorcé/séparé', 'Célibataire'];
/** A spreadsheet took « 18/25 » for a day of January 2025 and shows it as it was typed. */
export const EXCEL_DATE: SheetCell = { date: '2025-01-18', format: 'd/yy' };
export const TRANCHES: readonly (readonly SheetCell[])[] = [
  ['18/25 ans', '18-25ans', 'de 18 à 25 ans', EXCEL_DATE],
  ['26/39', '26-39 ans', '26 à 39 ans', '26/39 ans'],
  ['40/64', '40-64ans', 'de 40 à 64 ans', '40/64 ans'],
  ['65 et +', '65 ans et +'],
];
export const INCONNUS: readonly SheetCell[] = ['NC', 'NC', 'n.c.', '?', null];
export const ISSUES: Record<Issue, string> = {
  effectue: 'Stage effectué',
  non_presente: 'Ne s’est pas présenté(e)',
  renvoye: 'Ne s’est pas présenté(e), renvoyé(e) par la justice',
  demenage: 'Déménagé(e)',
  parti: 'Parti(e) sur un autre département',
  report: 'Report demandé',
  annule: 'Annulé avec accord du Parquet',
};
export const PRESENCES = { present: 'P', absent: 'A', excuse: 'E', report: 'R' } as const;
export const CADRES = {
  pre: 'Pré-sentenciel',
  post: 'Post-sentenciel',
  volontaire: 'Sans contrainte judiciaire',
} as const;
export const MOTIFS: Record<Motif, string> = {
  termine: 'Programme terminé',
  abandon: 'Abandon',
  recidive: 'Condamné pour récidive de violences conjugales',
  travail: 'Indisponibilité professionnelle',
};
export const OBJETS: Record<Objet, string> = {
  attente_stage: 'En attente de stage',
  reinsertion: 'Réinsertion / aide administrative',
  parentalite: 'Parentalité',
  victime: 'Profil davantage victime',
};
export const FINS: Record<Objet, string> = {
  attente_stage: 'Objectifs atteints',
  reinsertion: 'Objectifs atteints',
  parentalite: 'Objectifs atteints',
  victime: 'Orienté vers un partenaire',
};
export const TYPES = {
  evaluation: 'Évaluation',
  bilan: 'Bilan fin de groupe',
  pre_stage: 'Pré-stage',
  suivi: 'Suivi individuel',
} as const;
export const TENUES = { tenu: 'oui', non_honore: 'non', reporte: 'reporté' } as const;
