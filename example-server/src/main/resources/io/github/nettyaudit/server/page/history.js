// The history: events of a range of time, page by page, the newest first unless the oldest are wanted.
import { get } from './api.js';
import { chips } from './live.js';
import { link } from './route.js';
import { markOpen, reachable, rowElement, rowList } from './rows.js';
import { expression, searchForm } from './search.js';
import { clearNotice, notice } from './shell.js';
import { el, number } from './text.js';

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

export function open(main, parameters) {
  const query = parameters.get('q') ?? '';
  const from = parameters.get('from') ?? '';
  const to = parameters.get('to') ?? '';
  // by the clock of the server, which is not always that of the browser
  const last = parameters.get('last') ?? (from || to || parameters.get('range') === 'all' ? '' : '3600');
  const isOldestFirst = parameters.get('order') === 'oldest';
  const cursors = [null];
  let at = 0;
  let search = 0;        // the number of the last search; those before it end
  let isStopped = false;
  let ended = false;
  let story = parameters.get('event');

  const start = el('input', { type: 'datetime-local', step: '1', id: 'from' });
  const end = el('input', { type: 'datetime-local', step: '1', id: 'to' });
  start.value = toField(from);
  end.value = toField(to);
  const go = (q, seconds = last, begin = fromField(start.value), finish = fromField(end.value)) => {
    const isDated = begin !== '' || finish !== '';
    const hash = link('history', { q, from: begin, to: finish, last: isDated ? '' : seconds, range: isDated || seconds ? null : 'all',
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
    el('div', { class: 'buttons', role: 'group', 'aria-label': 'Range' }, RANGES.map(([name, seconds]) => el('button', { type: 'button', class: 'small',
      'aria-pressed': String(!from && !to && Number(last) === seconds),
      on: { click: () => go(form.input.value.trim(), seconds ? String(seconds) : '', '', '') } }, seconds ? `Last ${name.toLowerCase()}` : name))));
  range.addEventListener('keydown', event => {
    if (event.key === 'Enter' && event.target.tagName === 'INPUT') {
      event.preventDefault();
      go(form.input.value.trim());
    }
  });
  const told = el('span', { class: 'grow', role: 'status' }, 'Looking');
  const order = el('select', { class: 'small', 'aria-label': 'Order', on: { change: () => go(form.input.value.trim()) } },
    [['newest', 'Newest first'], ['oldest', 'Oldest first']].map(([value, name]) => el('option', { value }, name)));
  const stop = el('button', { type: 'button', class: 'small', hidden: true, on: { click: () => {
    isStopped = true;
    stop.hidden = true;
  } } }, 'Stop');
  order.value = isOldestFirst ? 'oldest' : 'newest';
  const gaps = el('div');
  const list = rowList(`Events, ${isOldestFirst ? 'oldest' : 'newest'} first`);
  const empty = el('div', { class: 'empty', hidden: true });
  const back = el('button', { type: 'button', on: { click: () => load(at - 1) } }, isOldestFirst ? 'Earlier' : 'Newer');
  const next = el('button', { type: 'button', on: { click: () => load(at + 1) } }, isOldestFirst ? 'Later' : 'Older');
  const place = el('span', { class: 'quiet' });
  const paging = el('div', { class: 'paging', hidden: true }, back, next, place);
  const card = el('section', { class: 'card dated', 'aria-label': 'Found events' }, el('div', { class: 'bar' }, told, stop, order), ...(isOldestFirst ? [gaps] : []), empty, list, ...(isOldestFirst ? [] : [gaps]), paging);
  main.append(el('h1', { class: 'unseen' }, 'History'), form.form, range, chips(query, text => go(text)), card);
  card.classList.toggle('narrow', story !== null);

  /** Asks until it gets rows; nothing if the view was closed or another search has begun. */
  async function ask(mine, cursor, limit) {
    const request = new URLSearchParams({ limit: String(limit), order: order.value });
    for (const [name, value] of [['from', from], ['to', to], ['last', last], ['filter', query && expression(query)], ['cursor', cursor]]) {
      if (value) {
        request.set(name, value);
      }
    }
    for (;;) {
      try {
        const answer = await get(`api/history?${request}`);
        return ended || mine !== search ? null : answer;
      } catch (problem) {
        if (ended || mine !== search) {
          return null;
        }
        if (problem.status !== 503) {
          throw problem;
        }
        told.textContent = 'Waiting for another search';
        await new Promise(resolve => setTimeout(resolve, 1000));
      }
    }
  }

  /** An answer ends after some time, so the search goes on until the page is full. */
  async function load(page = at) {
    const mine = ++search;
    at = page;
    isStopped = false;
    card.setAttribute('aria-busy', 'true');
    const found = { rows: 0, looked: 0, gaps: [], next: cursors[page], source: '' };
    try {
      do {
        const answer = await ask(mine, found.next, PAGE - found.rows);
        if (!answer) {
          return;
        }
        if (found.source === '') {
          list.replaceChildren();
        }
        list.append(...answer.rows.map(row => rowElement(row, true)));
        found.rows += answer.rows.length;
        found.looked += answer.looked_at;
        found.gaps.push(...answer.gaps);
        found.next = answer.next;
        found.source = answer.source;
        draw(found);
      } while (found.next && found.rows < PAGE && !isStopped);
    } catch (problem) {
      told.textContent = problem.status === 400 ? 'The search cannot be read' : 'The search has failed';
      if (problem.status === 400) {
        form.fail(problem);
      } else {
        notice('history', problem.message, true, 'Try again', () => load(page));
      }
      return;
    } finally {
      if (mine === search) {
        stop.hidden = true;
        card.removeAttribute('aria-busy');
      }
    }
    clearNotice('history');
    if (page > 0 || document.activeElement === back || document.activeElement === next) {
      card.scrollIntoView({ block: 'nearest' });
    }
  }

  function draw(found) {
    const goesOn = found.next && found.rows < PAGE && !isStopped;
    cursors[at + 1] = found.next;
    reachable(list);
    markOpen(list, story);
    stop.hidden = !goesOn;
    told.textContent = (goesOn ? 'Searching: ' : '') + (found.rows === 1 ? '1 event' : `${number(found.rows)} events`)
      + (query || goesOn ? ` of ${number(found.looked)} looked at` : '')
      + (found.source === 'memory' ? ', of the newest events only: there is no spool to search' : '');
    gaps.replaceChildren(...found.gaps.map(gap => el('div', { class: 'gap-line' }, `▲ ${gap.text}`)));
    empty.hidden = found.rows > 0 || goesOn;
    if (!found.rows) {
      empty.replaceChildren(el('strong', null, found.next ? 'No event so far' : 'No event in this range'),
        found.next ? `There is more to look at: go on with ${next.textContent}.` : 'Try a longer range of time, or a search that matches more.');
    }
    back.disabled = at === 0;
    next.disabled = !found.next || goesOn;
    paging.hidden = at === 0 && !found.next;
    place.textContent = `Page ${at + 1}`;
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
