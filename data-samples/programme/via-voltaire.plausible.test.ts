import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { easter, iso } from './calendar.ts';
import { dateOf, fromSerial, monthsBetween, type ReadDate, type Row, readBack } from './extrait.fixture.ts';
import { parseTargets } from './targets.ts';
import { makeViaVoltaire, TARGETS_2024, workbookBytes } from './via-voltaire.ts';

const targets = parseTargets(readFileSync(TARGETS_2024, 'utf8'));

const ageAt = (row: Row, column: string): number =>
  Math.floor(monthsBetween(dateOf(row, 'Né(e) le'), dateOf(row, column)) / 12);
const optional = (row: Row, column: string): ReadDate[] =>
  row[column] === null ? [] : [dateOf(row, column)];
const broken = (rows: readonly Row[], fine: (row: Row) => boolean): unknown[] =>
  rows.filter((row) => !fine(row)).map((row) => row['N° dossier']);

const FIXED_HOLIDAYS = new Set(['1/1', '5/1', '5/8', '7/14', '8/15', '11/1', '11/11', '12/25']);
function isClosed({ year, month, day, weekday, serial }: ReadDate): boolean {
  const date = iso(serial - 25_569);
  const moving = [1, 39, 50].map((days) => iso(easter(year) + days));
  return weekday === 0 || weekday === 6 || FIXED_HOLIDAYS.has(`${month}/${day}`) || moving.includes(date);
}

