import { describe, expect, it } from 'vitest';
import { ringsOfPath } from './outline-path.ts';

describe('an outline', () => {
  it('is read from moves and lines, told from where the last one ended or not, in tenths', () => {
    expect(ringsOfPath('m 1,2 3,0 0,1.04 z')).toEqual([
      [
        [10, 20],
        [40, 20],
        [40, 30],
      ],
    ]);
    expect(ringsOfPath('M1 2L4 2V3H1Z')).toEqual([
      [
        [10, 20],
        [40, 20],
        [40, 30],
        [10, 30],
      ],
    ]);
  });

  it('has a ring for each move, after a close from where the ring began', () => {
    expect(ringsOfPath('m 0,0 1,0 0,1 z m 2,2 1,0 0,1 z')).toEqual([
      [
        [0, 0],
        [10, 0],
        [10, 10],
      ],
      [
        [20, 20],
        [30, 20],
        [30, 30],
      ],
    ]);
  });

  it('repeats no point, and refuses a curve', () => {
    expect(ringsOfPath('m 0,0 0,0 1,0 0,0.01')).toEqual([
      [
        [0, 0],
        [10, 0],
      ],
    ]);
    expect(() => ringsOfPath('m 0,0 c 1,1 2,2 3,3')).toThrow('straight lines');
  });
});
