import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS } from '../tests/budget-rounds.ts';
import { folderOf, type RecordFile, recordText, verifyChain } from './record.ts';
import { chain, sha256 } from './record-fixture.ts';

const records = chain();
const texts = records.map(recordText);
const last = records.at(-1);
const head = last === undefined ? null : { rang: last.rang, seance: last.seance, empreinte: last.empreinte };

function files(changed: ReadonlyMap<number, string | null>): RecordFile[] {
  return texts.map((texte, index) => ({
    rang: index + 1,
    fichier: `${folderOf(index + 1)}/decision.json`,
    texte: changed.has(index) ? (changed.get(index) ?? null) : texte,
  }));
}

/** Bytes as strict UTF-8; null when they are none. */
function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

describe('a chain of decisions', () => {
  it('catches any changed byte, and says in which file', () => {
    const bytes = texts.map((text) => new TextEncoder().encode(text));
    const place = fc.nat({ max: bytes.length - 1 }).chain((file) =>
      fc.record({
        file: fc.constant(file),
        at: fc.nat({ max: (bytes[file]?.length ?? 1) - 1 }),
        by: fc.integer({ min: 1, max: 255 }),
      }),
    );
    fc.assert(
      fc.property(place, ({ file, at, by }) => {
        const bent = Uint8Array.from(bytes[file] ?? []);
        bent[at] = ((bent[at] ?? 0) + by) % 256;
        const { problemes } = verifyChain(files(new Map([[file, decoded(bent)]])), head, sha256);
        expect(problemes[0]).toMatchObject({
          code: 'decision_modifiee',
          fichier: `${folderOf(file + 1)}/decision.json`,
        });
      }),
      RUNS,
    );
  });

  it('catches a byte taken away or added', () => {
    fc.assert(
      fc.property(fc.nat({ max: (texts[1]?.length ?? 1) - 1 }), fc.boolean(), (at, added) => {
        const text = texts[1] ?? '';
        const bent = added
          ? `${text.slice(0, at)} ${text.slice(at)}`
          : text.slice(0, at) + text.slice(at + 1);
        const { problemes } = verifyChain(files(new Map([[1, bent]])), head, sha256);
        expect(problemes[0]?.code).toBe('decision_modifiee');
      }),
      RUNS,
    );
  });
});
