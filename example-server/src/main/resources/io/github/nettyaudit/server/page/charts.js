// Small charts of the last minutes, drawn by uPlot. Each has its meaning as text, too.
import { el } from './text.js';

/* global uPlot */

/** A color of the style sheet in the present theme, as a canvas takes it. */
function color(name) {
  const probe = el('span', { hidden: true });
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

const two = value => String(value).padStart(2, '0');

const WHOLE = Array.from({ length: 30 }, (unused, i) => [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3));
const BINARY = Array.from({ length: 50 }, (unused, i) => 2 ** i);

function top(max, isBinary) {
  if (!(max > 3)) {
    return 4;
  }
  if (isBinary) {
    const power = 2 ** Math.ceil(Math.log2(max * 1.05));
    return max * 1.05 <= power * 0.75 ? power * 0.75 : power;
  }
  const size = 10 ** Math.floor(Math.log10(max));
  return [1, 2, 3, 5, 10].map(step => step * size).find(step => step >= max * 1.05) ?? size * 20;
}

/** The range of time: what there is, and a minute at least. What uPlot proposes for one value is two days. */
function minute(u) {
  const times = u.data[0];
  const end = times.at(-1) ?? Math.floor(Date.now() / 1000);
  return [Math.min(times[0] ?? end, end - 60), end];
}

/**
 * @param {{title: string, unit: string, format: function(number): string, isBinary: boolean}} options
 * @returns {{element: HTMLElement, set: function(number[], number[]), close: function(), redraw: function()}}
 */
export function chart(options) {
  const now = el('div', { class: 'chart-now' });
  const body = el('div', { class: 'chart-body', role: 'img' });
  const element = el('section', { class: 'card chart', 'aria-label': options.title },
    el('div', { class: 'chart-head' }, el('h2', null, options.title), now), body);
  const axis = { stroke: () => color('--soft'), font: '11px system-ui, sans-serif', ticks: { show: false } };
  let plot = null;
  let last = [[], []];

  function draw() {
    const width = body.clientWidth;
    if (!width) {
      return;
    }
    if (plot) {
      plot.setSize({ width, height: 120 });
      return;
    }
    plot = new uPlot({
      width, height: 120, padding: [8, 28, 0, 0], legend: { show: false },
      cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false }, sync: { key: 'status' } },
      scales: { x: { range: minute }, y: { range: (u, min, max) => [0, top(max, options.isBinary)] } },
      axes: [
        { ...axis, size: 22, gap: 4, space: 70, grid: { show: false }, values: (u, splits) => splits.map(split => {
          const date = new Date(split * 1000);
          const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
          return splits.length > 1 && splits[1] - splits[0] < 60 ? `${clock}:${two(date.getSeconds())}` : clock;
        }) },
        { ...axis, size: 52, gap: 6, space: 34, incrs: options.isBinary ? BINARY : WHOLE, grid: { stroke: () => color('--line'), width: 1 },
          values: (u, splits) => splits.map(split => options.format(split)) },
      ],
      series: [{}, { stroke: () => color('--chart'), fill: () => color('--chart-fill'), width: 1.5, points: { show: u => u.data[0].length === 1, size: 4 }, spanGaps: false }],
      hooks: { setCursor: [u => value(u.cursor.idx)] },
    }, last, body);
    body.dataset.drawn = 'true';
  }

  /** The value below the pointer, or the newest. */
  function value(index) {
    const values = last[1];
    const shown = typeof index === 'number' ? values[index] : values.findLast(one => one !== null && one !== undefined);
    now.replaceChildren();
    if (typeof shown === 'number') {
      now.append(options.format(shown), ' ', el('small', null, options.unit));
    } else {
      now.append(el('small', null, 'no value yet'));
    }
  }

  const size = new ResizeObserver(draw);
  size.observe(body);
  return {
    element,
    set(times, values) {
      last = [times, values];
      plot?.setData(last);
      value(plot?.cursor.idx);
      const known = values.filter(one => typeof one === 'number');
      body.setAttribute('aria-label', known.length ? `${options.title}: now ${options.format(known.at(-1))} ${options.unit}, between ${options.format(Math.min(...known))} and ${options.format(Math.max(...known))} in the last ${Math.max(1, Math.round((times.at(-1) - times[0]) / 60))} minutes`
        : `${options.title}: no value yet`);
    },
    redraw: () => plot?.redraw(),
    close() {
      size.disconnect();
      plot?.destroy();
    },
  };
}
