import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { readMatlabMatrix } from '../../../../lib/data/formats/matlab';

function element(type: number, content: Buffer, isPadded = true): Buffer {
  const tag = Buffer.alloc(8);
  tag.writeUInt32LE(type, 0);
  tag.writeUInt32LE(content.length, 4);
  const padding = isPadded ? (8 - (content.length % 8)) % 8 : 0;
  return Buffer.concat([tag, content, Buffer.alloc(padding)]);
}

function int32(...values: number[]): Buffer {
  return Buffer.from(Int32Array.from(values).buffer);
}

/** A variable as MATLAB writes a matrix of bytes. */
function variable(name: string, rows: number, columns: number, values: number[], type = 2): Buffer {
  const parts = [
    element(6, int32(9, 0)),
    element(5, int32(rows, columns)),
    element(1, Buffer.from(name)),
    element(type, Buffer.from(values)),
  ];
  return element(14, Buffer.concat(parts));
}

function file(...elements: Buffer[]): Buffer {
  const header = Buffer.alloc(128, ' ');
  header.write('MATLAB 5.0 MAT-file', 0, 'latin1');
  header.write('IM', 126, 'latin1');
  return Buffer.concat([header, ...elements]);
}

const faces = variable('faces', 2, 3, [1, 2, 3, 4, 5, 6]);

test('a matrix is found among others, compressed or not', () => {
  const other = variable('other', 1, 1, [9]);
  const compressed = element(15, deflateSync(faces), false);
  for (const content of [
    file(other, faces),
    file(element(15, deflateSync(other), false), compressed),
  ]) {
    const { rows, columns, values } = readMatlabMatrix(content, 'faces');
    assert.deepEqual([rows, columns, ...values], [2, 3, 1, 2, 3, 4, 5, 6]);
  }
});

test('a file says what is wrong with it', () => {
  const compressed = element(15, deflateSync(faces), false);
  const damaged = Buffer.from(compressed);
  damaged[20]! ^= 0xff;
  const cases: [content: Buffer, said: RegExp][] = [
    [Buffer.from('<html>'), /is not a MATLAB 5 file/],
    [file(), /has no variable 'faces'/],
    [file(faces).subarray(0, 150), /ends too early/],
    [file(compressed).subarray(0, -9), /ends too early/],
    [file(damaged), /is damaged/],
    [file(variable('faces', 2, 3, [1, 2, 3])), /holds 3 values instead of 2 x 3/],
    [file(variable('faces', 2, 3, [1, 2, 3, 4, 5, 6], 9)), /something else than a matrix of bytes/],
  ];
  for (const [content, said] of cases) {
    assert.throws(() => readMatlabMatrix(content, 'faces'), said);
  }
});
