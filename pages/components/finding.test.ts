import { describe, expect, it } from 'vitest';
import { countText, findingGroups } from './finding.ts';

function row(over: Record<string, unknown>): Record<string, unknown> {
  return {
    antenne: 'UDAF11',
    constat: 'a1',
    gravite: 'avertissement',
    libelle: 'Un taux est un nombre de nuits divisé par les jours : 366.',
    mesure: 'taux_occupation',
    sujet: 'Carcassonne 1',
    ecrit: '85.7500',
    calcule: '85.7923',
    ecart: '0.0423',
    unite: '%',
    formule: '314 / 366 = 85,79 %',
    lecture: 'Autre base.',
    sources: 'a.xlsx · H · B7\na.xlsx · H · B8',
    reconnu: '',
    raison: '',
    reserve: '',
    ...over,
  };
}

const names = { UDAF11: 'UDAF de l’Aude' };

describe('findings', () => {
  it('say what is written, computed, and the gap, in their unit', () => {
    const [group] = findingGroups([row({})], names);
    expect(group).toMatchObject({ name: 'UDAF de l’Aude', anchor: 'constats-udaf11' });
    expect(group?.findings[0]).toMatchObject({
      written: '85,75\u00a0%',
      computed: '85,79\u00a0%',
      gap: '+0,04 point',
      cells: 'a.xlsx · H · B7, B8',
      acknowledged: '',
    });
  });

  it('name antennes, and say each word of a subject once', () => {
    const doubled = row({ sujet: 'logements · hebergement · logements', formule: '5, plus que 4 (UDAF11)' });
    const [finding] = findingGroups([doubled], names)[0]?.findings ?? [];
    expect(finding?.where).toBe('logements · hebergement');
    expect(finding?.formula).toBe('5, plus que 4 (UDAF de l’Aude)');
  });

  it('show no number of a reserved one, and say why', () => {
    const reserved = row({ ecrit: '', calcule: '', ecart: '', formule: '', reserve: 'chiffres réservés' });
    expect(findingGroups([reserved], names)[0]?.findings[0]).toMatchObject({
      written: '',
      computed: '',
      gap: '',
      reserved: 'Chiffres réservés',
    });
    const acknowledged = findingGroups([{ ...reserved, reconnu: 'oui' }], names)[0]?.findings[0]
      ?.acknowledged;
    expect(acknowledged).toBe('La raison est réservée comme les chiffres.');
  });

  it('put the gravest first, and those acknowledged after the others, with their reason', () => {
    const [group] = findingGroups(
      [
        row({ constat: 'c', gravite: 'erreur', reconnu: 'oui', raison: 'Deux logements loués en cours.' }),
        row({ constat: 'b', gravite: 'information' }),
        row({ constat: 'a', gravite: 'erreur' }),
      ],
      names,
    );
    expect(group?.findings.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(group?.findings[2]?.acknowledged).toBe('Deux logements loués en cours.');
    expect(countText(group?.findings ?? [])).toBe('2 erreurs, 1 information');
  });
});
