import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { plotSlider } from '../../../lib/plot/animation';
import { openPlotly } from '../../../lib/plot/still/browser';

/** The part of plotly with which pages show figures. */
interface PlotlyInPages {
  newPlot(element: HTMLElement, data: unknown, layout: unknown): Promise<unknown>;
  react(element: HTMLElement, data: unknown, layout: unknown): Promise<unknown>;
}

after(() => window.close());

test('a slider that is drawn again stays where it is, though another frame is equal', async () => {
  const plotly = openPlotly() as unknown as PlotlyInPages;
  const element = document.body.appendChild(document.createElement('div'));
  const path = [[[0, 1]], [[1, 0]], [[0, 1]]];
  const figure = () => {
    const { data, layout } = plotSlider({ frames: path, labels: ['start', 'away', 'back'] });
    return [structuredClone(data), structuredClone(layout)] as const;
  };
  const label = () => element.querySelector('.slider-group > .slider-label')?.textContent;

  await plotly.newPlot(element, ...figure());
  assert.equal(label(), 'start');
  await plotly.react(element, ...figure());
  assert.equal(label(), 'start');
});
