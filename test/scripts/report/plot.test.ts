import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderPlot } from '../../../scripts/report/plot';
import { plotBundle, pngBase64 } from './samples';

test("a plot's box has the size of its still picture", () => {
  assert.match(renderPlot(plotBundle()).text, /--width:720;--height:432/);
});

test('a still picture in PNG has two pixels a CSS pixel', () => {
  const bundle = { ...plotBundle(), 'image/svg+xml': undefined, 'image/png': pngBase64() };
  assert.match(renderPlot(bundle).text, /--width:70;/);
});
