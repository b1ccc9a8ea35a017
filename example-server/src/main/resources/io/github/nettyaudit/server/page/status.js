// The kernel, the losses, the rates, the spool and the sinks, with the last ten minutes as charts.
import { get } from './api.js';
import { bytes, dayAndClock, duration, el, number, short } from './text.js';

const REFRESH_MILLIS = 2000;

const CHARTS = [
  { key: 'events', title: 'Events a second', format: short },
  { key: 'lost', title: 'Lost records', format: short, alarm: true },
  { key: 'backlog', title: "Records in the kernel's queue", format: short },
  { key: 'lag', title: 'Events that the slowest sink has not taken', format: short },
  { key: 'spool_bytes', title: 'Spool', format: bytes },
];

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A small chart that follows the width of its card. */
function chart(definition) {
  const place = el('div', { class: 'plot', 'aria-hidden': 'true' });
  const value = el('span', { class: 'value' }, '–');
  const card = el('section', { class: 'card chart' }, el('h2', {}, definition.title), value, place);
  let plot = null;
  const make = data => new uPlot({
    width: Math.max(120, place.clientWidth), height: 96,
    cursor: { y: false, points: { size: 6 } }, legend: { show: false }, padding: [6, 4, 0, 0],
    scales: { y: { range: (u, least, most) => [0, most > 0 ? most * 1.15 : 1] } },
    axes: [
      { stroke: color('--quiet'), grid: { show: false }, ticks: { show: false }, size: 22, font: '11px system-ui', space: 70 },
      { stroke: color('--quiet'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, size: 48, font: '11px system-ui', space: 34,
        values: (u, splits) => splits.map(split => definition.format(split)) },
    ],
    series: [{}, { stroke: color(definition.alarm ? '--bad' : '--accent'), width: 1.6, points: { show: false },
      fill: color(definition.alarm ? '--bad-soft' : '--accent-soft'), spanGaps: false }],
  }, data, place);
  const resized = new ResizeObserver(() => plot?.setSize({ width: Math.max(120, place.clientWidth), height: 96 }));
  resized.observe(place);
  return {
    card,
    draw(series) {
      const values = series[definition.key];
      card.hidden = !Array.isArray(values) || values.every(one => one === null || one === undefined);
      if (card.hidden) {
        return;
      }
      const data = [series.t, values.map(one => one ?? null)];
      if (plot) {
        plot.setData(data);
      } else {
        plot = make(data);
      }
      const last = values.findLast?.(one => one !== null && one !== undefined) ?? values[values.length - 1];
      value.textContent = definition.format(last);
    },
    restyle() {
      plot?.destroy();
      plot = null;
    },
    close() {
      resized.disconnect();
      plot?.destroy();
    },
  };
}

function pairs(title, entries) {
  const shown = entries.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return shown.length ? el('section', { class: 'card' }, el('h2', {}, title), el('dl', { class: 'pairs' },
    shown.map(([name, value, bad]) => el('div', { class: bad ? 'bad' : null }, el('dt', {}, name), el('dd', {}, value))))) : null;
}

const ENABLED = ['off', 'on', 'on and locked until the next boot'];
const FAILURE = ['says nothing', 'writes to the kernel log', 'panics'];

function kernelCard(kernel) {
  if (!kernel) {
    return null;
  }
  return pairs('Kernel', [
    ['auditing', ENABLED[kernel.enabled] ?? kernel.enabled],
    ['audit daemon', kernel.pid ? `process ${kernel.pid}` : 'none', false],
    ['lost records', number(kernel.lost), kernel.lost > 0],
    ['queue', `${number(kernel.backlog)} of ${kernel.backlog_limit ? number(kernel.backlog_limit) : 'any number of'} records`],
    ['when it loses a record', FAILURE[kernel.failure] ?? kernel.failure],
    ['rules', kernel.rules === undefined ? undefined : number(kernel.rules), kernel.rules === 0],
  ]);
}

function spoolCard(spool) {
  return spool ? pairs('Spool', [
    ['size', spool.size_bytes ? `${bytes(spool.bytes)} of ${bytes(spool.size_bytes)}` : bytes(spool.bytes)],
    ['segments', number(spool.segments)], ['events', number(spool.entries)],
    ['oldest event', spool.oldest ? dayAndClock(spool.oldest) : undefined],
    ['discarded', number(spool.discarded), spool.discarded > 0], ['damaged blocks', number(spool.damaged), spool.damaged > 0],
    ['directory', spool.directory],
  ]) : pairs('Spool', [['events are kept', 'in memory only; a restart loses what the sinks have not taken']]);
}

function sinksCard(sinks) {
  if (!sinks?.length) {
    return null;
  }
  return el('section', { class: 'card wide' }, el('h2', {}, 'Sinks'), el('div', { class: 'scroll' }, el('table', {},
    el('thead', {}, el('tr', {}, ['sink', 'state', 'waiting', 'behind', 'delivered', 'retries', 'dead letters', 'last error'].map(name => el('th', { scope: 'col' }, name)))),
    el('tbody', {}, sinks.map(sink => el('tr', {}, el('th', { scope: 'row' }, sink.name, ' ', el('span', { class: 'quiet' }, `${sink.type} ${sink.format ?? ''}`)),
      el('td', {}, el('span', { class: `state ${/retry|stop|end|fail/i.test(sink.state) ? 'bad' : 'good'}` }, sink.state)),
      el('td', {}, number(sink.lag_events)), el('td', {}, duration(sink.lag_s)), el('td', {}, short(sink.delivered)), el('td', {}, number(sink.retries)),
      el('td', { class: sink.dead_letters > 0 ? 'bad' : null }, number(sink.dead_letters)), el('td', { class: 'error' }, sink.last_error ?? '')))))));
}

function lossesCard(losses) {
  const some = (losses ?? []).filter(loss => loss.count > 0);
  return el('section', { class: 'card' }, el('h2', {}, 'Losses since the start'), some.length
    ? el('dl', { class: 'pairs' }, some.map(loss => el('div', { class: 'bad' }, el('dt', {}, String(loss.kind).toLowerCase().replaceAll('_', ' ')),
      el('dd', {}, `${number(loss.count)} ${loss.unit ?? ''}`))))
    : el('p', {}, 'None. Every record that was received is stored.'));
}

export function statusView(view, context) {
  const charts = CHARTS.map(chart);
  const reasons = el('div', { class: 'reasons', hidden: true });
  const cards = el('div', { class: 'cards' });
  const note = el('p', { class: 'quiet' });
  let closed = false;
  let timer = 0;
  view.replaceChildren(el('h1', {}, 'Status'), note, reasons, el('div', { class: 'cards charts' }, charts.map(one => one.card)), cards);

  async function refresh() {
    try {
      const [status, series] = await Promise.all([get('api/status'), get('api/series')]);
      if (closed) {
        return;
      }
      context.status(status);
      note.textContent = `netty-audit ${status.version ?? ''} on ${status.host ?? '?'}, ${[status.source, status.mode].filter(Boolean).join(', ')}, for ${duration(status.uptime_s)}.`;
      reasons.hidden = !status.ready || status.ready.ok;
      reasons.replaceChildren(el('h2', {}, 'Not ready'), el('ul', {}, (status.ready?.reasons ?? []).map(reason => el('li', {}, reason))));
      const open = document.activeElement;
      cards.replaceChildren(...[kernelCard(status.kernel), lossesCard(status.losses), spoolCard(status.spool), sinksCard(status.sinks)].filter(Boolean));
      open?.focus?.();
      charts.forEach(one => one.draw(series));
    } catch (problem) {
      if (closed) {
        return;
      }
      context.connected(false);
      note.textContent = `${problem.message} The numbers below are from before.`;
    }
    timer = setTimeout(refresh, REFRESH_MILLIS);
  }

  refresh();
  return { keys: {}, themeChanged: () => charts.forEach(one => one.restyle()), close() {
    closed = true;
    clearTimeout(timer);
    charts.forEach(one => one.close());
  } };
}
