// The history: events of a range of time, page by page, the newest first unless the oldest are wanted.
import { get } from './api.js';
import { chips } from './live.js';
import { link } from './route.js';
import { markOpen, reachable, rowElement, rowList } from './rows.js';
import { expression, searchForm } from './search.js';
import { clearNotice, notice } from './shell.js';
import { clock, dayAndClock, el, number } from './text.js';

const PAGE = 100;
const RANGES = [['15 minutes', 900], ['Hour', 3600], ['Day', 86400], ['Week', 604800], ['Everything', 0]];

function toField(iso) {
  if (!iso) {
    return '';
  }
  const date = new Date(iso);
  return isNaN(date) ? '' : new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
}

function fromField(text) {
  const date = text ? new Date(text) : null;
  return date && !isNaN(date) ? date.toISOString() : '';
}

function gapText(gap) {
  if (typeof gap === 'string') {
    return gap;
  }
  const range = gap.from && gap.to ? `${dayAndClock(gap.from)} to ${clock(gap.to)}: ` : '';
  return range + (gap.text ?? gap.message ?? JSON.stringify(gap));
}

export function open(main, parameters) {
  const query = parameters.get('q') ?? '';
  const all = parameters.get('range') === 'all';
  const from = parameters.get('from') ?? (all ? '' : new Date(Date.now() - 3600000).toISOString());
  const to = parameters.get('to') ?? '';
  const isOldestFirst = parameters.get('order') === 'oldest';
  const cursors = [null];
  let at = 0;
  let ended = false;
  let story = parameters.get('event');

  const start = el('input', { type: 'datetime-local', step: '1', id: 'from' });
  const end = el('input', { type: 'datetime-local', step: '1', id: 'to' });
  start.value = toField(from);
  end.value = toField(to);
  const go = (q, begin = fromField(start.value), finish = fromField(end.value)) => {
    const hash = link('history', { q, from: begin, to: finish, range: begin || finish ? null : 'all',
      order: order.value === 'oldest' ? 'oldest' : null });
    if (hash === location.hash) {
      load();
    } else {
      location.hash = hash;
    }
  };
  const form = searchForm({ value: query, label: 'Search in the history', placeholder: 'A program, a path, a user, or an expression', submit: text => go(text) });
  const range = el('div', { class: 'range' },
    el('div', null, el('label', { for: 'from' }, 'From'), start), el('div', null, el('label', { for: 'to' }, 'To (empty: now)'), end),
    el('div', { class: 'buttons', role: 'group', 'aria-label': 'Last' }, RANGES.map(([name, seconds]) => el('button', { type: 'button', class: 'small', on: {
      click: () => go(form.input.value.trim(), seconds ? new Date(Date.now() - seconds * 1000).toISOString() : '', '') } }, seconds ? `Last ${name.toLowerCase()}` : name))));
  range.addEventListener('keydown', event => {
    if (event.key === 'Enter' && event.target.tagName === 'INPUT') {
      event.preventDefault();
      go(form.input.value.trim());
    }
  });
  const told = el('span', { class: 'grow', role: 'status' }, 'Looking');
  const order = el('select', { class: 'small', 'aria-label': 'Order', on: { change: () => go(form.input.value.trim()) } },
    [['newest', 'Newest first'], ['oldest', 'Oldest first']].map(([value, name]) => el('option', { value }, name)));
  order.value = isOldestFirst ? 'oldest' : 'newest';
  const gaps = el('div');
  const list = rowList(`Events, ${isOldestFirst ? 'oldest' : 'newest'} first`);
  const empty = el('div', { class: 'empty', hidden: true });
  const back = el('button', { type: 'button', on: { click: () => load(at - 1) } }, isOldestFirst ? 'Earlier' : 'Newer');
  const next = el('button', { type: 'button', on: { click: () => load(at + 1) } }, isOldestFirst ? 'Later' : 'Older');
  const place = el('span', { class: 'quiet' });
  const paging = el('div', { class: 'paging', hidden: true }, back, next, place);
  const card = el('section', { class: 'card dated', 'aria-label': 'Found events' }, el('div', { class: 'bar' }, told, order), ...(isOldestFirst ? [gaps] : []), empty, list, ...(isOldestFirst ? [] : [gaps]), paging);
  main.append(el('h1', { class: 'unseen' }, 'History'), form.form, range, chips(query, text => go(text)), card);
  card.classList.toggle('narrow', story !== null);

  async function load(page = at) {
    const request = new URLSearchParams({ limit: String(PAGE), order: order.value });
    if (from) {
      request.set('from', from);
    }
    if (to) {
      request.set('to', to);
    }
    if (query) {
      request.set('filter', expression(query));
    }
    if (cursors[page]) {
      request.set('cursor', cursors[page]);
    }
    card.setAttribute('aria-busy', 'true');
    let answer;
    try {
      answer = await get(`api/history?${request}`);
    } catch (problem) {
      card.removeAttribute('aria-busy');
      if (ended) {
        return;
      }
      told.textContent = problem.status === 400 ? 'The search cannot be read' : 'Not found out';
      if (problem.status === 400) {
        form.fail(problem);
      } else {
        notice('history', problem.message, true, 'Try again', () => load(page));
      }
      return;
    }
    if (ended) {
      return;
    }
    clearNotice('history');
    card.removeAttribute('aria-busy');
    at = page;
    cursors[page + 1] = answer.next;
    const rows = answer.rows ?? [];
    list.replaceChildren(...rows.map(row => rowElement(row, true)));
    reachable(list);
    markOpen(list, story);
    const looked = typeof answer.looked_at === 'number' ? ` of ${number(answer.looked_at)} looked at` : '';
    told.textContent = `${rows.length === 1 ? '1 event' : `${number(rows.length)} events`}${query ? looked : ''}`
      + (answer.source === 'memory' ? ', of the newest events only: there is no spool to search' : '');
    gaps.replaceChildren(...(answer.gaps ?? []).map(gap => el('div', { class: 'gap-line' }, `▲ ${gapText(gap)}`)));
    empty.hidden = rows.length > 0;
    if (!rows.length) {
      empty.replaceChildren(el('strong', null, answer.next ? 'No event in this part of the range' : 'No event in this range'),
        answer.next ? 'There is more to look at: go on with ' + next.textContent + '.' : 'Try a longer range of time, or a search that matches more.');
    }
    back.disabled = at === 0;
    next.disabled = !answer.next;
    paging.hidden = at === 0 && !answer.next;
    place.textContent = `Page ${at + 1}`;
    if (page > 0 || document.activeElement === back || document.activeElement === next) {
      card.scrollIntoView({ block: 'nearest' });
    }
  }

  load();
  return {
    list,
    input: form.input,
    update(changed) {
      story = changed.get('event');
      card.classList.toggle('narrow', story !== null);
      markOpen(list, story);
    },
    close() {
      ended = true;
      clearNotice('history');
    },
  };
}
