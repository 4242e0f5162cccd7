import assert from 'node:assert/strict';
import { ArgumentError } from '../../../lib/errors';

/** Asserts that a call throws an ArgumentError whose message matches and that says what to do. */
export function throwsArgumentError(call: () => unknown, message: RegExp): void {
  assert.throws(call, (error) => {
    assert.ok(error instanceof ArgumentError, String(error));
    assert.match(error.message, message);
    assert.ok(error.remedy.length > 0);
    return true;
  });
}
