// The state of the forwarder: whether it works, in one sentence; charts; the kernel, losses, the spool and the sinks.
import { get } from './api.js';
import { chart } from './charts.js';
import { clearNotice, connection, notice } from './shell.js';
import { bytes, duration, el, number, short, show } from './text.js';

const KERNEL = {
  enabled: ['auditing', value => ['off', 'on', 'on, locked until the next boot'][value] ?? value],
  failure: ['on failure', value => ['silent', 'prints a message', 'panics'][value] ?? value],
  pid: ['audit daemon', value => value ? `process ${value}` : 'none'],
  lost: ['lost since boot', number],
  backlog: ['waiting in the kernel', number],
  backlog_limit: ['limit of the backlog', number],
  backlog_wait_time: ['wait at the limit', value => `${number(value)} ticks`],
  backlog_wait_time_actual: ['waited in all', value => `${number(value)} ticks`],
  rate_limit: ['rate limit', value => value ? `${number(value)} a second` : 'none'],
};

const SPOOL = {
  bytes: ['used', bytes],
  max_bytes: ['bound', bytes],
  entries: ['events stored', number],
  damaged: ['damaged blocks', number],
  discarded: ['events discarded', number],
};

function words(name) {
  return String(name).replaceAll('_', ' ').replaceAll('-', ' ').toLowerCase();
}

