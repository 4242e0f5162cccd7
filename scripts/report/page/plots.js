// Draws plots when they come near the window; until then, and on paper, their still picture stands.
{
  const CLEAR = 'rgba(0, 0, 0, 0)';
  // The text colour of latentlab's template: a grey that reads on light and dark alike.
  const TEMPLATE_INK = 'rgb(121, 121, 122)';
  /** Width in pixels below which a figure is arranged for a phone. */
  const NARROW = 520;
  const IN_SPACE = /3d$|^surface$/;
  const plots = [...document.querySelectorAll('[data-plot]')];
  const drawn = new Map();

  /** Unpacks plotly.js at the first plot that is seen, and only then. */
  let loading;
  const plotly = () => (loading ??= unpack());
  const unpack = async () => {
    const packed = document.getElementById('plotly').textContent;
    const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    const script = document.createElement('script');
    script.textContent = await new Response(stream).text();
    document.head.append(script);
    return window.Plotly;
  };

  const withInk = (value, ink) => {
    if (value === TEMPLATE_INK) return ink;
    if (Array.isArray(value)) return value.map((item) => withInk(item, ink));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, withInk(item, ink)]),
    );
  };

  /** Words in lines of at most `length` signs. */
  const wrapped = (text, length) => {
    const lines = [''];
    for (const word of text.split(/ |<br>/)) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (longer.length <= length || lines.at(-1) === '') lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  };

  /** A figure for a phone: title in several lines, small numbers, a cube that stands further away. */
  const narrowed = ({ data, layout }, width) => {
    if (width >= NARROW) return { data, layout };
    const title = typeof layout.title === 'string' ? { text: layout.title } : layout.title;
    const lines = wrapped(title?.text ?? '', (width - 76) / 9);
    const inSpace = data.some(({ type }) => IN_SPACE.test(type));
    const eye = layout.scene?.camera?.eye ?? { x: 1.25, y: 1.25, z: 1.25 };
    const away = Object.fromEntries(Object.entries(eye).map(([axis, at]) => [axis, 1.4 * at]));
    const camera = { ...layout.scene?.camera, eye: away };
    return {
      data: data.map((trace) =>
        trace.mode === 'text'
          ? { ...trace, textfont: { ...trace.textfont, size: Math.max(7, width / 46) } }
          : trace,
      ),
      layout: {
        ...layout,
        ...(title && {
          title: { ...title, text: lines.join('<br>'), font: { ...title.font, size: 15 } },
        }),
        margin: {
          ...layout.margin,
          ...(title && { t: 24 + 20 * lines.length }),
          ...(inSpace && { l: 10, r: 10 }),
        },
        ...(inSpace && { scene: { ...layout.scene, camera } }),
      },
    };
  };

  /** A figure in the page's colours: the template gives way to them, the author's own stay. */
  const themed = (figure, box) => {
    const { data, layout } = narrowed(figure, box.clientWidth);
    const style = getComputedStyle(box);
    const [ink, line] = [style.color, style.outlineColor];
    const template = layout.template ?? {};
    const of = template.layout ?? {};
    const axis = { gridcolor: line, linecolor: ink, tickcolor: ink, zerolinecolor: line };
    const sceneAxis = { ...axis, backgroundcolor: CLEAR, color: ink };
    const colours = {
      ...of,
      font: { family: style.fontFamily, ...of.font, color: ink },
      paper_bgcolor: CLEAR,
      plot_bgcolor: CLEAR,
      xaxis: { ...of.xaxis, ...axis },
      yaxis: { ...of.yaxis, ...axis },
      scene: {
        ...of.scene,
        bgcolor: CLEAR,
        xaxis: { ...of.scene?.xaxis, ...sceneAxis },
        yaxis: { ...of.scene?.yaxis, ...sceneAxis },
        zaxis: { ...of.scene?.zaxis, ...sceneAxis },
      },
      modebar: { ...of.modebar, bgcolor: CLEAR, color: line, activecolor: ink },
    };
    return {
      data: withInk(data, ink),
      layout: {
        ...withInk(layout, ink),
        template: withInk({ ...template, layout: colours }, ink),
        width: box.clientWidth,
        height: box.clientHeight,
        autosize: false,
      },
    };
  };

  const draw = async (figure) => {
    const source = JSON.parse(figure.querySelector('script').textContent);
    const box = document.createElement('div');
    box.className = 'drawing';
    try {
      const Plotly = await plotly();
      figure.append(box);
      const { data, layout } = themed(source, box);
      await Plotly.newPlot(box, data, layout, { displaylogo: false, responsive: false });
      drawn.set(figure, { box, source });
      figure.classList.add('drawn');
    } catch (error) {
      // The still picture stays; what failed is for the console.
      box.remove();
      console.error('A plot could not be drawn.', error);
    }
  };

  const redraw = async () => {
    for (const { box, source } of drawn.values()) {
      const { data, layout } = themed(source, box);
      await (await plotly()).react(box, data, layout);
    }
  };

  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        void draw(target);
      }
    },
    { rootMargin: '300px' },
  );
  for (const plot of plots) near.observe(plot);

  document.addEventListener('themechange', redraw);
  let width = innerWidth;
  let resizing;
  addEventListener('resize', () => {
    if (innerWidth === width) return;
    width = innerWidth;
    clearTimeout(resizing);
    resizing = setTimeout(redraw, 150);
  });
}
