import { describe, expect, it } from 'vitest';
import { attentionItems } from './attention.ts';
import type { Row } from './figure.ts';

const branches = [
  { code: 'APEX', nom: 'APEX' },
  { code: 'UDAF11', nom: 'UDAF de l’Aude' },
];
const names = { CPCA: 'CPCA Sud-Occitanie', APEX: 'APEX', UDAF11: 'UDAF de l’Aude' };

function sends(antenne: string, figures: Record<string, number | null>): Row[] {
  return Object.entries(figures).map(([indicateur, valeur]) => ({
    antenne,
    objet: 'envoi',
    indicateur,
    valeur,
    statut: valeur === null ? 'non_transmis' : 'publie',
  }));
}

const done = { sources_recues: 2, sources_attendues: 2, sources_validees: 2, lignes_a_corriger: 0 };
const none = { sends: [] as Row[], findings: [] as Row[], notes: [] as Row[], changes: [] as Row[] };
const quiet = [...sends('APEX', done), ...sends('UDAF11', done), ...sends('CPCA', { sources_en_retard: 0 })];
const finding = {
  ...{ antenne: 'APEX', constat: 'a1', gravite: 'erreur', libelle: 'Règle.', sujet: 'places' },
  ...{ ecrit: '4', calcule: '5', lecture: 'Omission.', reserve: '', reconnu: 'non', raison: '' },
};
const change = {
  ...{ bloc: 'nuitees', libelle: 'Nuitées', valeur: 1, statut: 'publie', evolution_pour_cent: '26.6' },
  comparable: 'oui',
};

describe('what wants attention', () => {
  it('is nothing where every send is valid and nothing else is told', () => {
    expect(attentionItems({ ...none, sends: quiet }, branches, names)).toEqual([]);
  });

  it('speaks of no others where nobody has validated', () => {
    const one = { ...done, sources_validees: 1 };
    const rows = [...sends('APEX', one), ...sends('UDAF11', one)];
    const [valid] = attentionItems({ ...none, sends: rows }, branches, names);
    expect(valid?.what).toBe('0 antenne sur 2 a validé tous ses envois.');
    expect(valid?.why).toContain('Tous les chiffres sont provisoires.');
  });

  it('says whose turn it is, and what is late', () => {
    const rows = [
      ...sends('APEX', { ...done, sources_validees: 1, lignes_a_corriger: 3 }),
      ...sends('UDAF11', done),
      ...sends('CPCA', { sources_en_retard: 1, sources_recues: 4 }),
    ];
    const [valid, late] = attentionItems({ ...none, sends: rows }, branches, names);
    expect(valid?.what).toBe('1 antenne sur 2 a validé tous ses envois.');
    expect(valid?.why).toContain('APEX (3 lignes à corriger, 1 envoi à valider)');
    expect(late?.what).toBe('1 envoi sur 4 est arrivé après l’échéance.');
  });

  it('gives an error its numbers and its reading, and keeps back what is reserved', () => {
    const open = attentionItems({ ...none, sends: quiet, findings: [finding] }, branches, names);
    expect(open.map(({ why }) => why)).toEqual(['Places\u00a0: 4 écrit, 5 calculé. Omission.']);
    const reserved = { ...finding, reserve: 'chiffres réservés', ecrit: '', calcule: '' };
    const [item] = attentionItems({ ...none, sends: quiet, findings: [reserved] }, branches, names);
    expect(item?.why).toBe('Les chiffres sont réservés à l’antenne et au porteur.');
  });

  it('leaves out an error that is acknowledged', () => {
    const known = { ...finding, reconnu: 'oui', raison: 'Arrondi.' };
    expect(attentionItems({ ...none, sends: quiet, findings: [known] }, branches, names)).toEqual([]);
  });

  it('names a change of a fifth or more with its explanation, or says that there is none', () => {
    const note = {
      ...{ antenne: 'UDAF11', indicateur: 'nuitees', genre: 'explication', rang: 1, module: '_T' },
      ...{ texte: 'Un logement de plus.', par: 'coordination', le: '2025-01-20' },
    };
    const told = attentionItems({ ...none, sends: quiet, changes: [change], notes: [note] }, branches, names);
    expect(told.map(({ what }) => what)).toEqual(['Nuitées\u00a0: +26,6\u00a0% en un an.']);
    expect(told[0]?.why).toBe(
      '«\u00a0Un logement de plus.\u00a0» (UDAF de l’Aude, coordination, 20 janvier 2025).',
    );
    const [bare] = attentionItems({ ...none, sends: quiet, changes: [change] }, branches, names);
    expect(bare?.why).toBe('Aucune explication transmise.');
    const small = { ...change, evolution_pour_cent: '19.9' };
    const apart = { ...change, comparable: 'non' };
    expect(attentionItems({ ...none, sends: quiet, changes: [small, apart] }, branches, names)).toEqual([]);
  });
});
