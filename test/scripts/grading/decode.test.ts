import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OutcomeReader } from '../../../scripts/grading/examiner/cell-outcome';
import { Decoder } from '../../../scripts/grading/remote/decode';

const RECEIVER = { theirs: () => undefined, ours: () => undefined };

describe('what the process of the answers says', () => {
  it('takes no more memory than was sent', () => {
    const bytes = Buffer.alloc(1024, 1);
    const one = (at: number, length: number) => ({ t: 'array', type: 'Uint8Array', at, length });
    const decode = (...parts: unknown[]): unknown =>
      new Decoder(RECEIVER, bytes).decode({ t: 'list', v: parts });
    assert.deepEqual(decode(one(0, 512), one(512, 512)), [
      new Uint8Array(512).fill(1),
      new Uint8Array(512).fill(1),
    ]);
    assert.throws(() => decode(one(0, 1024), one(0, 1)), /An array outside its message/);
    assert.throws(() => decode(one(512, 1024)), /An array outside its message/);
  });

  it('leaves no tensors behind', () => {
    const known = { t: 'known-tensor', key: 1 };
    assert.throws(() => new Decoder(RECEIVER, Buffer.of()).decode(known), /was never sent/);
  });

  it('is limited for all cells together', () => {
    const reader = new OutcomeReader();
    const picture = 'x'.repeat(3 * 2 ** 20);
    const outcomes = Array.from({ length: 40 }, () =>
      reader.read({ printed: 'y'.repeat(1e6), shown: [{ 'image/png': picture }] }),
    );
    const sum = (lengths: number[]): number => lengths.reduce((total, each) => total + each, 0);
    assert.equal(sum(outcomes.map(({ printed }) => printed.length)), 2 ** 20);
    assert.equal(sum(outcomes.map(({ shown }) => shown.length)), 10);
  });
});
