import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  loadMnist,
  plotAnimation,
  plotLines,
  plotMosaic,
  plotMosaics,
  table,
  tf,
} from '../../../lib';
import { markedTitle, noteData } from '../../../lib/display/data-mark';
import { JUPYTER_DISPLAY, type Displayable } from '../../../lib/display/mime';

/** Everything that can be shown, as pages and as terminals show it. */
async function shown(title: string): Promise<string[]> {
  const tiles = tf.zeros([2, 3, 3]);
  const things: Displayable[] = [
    table({ x: [1] }, { caption: title }),
    plotLines({ x: [0, 1], series: { y: [0, 1] }, title }),
    plotMosaic({ tiles, title }),
    plotMosaics([{ tiles }, { tiles }], { title }),
    plotAnimation({ frames: tiles, title }),
  ];
  const bundles = await Promise.all(things.map(async (thing) => thing[JUPYTER_DISPLAY]()));
  return bundles.flatMap((bundle) =>
    ['text/html', 'text/plain'].map((mime) => String(bundle[mime])),
  );
}

// The tests share one process, whose data sets add up from one to the next.
describe('tables and plots', () => {
  before(() => tf.ready());

  it('say nothing where no data were loaded', async () => {
    for (const text of await shown('Errors')) assert.doesNotMatch(text, /synthetic/);
  });

  it('say it in page and text where all data are stand-ins', async () => {
    await loadMnist({ train: 5, test: 0, source: 'synthetic' });
    for (const title of ['Errors', '']) {
      for (const text of await shown(title)) assert.match(text, /synthetic digits/);
    }
    assert.equal(markedTitle('Errors'), 'Errors · synthetic digits');
  });

  it('say it once', () => {
    assert.equal(markedTitle('synthetic digits: errors'), 'synthetic digits: errors');
  });

  it('say nothing where some data are real: a title would have to tell which', async () => {
    noteData('MNIST', false);
    for (const text of await shown('Errors')) assert.doesNotMatch(text, /synthetic/);
  });
});
