import { describe, expect, it } from 'vitest';
import { allocate } from './allocate.ts';
import type { Projet } from './inputs.ts';
import { notedProjects, notesForm, notesText } from './notes.ts';
import { PROPOSAL, proposalRows } from './record-fixture.ts';
import { inputs } from './round-fixture.ts';

const antennes = [{ code: 'AERS' }, { code: 'APEX' }, { code: 'UDAF11' }];
const projets: Projet[] = [
  {
    ...{ code: 'P10', antenne: 'APEX', intitule: 'Hébergement', eligible_centimes: 1_400_000, source: '' },
    notes: [
      { antenne: 'UDAF11', note: 2.5 },
      { antenne: 'APEX', note: 5 },
      { antenne: 'AERS', note: 4 },
    ],
  },
  { ...{ code: 'P2', antenne: 'APEX', intitule: 'Atelier', eligible_centimes: 100, source: '' }, notes: [] },
  {
    ...{ code: 'P1', antenne: 'AERS', intitule: 'Stage', eligible_centimes: 950_000, source: '' },
    notes: [{ antenne: 'APEX', note: 0 }],
  },
];

describe('the notes of projects', () => {
  const noted = notedProjects(projets, antennes);

  it('are those of the others, with their median; one’s own is set aside, and silence is no 0', () => {
    expect(
      noted.map(({ code, mediane, note_ecartee, muettes }) => [code, mediane, note_ecartee, muettes]),
    ).toEqual([
      ['P1', 0, null, ['UDAF11']],
      ['P2', null, null, ['AERS', 'UDAF11']],
      ['P10', 3.25, 5, []],
    ]);
    expect(notesText(noted)).toContain('médiane : sans note');
    expect(notesText(noted)).toContain('médiane : 3,25');
    expect(notesText(noted)).toContain('note de son antenne, mise de côté : 5');
    expect(notesText([])).toBe('Aucun projet n’est déclaré.');
  });

  it('are asked of an antenne for the projects of the others alone', () => {
    expect(notesForm(noted, 'APEX')).toBe('N° de projet;Projet de;Noté par;Note sur 5\r\nP1;AERS;APEX;0\r\n');
    expect(notesForm(noted, 'UDAF11')).toBe(
      'N° de projet;Projet de;Noté par;Note sur 5\r\nP1;AERS;UDAF11;\r\nP2;APEX;UDAF11;\r\nP10;APEX;UDAF11;2,5\r\n',
    );
  });

  it('have the median that the split counts', () => {
    const declared = projets.filter(({ notes }) => notes.length > 0);
    const parameters = {
      ...PROPOSAL,
      developpement: { ...PROPOSAL.developpement, projets: 'declares' as const },
    };
    const { enveloppes } = allocate({ ...inputs(proposalRows()), projets: declared }, parameters);
    const counted = enveloppes.flatMap((one) => (one.nom === 'developpement' ? one.projets : []));
    expect(counted).toHaveLength(2);
    for (const { code, mediane } of counted)
      expect(noted.find((one) => one.code === code)?.mediane).toBe(mediane);
  });
});