describe.each([2024, 7, 99])('the persons made with seed %i', (seed) => {
  const { personnes, seances, presences } = readBack(workbookBytes(makeViaVoltaire(seed, targets)));

  it('have one file number and one name each, and share surnames', () => {
    const distinct = (values: unknown[]): number => new Set(values).size;
    expect(distinct(personnes.map((row) => row['N° dossier']))).toBe(personnes.length);
    expect(distinct(personnes.map((row) => `${row.Nom} ${row.Prénom}`))).toBe(personnes.length);
    expect(distinct(personnes.map((row) => row.Nom))).toBeLessThan(personnes.length);
  });

  it('bear names that say they are invented', () => {
    expect(
      broken(personnes, (row) => /^(Fictif|Imaginaire|Exemple|Inventé|Factice|Essai)-/.test(String(row.Nom))),
    ).toEqual([]);
  });

  it('have no empty cell but where nothing is to be said', () => {
    const may = new Set(['Précision orientation', 'Fin du suivi', 'Motif de sortie', '__EMPTY']);
    const empty = personnes.flatMap((row) =>
      Object.entries(row).flatMap(([column, value]) => (value === null && !may.has(column) ? [column] : [])),
    );
    expect(empty).toEqual([]);
    expect(
      broken(personnes, (row) => (row['Fin du suivi'] === null) === (row['Motif de sortie'] === null)),
    ).toEqual([]);
    expect(
      broken(
        personnes,
        (row) => (row['Précision orientation'] !== null) === (row['Orienté par'] === 'Autres Partenaires'),
      ),
    ).toEqual([]);
  });

  it('are referred, begin, are asked and leave in that order, some weeks apart', () => {
    expect(
      broken(personnes, (row) => {
        const referred = dateOf(row, 'Orienté le').serial;
        const start = dateOf(row, 'Début du suivi').serial;
        const noted = dateOf(row, 'Situation relevée le').serial;
        const [end] = optional(row, 'Fin du suivi');
        const wait = start - referred;
        return (
          wait >= 5 && wait <= 130 && noted >= start && noted <= start + 28 && (!end || noted <= end.serial)
        );
      }),
    ).toEqual([]);
  });

  it('begin in the year when new or back, before it when carried over, and leave in the year', () => {
    expect(
      broken(personnes, (row) => {
        const carried = row.Entrée === 'Suivi en cours au 01/01/2024';
        return carried === dateOf(row, 'Début du suivi').year < 2024;
      }),
    ).toEqual([]);
    expect(
      broken(personnes, (row) => optional(row, 'Fin du suivi').every(({ year }) => year === 2024)),
    ).toEqual([]);
  });

  it('come on no Saturday, Sunday or public holiday, and first on a day the permanence is open', () => {
    for (const column of ['Orienté le', 'Début du suivi', 'Fin du suivi', 'Situation relevée le']) {
      expect(
        broken(personnes, (row) => !optional(row, column).some(isClosed)),
        column,
      ).toEqual([]);
    }
    expect(seances.filter((row) => isClosed(dateOf(row, 'Date')))).toEqual([]);
    const weekdays = new Map(
      targets.permanences.sites.map(({ libelle, ouverture }) => [libelle, ouverture.map(({ jour }) => jour)]),
    );
    expect(
      broken(personnes, (row) =>
        (weekdays.get(String(row.Permanence)) ?? []).includes(dateOf(row, 'Début du suivi').weekday),
      ),
    ).toEqual([]);
  });

  it('have the age of their situation', () => {
    const young = (row: Row): boolean => ageAt(row, 'Début du suivi') < 18;
    expect(
      broken(
        personnes,
        (row) =>
          (row['Revenus ressources'] === 'Retraite') ===
          (row['Situation professionnelle'] === 'A la retraite'),
      ),
    ).toEqual([]);
    expect(
      broken(
        personnes,
        (row) => row['Revenus ressources'] !== 'Retraite' || ageAt(row, 'Début du suivi') >= 60,
      ),
    ).toEqual([]);
    expect(
      broken(
        personnes,
        (row) =>
          (row['Revenus ressources'] === 'Salaires') ===
          String(row['Situation professionnelle']).startsWith('En emploi'),
      ),
    ).toEqual([]);
    expect(
      broken(personnes, (row) => row['Revenus ressources'] !== 'RSA' || ageAt(row, 'Début du suivi') >= 25),
    ).toEqual([]);
    expect(
      broken(
        personnes,
        (row) => row['Situation conjugale'] !== 'Veuf.ve' || ageAt(row, 'Début du suivi') >= 45,
      ),
    ).toEqual([]);
    expect(
      broken(personnes, (row) => {
        const age = ageAt(row, 'Début du suivi');
        return age >= 15 && age < 80;
      }),
    ).toEqual([]);
    expect(
      broken(
        personnes,
        (row) =>
          !young(row) ||
          (row['Situation professionnelle'] === 'Etudiant/ En formation' &&
            row['Revenus ressources'] !== 'Salaires' &&
            row['Orienté par'] !== 'SPIP'),
      ),
    ).toEqual([]);
  });

  it('are adults when probation sends them', () => {
    expect(
      broken(personnes, (row) => row['Orienté par'] !== 'SPIP' || ageAt(row, 'Orienté le') >= 18),
    ).toEqual([]);
  });

  it('are under no constraint when they come on their own', () => {
    expect(
      broken(
        personnes,
        (row) => row['Orienté par'] !== 'Spontanée' || row.Cadre === 'Démarche spontanée (volontaire)',
      ),
    ).toEqual([]);
    expect(
      broken(personnes, (row) => row['Orienté par'] !== 'SPIP' || /sentenciel/.test(String(row.Cadre))),
    ).toEqual([]);
  });

  it('are sent by AERS more than by all other partners together, when new', () => {
    const partners = personnes.filter(
      (row) => row['Orienté par'] === 'Autres Partenaires' && row.Entrée === 'Nouvel accueil 2024',
    );
    const aers = partners.filter((row) => row['Précision orientation'] === 'AERS');
    expect(aers.length).toBeGreaterThan(partners.length / 2);
  });

  it('attend the group as men of its site, followed on that day, within the seats', () => {
    const byFile = new Map(personnes.map((row) => [row['N° dossier'], row]));
    const days = new Map(seances.map((row) => [row['N° séance'], dateOf(row, 'Date').serial]));
    const wrong = presences.filter((presence) => {
      const person = byFile.get(presence['N° dossier'] ?? null);
      const day = days.get(presence['N° séance'] ?? null);
      if (!person || day === undefined) return true;
      const [end] = optional(person, 'Fin du suivi');
      const followed = dateOf(person, 'Début du suivi').serial <= day && (!end || day <= end.serial);
      return !followed || person.Sexe !== 'H' || person.Permanence !== 'MTP';
    });
    expect(wrong).toEqual([]);
    for (const seance of seances) {
      const expected = presences.filter((row) => row['N° séance'] === seance['N° séance']);
      expect(new Set(expected.map((row) => row['N° dossier'])).size).toBe(expected.length);
      expect(expected.length).toBeLessThanOrEqual(Number(seance.Capacité));
    }
    expect(new Set(presences.map((row) => row.Présence))).toEqual(new Set(['présent', 'excusé', 'absent']));
  });

  it('keep the file number of the first time when they come back', () => {
    expect(
      broken(personnes, (row) => {
        const opened = 2000 + Number(String(row['N° dossier']).slice(2, 4));
        const started = dateOf(row, 'Début du suivi').year;
        return row.Entrée === 'Reprise de contact' ? opened < started : opened === started;
      }),
    ).toEqual([]);
  });
});

