import { describe, expect, it } from 'vitest';
import { folderOf, inForce, makeRecord, type RecordFile, recordText, verifyChain } from './record.ts';
import { chain, recordParts, sha256 } from './record-fixture.ts';

const records = chain();
const texts = records.map(recordText);
const last = records.at(-1);
const head = last === undefined ? null : { rang: last.rang, seance: last.seance, empreinte: last.empreinte };

function files(changed: ReadonlyMap<number, string | null> = new Map()): RecordFile[] {
  return texts.map((texte, index) => ({
    rang: index + 1,
    fichier: `${folderOf(index + 1)}/decision.json`,
    texte: changed.has(index) ? (changed.get(index) ?? null) : texte,
  }));
}

describe('a chain of decisions', () => {
  it('holds as it was written, and names what each decision takes the place of', () => {
    expect(verifyChain(files(), head, sha256).problemes).toEqual([]);
    expect(records.map(({ rang, remplace }) => [rang, remplace?.rang ?? null])).toEqual([
      [1, null],
      [2, 1],
      [3, null],
    ]);
    expect(inForce(records, 2025)?.rang).toBe(2);
    expect(inForce(records, 2026)?.rang).toBe(3);
  });

  it('gives the same bytes for the same parts at the same time', () => {
    const again = makeRecord(recordParts(), [], '2025-04-10T08:00:00.000Z', sha256);
    expect(recordText(again)).toBe(texts[0]);
  });

  it.each([
    ['"total_centimes": 10000000', '"total_centimes": 10000001', 'les paramètres'],
    ['"valeur": 691', '"valeur": 692', 'les données d’entrée'],
    ['"etat": "valide"', '"etat": "a_valider"', 'les validations'],
    ['"article": "l’article 5"', '"article": "l’article 6"', 'l’acte'],
    ['"manifeste_sha256": "', '"manifeste_sha256": "0', 'la publication'],
    ['"montant_centimes": 1', '"montant_centimes": 2', 'la répartition'],
  ])('says where: %s', (from, to, where) => {
    const text = texts[0] ?? '';
    expect(text).toContain(from);
    const { problemes } = verifyChain(files(new Map([[0, text.replace(from, to)]])), head, sha256);
    expect(problemes.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringContaining(where)]),
    );
  });

  it('says the line of a change of layout, and of what is no JSON any more', () => {
    const text = texts[0] ?? '';
    const spaced = text.replace('\n  "rang"', '\n   "rang"');
    const [found] = verifyChain(files(new Map([[0, spaced]])), head, sha256).problemes;
    expect(found).toMatchObject({ ligne: 4 });
    const broken = text.replace('"rang": 1,', '"rang": 1;');
    expect(verifyChain(files(new Map([[0, broken]])), head, sha256).problemes[0]).toMatchObject({ ligne: 4 });
  });

  it('catches a record made anew with sound fingerprints: the next one does not follow it', () => {
    const forged = makeRecord(
      recordParts({ acte: { adopte_par: 'bureau' } }),
      [],
      '2025-04-10T08:00:00.000Z',
      sha256,
    );
    const { problemes } = verifyChain(files(new Map([[0, recordText(forged)]])), head, sha256);
    expect(problemes.map(({ code }) => code)).toContain('chaine_rompue');
  });

  it('catches the last record made anew, or taken away', () => {
    const forged = makeRecord(
      recordParts({ acte: { seance: '2025-06-11', adopte_par: 'bureau', motif_remplacement: 'autre' } }),
      records.slice(0, 2),
      '2025-06-12T08:00:00.000Z',
      sha256,
    );
    const remade = verifyChain(files(new Map([[2, recordText(forged)]])), head, sha256);
    expect(remade.problemes.map(({ code }) => code)).toEqual(['tete_fausse']);
    const shorter = verifyChain(files().slice(0, 2), head, sha256);
    expect(shorter.problemes.map(({ message }) => message)).toEqual(['L’acte de rang 3 manque.']);
    const holed = verifyChain([files()[0], files()[2]] as RecordFile[], head, sha256);
    expect(holed.problemes.map(({ message }) => message)).toEqual(['L’acte de rang 2 manque.']);
  });

  it('accepts a head one behind, as a run that was stopped leaves it, and no more', () => {
    const [first, second] = records;
    const link = ({ rang, seance, empreinte }: (typeof records)[number]) => ({ rang, seance, empreinte });
    expect(verifyChain(files(), second === undefined ? null : link(second), sha256).problemes).toEqual([]);
    const behind = verifyChain(files(), first === undefined ? null : link(first), sha256);
    expect(behind.problemes.map(({ code }) => code)).toEqual(['tete_fausse']);
  });
});
