const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const NEWS_EVERY_S = 30;

/**
 * @typedef {object} Progress
 * @property {<T>(label: string, work: (detail: (text: string) => void) => Promise<T>) => Promise<T>} step
 *   Shows a step with the time it takes; `detail` adds a few words on how far it is.
 * @property {(text: string) => void} note Shows a line.
 */

/**
 * Shows what set-up is doing: on a terminal one line that moves, elsewhere plain lines.
 *
 * @param {{ write(text: string): unknown, isTTY?: boolean }} stream
 * @param {{ plain?: boolean }} [options]
 * @returns {Progress}
 */
export function createProgress(stream, { plain = !stream.isTTY } = {}) {
  return {
    step: plain
      ? (label, work) => plainStep(stream, label, work)
      : (label, work) => liveStep(stream, label, work),
    note: (text) => stream.write(plain ? `latentlab: ${text}\n` : `  ${text}\n`),
  };
}

/** @type {(stream: { write(text: string): unknown }, ...rest: Parameters<Progress['step']>) => Promise<any>} */
async function plainStep(stream, label, work) {
  const started = performance.now();
  let detail = '';
  stream.write(`latentlab: ${label} ...\n`);
  const news = setInterval(() => {
    stream.write(`latentlab: ${label}: ${[detail, since(started)].filter(Boolean).join(', ')}\n`);
  }, NEWS_EVERY_S * 1000);
  try {
    const result = await work((text) => (detail = text));
    stream.write(`latentlab: ${label}: done in ${since(started)}\n`);
    return result;
  } catch (error) {
    stream.write(`latentlab: ${label}: failed after ${since(started)}\n`);
    throw error;
  } finally {
    clearInterval(news);
  }
}

/** @type {typeof plainStep} */
async function liveStep(stream, label, work) {
  const started = performance.now();
  let detail = '';
  let frame = 0;
  /** @param {string} sign */
  const draw = (sign) => {
    const text = [label, detail, since(started)].filter(Boolean).join('  ');
    stream.write(`\r\x1b[2K${sign} ${text}`);
  };
  const timer = setInterval(() => draw(FRAMES[frame++ % FRAMES.length] ?? ''), 100);
  draw(FRAMES[0] ?? '');
  try {
    const result = await work((text) => (detail = text));
    detail = '';
    draw('✓');
    return result;
  } catch (error) {
    draw('✗');
    throw error;
  } finally {
    clearInterval(timer);
    stream.write('\n');
  }
}

/** @param {number} started */
function since(started) {
  const seconds = (performance.now() - started) / 1000;
  return seconds < 60
    ? `${seconds.toFixed(1)} s`
    : `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