describe('the printed tables that cannot all be true', () => {
  const { personnes } = readBack(workbookBytes(makeViaVoltaire(2024, targets)));
  const part = (rows: readonly Row[], keep: (row: Row) => boolean): number =>
    Math.round((100 * rows.filter(keep).length) / rows.length);
  const nouveaux = personnes.filter((row) => row.Entrée === 'Nouvel accueil 2024');
  const sortis = personnes.filter((row) => row['Fin du suivi'] !== null);
  const from = (libelle: string) => (row: Row) => row['Orienté par'] === libelle;
  const left =
    (...starts: string[]) =>
    (row: Row) =>
      starts.some((start) => String(row['Motif de sortie']).startsWith(start));

  it('63, 34 and 3 % are shares of the new persons, not of all', () => {
    const shares = (rows: readonly Row[]): number[] =>
      ['SPIP', 'Autres Partenaires', 'Spontanée'].map((libelle) => part(rows, from(libelle)));
    expect(shares(nouveaux)).toEqual([63, 34, 3]);
    expect(shares(personnes)).toEqual([73, 23, 3]);
  });

  it('68 and 32 % hold when three reasons count as concerted and imprisonment as dropping out', () => {
    expect(part(sortis, left('Sorties concertées'))).toBe(42);
    expect(part(sortis, left('Sorties concertées', 'Prise en charge', 'Changement'))).toBe(68);
    expect(part(sortis, left('Abandon'))).toBe(30);
    expect(part(sortis, left('Abandon', 'Incarcération'))).toBe(32);
  });

  it('eleven of the 149 exits said to have begun before the year are returns that began in it', () => {
    const anciens = sortis.filter((row) => row.Entrée !== 'Nouvel accueil 2024');
    expect(anciens).toHaveLength(149);
    expect(anciens.filter((row) => dateOf(row, 'Début du suivi').year === 2024)).toHaveLength(11);
  });

  it('nobody stands within a week of a boundary between durations', () => {
    const end = fromSerial(Date.UTC(2024, 11, 31) / 86_400_000 + 25_569);
    const near = personnes.filter((row) => {
      const start = dateOf(row, 'Début du suivi');
      const [stop = end] = optional(row, 'Fin du suivi');
      return [3, 6, 12].some((months) => {
        const boundary = Date.UTC(start.year, start.month - 1 + months, start.day) / 86_400_000 + 25_569;
        return Math.abs(stop.serial - boundary) <= 4;
      });
    });
    expect(near).toEqual([]);
  });
});
