import { ETATS, type EtatEnvoi, inputWords } from '#budget/validation.ts';
import { number, type Row, text } from './figure.ts';
import { formatDate } from './number.ts';

/** A send that inputs of the split rest on, in words. */
export interface InputState {
  objet: string;
  etat: string;
  /** Whether a decision may rest on it. */
  tient: boolean;
  raison: string;
  avis: string;
  a_corriger: number | null;
  entrees: string[];
}

const MANY: Readonly<Record<string, string>> = {
  projet: 'projets déclarés',
  note: 'notes des projets',
  comblement: 'actions à mettre en place',
};

/** Rows of `budget_validation` by send, those on which no decision may rest first. */
export function inputStates(rows: readonly Row[]): InputState[] {
  const groups = new Map<string, { row: Row; entrees: Set<string> }>();
  for (const row of rows) {
    const etat = text(row, 'etat');
    const key = text(row, 'objet') === '_U' ? etat : text(row, 'objet');
    const group = groups.get(key) ?? { row, entrees: new Set<string>() };
    group.entrees.add(inputOf(row));
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ row, entrees }) => stateOf(row, [...entrees].sort()))
    .sort((a, b) => Number(a.tient) - Number(b.tient) || (a.objet < b.objet ? -1 : 1));
}

function inputOf(row: Row): string {
  const entree = text(row, 'entree');
  const many = MANY[entree.split('/')[0] ?? ''];
  if (many !== undefined) return many;
  const antenne = text(row, 'antenne');
  return antenne === '_T' ? inputWords(entree) : `${inputWords(entree)} (${antenne})`;
}

function stateOf(row: Row, entrees: string[]): InputState {
  const etat = text(row, 'etat') as EtatEnvoi;
  const objet = text(row, 'objet');
  const [par, le] = [text(row, 'par'), text(row, 'le')];
  const toCorrect = number(row, 'valeur');
  return {
    objet: objet === '_U' ? '–' : objet,
    etat: ETATS[etat] ?? etat,
    tient: etat === 'reference' || (etat === 'valide' && toCorrect === 0),
    raison: etat === 'conteste' ? text(row, 'raison') : '',
    avis: par === '' ? '' : `par « ${par} »${le === '' ? '' : ` le ${formatDate(le)}`}`,
    a_corriger: toCorrect,
    entrees,
  };
}
