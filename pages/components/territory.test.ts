import { describe, expect, it } from 'vitest';
import { courtMatrix, drawnCourts } from './territory.ts';

function offer(over: Record<string, unknown>): Record<string, unknown> {
  return {
    departement: '34',
    tribunal: 'tj34172',
    action: 'soins',
    valeur: 1,
    statut: 'publie',
    etat: 'en_place',
    antennes: 'Pôle Justice, UDAF de l’Aude',
    libelle: 'Soins',
    source: 'offre.csv',
    ...over,
  };
}

const labels = { tribunal: { tj34172: 'Tribunal judiciaire de Montpellier', tj34032: 'Béziers' } };

describe('actions by tribunal', () => {
  it('say what is in place, in part, or not, and by whom', () => {
    const matrix = courtMatrix(
      [
        offer({}),
        offer({ action: 'groupe', libelle: 'Groupe', valeur: 0, etat: 'partielle', antennes: 'APEX' }),
        offer({ action: 'stage', libelle: 'Stage', valeur: 0, etat: 'non_mentionnee', antennes: '' }),
        offer({ action: 'suivi', libelle: 'Suivi', valeur: 0, etat: 'projetee', antennes: '' }),
        offer({ tribunal: '_T' }),
      ],
      labels,
    );
    expect(matrix.actions.map(({ label }) => label)).toEqual(['Groupe', 'Soins', 'Stage', 'Suivi']);
    expect(matrix.lines.map(({ label }) => label)).toEqual(['Montpellier']);
    expect(matrix.lines[0]?.cells.map(({ state, who }) => [state, who])).toEqual([
      ['en partie', 'APEX'],
      ['oui', 'Pôle Justice, UDAF de l’Aude'],
      ['non', ''],
      ['en projet', ''],
    ]);
  });

  it('show a line without tribunal only for what it places, and deny nothing there', () => {
    const nowhere = { tribunal: '_U', valeur: 0, etat: 'non_mentionnee', antennes: '' };
    expect(courtMatrix([offer(nowhere)], labels).lines).toEqual([]);
    const [line] = courtMatrix(
      [offer({ ...nowhere, action: 'stage', libelle: 'Stage' }), offer({ tribunal: '_U' })],
      labels,
    ).lines;
    expect(line?.label).toBe('tribunal non précisé');
    expect(line?.cells.map(({ state }) => state)).toEqual(['oui', '–']);
  });

  it('say « non » of a tribunal only where what is in place is placed elsewhere', () => {
    const matrix = courtMatrix(
      [
        offer({ tribunal: 'tj34032' }),
        offer({ action: 'stage', libelle: 'Stage', tribunal: '_U' }),
        offer({ action: 'groupe', libelle: 'Groupe' }),
      ],
      labels,
    );
    expect(matrix.lines.map(({ label, cells }) => [label, cells.map(({ state }) => state)])).toEqual([
      ['tribunal non précisé', ['–', '–', 'oui']],
      ['Béziers', ['non', 'oui', '–']],
      ['Montpellier', ['oui', 'non', '–']],
    ]);
  });

  it('never say « non » of what is not known', () => {
    const [line] = courtMatrix([offer({ valeur: null, statut: 'inconnu', etat: '' })], labels).lines;
    expect(line?.cells[0]?.state).toBe('inconnu');
  });
});

describe('the drawn table of tribunals', () => {
  it('has a column a tribunal under its département, and a line an action', () => {
    const matrix = courtMatrix(
      [
        offer({}),
        offer({ tribunal: 'tj34032', etat: 'partielle', valeur: 0 }),
        offer({ tribunal: '_U', action: 'stage' }),
      ],
      labels,
    );
    const drawn = drawnCourts(matrix, { 34: 'Hérault' });
    expect(drawn.columns).toEqual([
      { head: 'non précisé', group: 'Hérault' },
      { head: 'Béziers', group: 'Hérault' },
      { head: 'Montpellier', group: 'Hérault' },
    ]);
    const soins = drawn.lines.find(({ label }) => label === 'Soins');
    expect(soins?.cells.map(({ state }) => state)).toEqual(['–', 'en partie', 'oui']);
  });
});