function plainValue(name, value) {
  if (value === null || value === undefined || value === '') {
    return null;
  }
  if (typeof value === 'boolean') {
    return value ? 'yes' : 'no';
  }
  if (typeof value === 'number') {
    return /bytes|size/.test(name) ? bytes(value) : /_s$|seconds|age/.test(name) ? duration(value) : number(value);
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function facts(object, names = {}) {
  return el('dl', { class: 'facts' }, Object.entries(object ?? {}).map(([name, value]) => {
    const [label, format] = names[name] ?? [words(name).replace(/ bytes$| s$/, ''), given => plainValue(name, given)];
    const shown = value === null || value === undefined ? null : format(value);
    return shown === null ? null : [el('dt', null, label), el('dd', null, String(shown))];
  }).filter(Boolean));
}

function panel(title, wide, ...content) {
  return el('section', { class: `card panel${wide ? ' wide' : ''}` }, el('h2', null, title), ...content);
}

function meter(part, whole) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 100 1');
  svg.setAttribute('preserveAspectRatio', 'none');
  const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  bar.setAttribute('width', String(Math.max(0.5, Math.min(100, 100 * part / whole))));
  bar.setAttribute('height', '1');
  svg.append(bar);
  return el('div', { class: 'meter', role: 'img', 'aria-label': `${Math.round(100 * part / whole)} percent of the bound` }, svg);
}

function sinkTable(sinks) {
  if (!sinks.length) {
    return el('p', { class: 'quiet' }, 'No sink is configured: events are kept in the spool only.');
  }
  const heads = ['Sink', 'State', 'Waiting', 'Behind', 'Delivered', 'Retries', 'Refused'];
  return el('div', { class: 'table-wrap' }, el('table', { class: 'plain sinks' },
    el('thead', null, el('tr', null, heads.map((head, i) => el('th', { scope: 'col', class: i > 1 ? 'amount' : null }, head)))),
    el('tbody', null, sinks.map(sink => el('tr', null,
      el('td', null, el('strong', null, sink.name), el('div', { class: 'quiet' }, [sink.type, sink.format].filter(Boolean).join(', '))),
      el('td', null, words(sink.state ?? ''), sink.last_error ? show(el('div', { class: 'bad-text' }), sink.last_error, 300) : null),
      [number(sink.lag_events), duration(sink.lag_s), number(sink.delivered), number(sink.retries), number(sink.dead_letters)].map((amount, i) =>
        el('td', { class: 'amount', 'data-label': heads[i + 2] }, amount)))))));
}

function lossTable(losses) {
  const present = losses.filter(loss => loss.count > 0);
  if (!present.length) {
    return el('p', { class: 'quiet' }, 'Nothing was lost since the start.');
  }
  return [el('table', { class: 'plain' }, el('tbody', null, present.map(loss => el('tr', null,
    el('td', null, words(loss.kind)), el('td', { class: 'amount bad-text' }, `${number(loss.count)} ${loss.unit ?? ''}`))))),
  present.length > 1 ? el('p', { class: 'quiet' }, 'One loss may be counted by several kinds.') : null];
}

export function open(main) {
  let ended = false;
  let timer = 0;
  const state = el('div', { class: 'state-line' }, el('h1', null, 'Status'));
  const reasons = el('div');
  const grid = el('div', { class: 'charts' });
  const panels = el('div', { class: 'panels' });
  main.append(state, reasons, grid, panels);
  const charts = new Map();
  let before = '';

  function remove(name) {
    const made = charts.get(name);
    made?.close();
    made?.element.remove();
    charts.delete(name);
  }

  function drawChart(name, options, times, values) {
    if (!Array.isArray(values)) {
      return;
    }
    if (values.length && values.every(one => one === null)) {
      remove(name); // what this source does not have
      return;
    }
    if (!charts.has(name)) {
      const made = chart(options);
      charts.set(name, made);
      grid.append(made.element);
    }
    charts.get(name).set(times, values);
  }

  function series(all) {
    const t = all.t ?? [];
    drawChart('events', { title: 'Events', unit: 'a second', format: short }, t, all.events);
    drawChart('records', { title: 'Records', unit: 'a second', format: short }, t, all.records);
    drawChart('lost', { title: 'Events lost', unit: 'events', format: short }, t, all.lost);
    drawChart('backlog', { title: 'Waiting in the kernel', unit: 'records', format: short }, t, all.backlog);
    drawChart('spool', { title: 'Spool', unit: '', format: bytes, isBinary: true }, t, all.spool_bytes);
    if (Array.isArray(all.lag)) {
      drawChart('slowest', { title: 'Waiting for the slowest sink', unit: 'events', format: short }, t, all.lag);
      return;
    }
    const lag = all.lag ?? {};
    Object.keys(lag).forEach(name => drawChart(`lag ${name}`, { title: `Waiting for ${name}`, unit: 'events', format: short }, t, lag[name]));
    [...charts.keys()].filter(name => name.startsWith('lag ') && !(name.slice(4) in lag)).forEach(remove);
  }

  function status(all) {
    const ok = all.ready?.ok !== false;
    const why = all.ready?.reasons ?? [];
    const lost = (all.losses ?? []).some(loss => loss.count > 0);
    state.className = `state-line ${ok ? lost ? 'held' : 'good' : 'bad'}`;
    state.replaceChildren(el('span', { class: 'dot', 'aria-hidden': 'true' }), el('h1', null,
      ok ? lost ? 'It works, but something was lost since the start.' : 'It works, and nothing was lost.' : 'It needs attention.'));
    reasons.replaceChildren(...why.length ? [el('ul', { class: 'reasons' }, why.map(reason => el('li', null, String(reason))))] : []);
    const { kernel, spool, sinks, losses, page, ready, ...about } = all;
    // the time changes each second: what has not changed stays, so that a selection is not lost
    const { time, uptime_s: uptime, ...rest } = about;
    const text = JSON.stringify([rest, kernel, spool, sinks, losses, page, Math.round((uptime ?? 0) / 60)]);
    if (text === before) {
      return;
    }
    before = text;
    panels.replaceChildren(
      panel('Sinks', true, sinkTable(sinks ?? [])),
      panel('Kernel', false, kernel ? facts(kernel, KERNEL) : el('p', { class: 'quiet' }, 'This source is not the kernel of this host.')),
      panel('Losses', false, lossTable(losses ?? [])),
      panel('Spool', false, spool ? [facts(spool, SPOOL), typeof spool.bytes === 'number' && spool.max_bytes > 0 ? meter(spool.bytes, spool.max_bytes) : null]
        : el('p', { class: 'quiet' }, 'There is no spool: events are not kept.')),
      panel('This program', false, facts({ ...about, uptime_s: uptime, time: undefined }, {
        uptime_s: ['runs for', duration] }), page?.clients ? el('p', { class: 'quiet' }, `${number(page.clients)} ${page.clients === 1 ? 'page follows' : 'pages follow'} the live events.`) : null));
  }

  async function poll() {
    try {
      const [one, two] = await Promise.all([get('api/status'), get('api/series')]);
      if (ended) {
        return;
      }
      connection(true);
      clearNotice('status');
      status(one);
      series(two);
    } catch (problem) {
      if (ended) {
        return;
      }
      connection(problem.status !== 0);
      notice('status', problem.status === 0 ? 'The server does not answer. What is below is the last known state; the page tries again each few seconds.' : problem.message, problem.status !== 0);
    }
    timer = setTimeout(poll, document.hidden ? 10000 : 2000);
  }

  const themed = () => charts.forEach(one => one.redraw());
  document.addEventListener('themechange', themed);
  poll();
  return {
    close() {
      ended = true;
      clearTimeout(timer);
      clearNotice('status');
      document.removeEventListener('themechange', themed);
      charts.forEach(one => one.close());
    },
  };
}
