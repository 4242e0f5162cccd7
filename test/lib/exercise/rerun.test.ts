import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { LatentlabError } from '../../../lib/errors';
import { compareWithRerun } from '../../../lib/exercise/rerun';

const near = { quantity: 'loss', here: 0.29, rerun: 0.284, tolerance: 0.006 };
const far = { ...near, quantity: 'error', here: 0.3 };

describe('numbers beside those of another run', () => {
  it('are in a table where they agree, the tolerance included', () => {
    assert.match(inspect(compareWithRerun([near])), /loss.*0\.29.*0\.284.*±\u00a00\.006.*yes/s);
  });

  it('are an error where they do not, and the error names them', () => {
    const run = () => compareWithRerun([near, far]);
    assert.throws(
      run,
      (error) => error instanceof LatentlabError && /error: 0\.3, not 0\.284/.test(error.message),
    );
    assert.throws(run, (error) => !/loss:/.test((error as Error).message));
  });

  it('may differ where the run was another one', () => {
    const shown = inspect(compareWithRerun([far], { isComparable: false }));
    assert.match(shown, /no: a shorter run, or other data/);
  });

  it('must be the same, however short the run, where there is no tolerance', () => {
    const count = { quantity: 'parameters', here: 163814, rerun: 163814, tolerance: 0 };
    assert.match(inspect(compareWithRerun([count], { isComparable: false })), / 163814 .* yes/);
    const run = () => compareWithRerun([{ ...count, here: 163815 }], { isComparable: false });
    assert.throws(run, LatentlabError);
  });
});
