import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SAMPLES_DIR } from '../../cli/places.ts';
import { ageOn, isOpen, isWorkingDay, parseDay } from './calendar.ts';
import type { Targets } from './targets.ts';
import { COMMITTED_SEED, type Extrait, makeViaVoltaire, readTargets, TARGETS_2024 } from './via-voltaire.ts';
import { avantBytes, type ExtraitAvant, makeAvant } from './via-voltaire-avant.ts';
import { readTargetsAvant, TARGETS_2023, type TargetsAvant } from './via-voltaire-targets-avant.ts';

let year: Targets;
let next: Extrait;
let targets: TargetsAvant;

beforeAll(async () => {
  year = await readTargets(TARGETS_2024);
  next = makeViaVoltaire(COMMITTED_SEED, year);
  targets = await readTargetsAvant(TARGETS_2023);
});

describe('the file of 2023', () => {
  it('is what the program makes, byte for byte', async () => {
    const committed = await readFile(join(SAMPLES_DIR, 'extraits', 'via-voltaire-2023.xlsx'));
    const made = avantBytes(makeAvant(COMMITTED_SEED, next, year, targets));
    expect(Buffer.compare(committed, Buffer.from(made))).toBe(0);
  });

  it('is refused when fewer were newly received than the next file says stayed', () => {
    const fewer = {
      ...targets,
      prescripteurs: { ...targets.prescripteurs, nouveaux: { spip: 12, partenaires: 37, spontanee: 11 } },
    };
    expect(() => makeAvant(COMMITTED_SEED, next, year, fewer)).toThrow(
      /spip: 122 persons newly received stand/,
    );
  });
});

describe.each([COMMITTED_SEED, 7, 'autre'])('made with seed %s', (seed) => {
  let file: ExtraitAvant;
  beforeAll(() => {
    file = makeAvant(seed, next, year, targets);
  });

  it('holds whoever the next file says was followed on 1 January, still followed, under the same name and number', () => {
    const carried = next.suivis.filter(({ entree }) => entree === 'Suivi en cours au 01/01/2024');
    const going = new Map(file.suivis.filter(({ fin }) => fin === null).map((row) => [row.dossier, row]));
    expect(carried).toHaveLength(261);
    expect(going.size).toBe(261);
    for (const { dossier, nom, prenom, naissance, debut, orientePar } of carried)
      expect(going.get(dossier)).toMatchObject({ nom, prenom, naissance, debut, orientePar });
  });

  it('gives the printed shares by prescriber of the persons newly received', () => {
    const fresh = file.suivis.filter(({ entree }) => entree === 'Nouvel accueil 2023');
    const share = (label: string): number =>
      Math.round((100 * fresh.filter(({ orientePar }) => orientePar === label).length) / fresh.length);
    expect([share('SPIP'), share('Autres Partenaires'), share('Spontanée')]).toEqual([79, 16, 5]);
  });

  it('knows no number and no name twice, and those who come back had left before', () => {
    const distinct = (key: (row: ExtraitAvant['suivis'][number]) => string): number =>
      new Set(file.suivis.map(key)).size;
    expect(distinct(({ dossier }) => dossier)).toBe(file.suivis.length);
    expect(distinct(({ nom, prenom }) => `${nom} ${prenom}`)).toBe(file.suivis.length);
    const back = next.suivis.filter(({ entree }) => entree === 'Reprise de contact');
    const known = back.flatMap((row) => {
      const before = file.suivis.find(({ dossier }) => dossier === row.dossier);
      return before ? [{ before, row }] : [];
    });
    expect(known).toHaveLength(targets.sortis.premiers_suivis);
    for (const { before, row } of known)
      expect(before.fin !== null && before.fin < row.orienteLe && before.nom === row.nom).toBe(true);
  });

  it('has days in order, on open days, and adults', () => {
    const openings = new Map(year.permanences.sites.map(({ libelle, ouverture }) => [libelle, ouverture]));
    const wrong = file.suivis.filter(
      ({ naissance, orienteLe, debut, fin, entree, permanence }) =>
        !(
          orienteLe < debut &&
          (fin === null || (debut < fin && fin.startsWith('2023') && isWorkingDay(parseDay(fin)))) &&
          (entree === 'Suivi en cours au 01/01/2023') === debut < '2023' &&
          isOpen(parseDay(debut), openings.get(permanence) ?? []) &&
          ageOn(parseDay(naissance), parseDay(debut)) >= 16
        ),
    );
    expect(wrong.map(({ dossier }) => dossier)).toEqual([]);
  });

  it('holds a group of men followed at the time', () => {
    const { participants, seances } = targets.groupe;
    const came = file.presences.filter(({ presence }) => presence === 'présent');
    expect(file.seances).toHaveLength(seances);
    expect(new Set(came.map(({ dossier }) => dossier)).size).toBe(participants);
    const people = new Map(file.suivis.map((row) => [row.dossier, row]));
    for (const { seance, dossier } of file.presences) {
      const day = file.seances.find(({ numero }) => numero === seance)?.date ?? '';
      const row = people.get(dossier);
      expect(row && row.sexe === 'H' && row.debut <= day && (row.fin === null || day <= row.fin)).toBe(true);
    }
  });
});
