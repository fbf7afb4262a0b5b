import { number, type Row, text } from './figure.ts';
import { formatDate, formatNumber } from './number.ts';

/** A send that is expected or came: from whom, by when, and how far it is. */
export interface SendLine {
  antenne: string;
  libelle: string;
  attendu: string;
  recu: string;
  a_corriger: string;
  etat: string;
  /** Its state asks for something to be done. */
  attend: boolean;
  fichiers: string;
}

const STATES: Readonly<Record<string, string>> = {
  attendu: 'attendu',
  en_retard: 'en retard, rien reçu',
  facultatif: 'facultatif, rien reçu',
  recu: 'reçu, à valider',
  recu_en_retard: 'reçu après l’échéance, à valider',
  valide: 'validé',
  conteste: 'contesté',
};

/** Those that keep others waiting first. */
const ORDER = ['en_retard', 'conteste', 'attendu', 'recu_en_retard', 'recu', 'facultatif', 'valide'];

/** Rows of the cube `calendrier` of one year in words, what is late first; `name` gives an antenne's. */
export function sendCalendar(rows: readonly Row[], name: (antenne: string) => string): SendLine[] {
  return [...rows]
    .sort((a, b) => rankOf(a) - rankOf(b) || compare(keyOf(a), keyOf(b)))
    .map((row) => lineOf(row, name));
}

function rankOf(row: Row): number {
  const rank = ORDER.indexOf(text(row, 'etat'));
  return rank < 0 ? ORDER.length : rank;
}

function keyOf(row: Row): string {
  return `${text(row, 'antenne')} ${text(row, 'objet')}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function lineOf(row: Row, name: (antenne: string) => string): SendLine {
  const etat = text(row, 'etat');
  const toCorrect = number(row, 'valeur');
  return {
    antenne: name(text(row, 'antenne')),
    libelle: text(row, 'libelle'),
    attendu: dayOf(row, 'echeance'),
    recu: dayOf(row, 'recu_le'),
    a_corriger: toCorrect === null ? '–' : formatNumber(toCorrect),
    etat: stateText(etat, dayOf(row, 'avis_le')),
    attend: ORDER.indexOf(etat) < ORDER.indexOf('facultatif') || (toCorrect ?? 0) > 0,
    fichiers: text(row, 'source'),
  };
}

function stateText(etat: string, day: string): string {
  const said = STATES[etat] ?? etat;
  return day === '–' ? said : `${said} le ${day}`;
}

function dayOf(row: Row, column: string): string {
  const day = text(row, column);
  return day === '' ? '–' : formatDate(day);
}
