// Events that are stored, by time.
import { get } from './api.js';
import { el, number } from './text.js';
import { navigable, rowElement } from './rows.js';
import { expression, searchField } from './search.js';

const PAGE = 100;
const RANGES = [['15 min', 900], ['1 h', 3600], ['6 h', 21600], ['24 h', 86400], ['7 days', 604800]];

/** The value of a datetime-local field. */
function local(time) {
  const date = new Date(time - new Date(time).getTimezoneOffset() * 60000);
  return date.toISOString().slice(0, 19);
}

export function historyView(view, context) {
  const parameters = context.parameters;
  const typed = parameters.get('q') ?? '';
  let cursor = null;
  let aborted = new AbortController();
  let found = 0;
  let looked = 0;

  const search = searchField(typed, 'Search the stored events', (wanted, text) => {
    remember(text);
    run();
  });
  const now = Date.now();
  const from = el('input', { type: 'datetime-local', id: 'from', step: '1', value: parameters.get('from') ?? local(now - 3600 * 1000) });
  const to = el('input', { type: 'datetime-local', id: 'to', step: '1', value: parameters.get('to') ?? '' });
  const ranges = el('div', { class: 'ranges', role: 'group', 'aria-label': 'Ranges that end now' }, RANGES.map(([name, seconds]) =>
    el('button', { type: 'button', on: { click: () => {
      from.value = local(Date.now() - seconds * 1000);
      to.value = '';
      remember(search.input.value.trim());
      run();
    } } }, name)));
  const state = el('p', { class: 'sample', role: 'status' });
  const list = el('ol', { class: 'rows', 'aria-label': 'Stored events, oldest first', tabindex: '0' });
  const more = el('button', { hidden: true, on: { click: () => load() } }, 'Show more');
  const keys = navigable(list);
  list.addEventListener('focus', event => event.target === list && list.firstElementChild && keys.move(0));
  for (const field of [from, to]) {
    field.addEventListener('change', () => {
      remember(search.input.value.trim());
      run();
    });
  }
  view.replaceChildren(el('h1', { class: 'unseen' }, 'Stored events'), el('div', { class: 'bar' }, search.form), search.hint,
    el('div', { class: 'bar times' }, el('label', { for: 'from' }, 'from'), from, el('label', { for: 'to' }, 'to'), to, ranges),
    state, list, el('p', { class: 'center' }, more));

  function remember(text) {
    const next = {};
    if (text) {
      next.q = text;
    }
    if (from.value) {
      next.from = from.value;
    }
    if (to.value) {
      next.to = to.value;
    }
    context.replaceParameters(next);
  }

  function run() {
    aborted.abort();
    aborted = new AbortController();
    cursor = null;
    found = 0;
    looked = 0;
    list.replaceChildren();
    search.explain();
    load();
  }

  async function load() {
    const query = new URLSearchParams({ limit: PAGE });
    const wanted = expression(search.input.value);
    if (wanted) {
      query.set('filter', wanted);
    }
    for (const [name, field] of [['from', from], ['to', to]]) {
      const time = field.value ? new Date(field.value) : null;
      if (time && !isNaN(time)) {
        query.set(name, time.toISOString());
      }
    }
    if (cursor) {
      query.set('cursor', cursor);
    }
    more.disabled = true;
    state.classList.remove('problem');
    state.textContent = 'Reading …';
    try {
      const page = await get(`api/history?${query}`, aborted.signal);
      const first = list.childElementCount;
      for (const row of page.rows) {
        list.append(rowElement(row, true));
      }
      found += page.rows.length;
      looked += page.looked_at ?? 0;
      cursor = page.next ?? null;
      more.hidden = cursor === null;
      more.textContent = page.rows.length ? 'Show more' : 'Look further';
      say(page);
      if (first && list.children[first]) {
        list.children[first].focus();
      }
    } catch (problem) {
      if (problem.name === 'AbortError') {
        return;
      }
      more.hidden = cursor === null;
      state.textContent = '';
      if (problem.status === 400) {
        search.refuse(problem);
      } else {
        state.classList.add('problem');
        state.textContent = problem.message;
      }
    } finally {
      more.disabled = false;
    }
  }

  function say(page) {
    const where = page.source === 'memory' ? ' There is no spool, so this is only what the memory holds.' : '';
    const gaps = (page.gaps ?? []).length ? ` ${number(page.gaps.length)} gaps: ${page.gaps.map(gap => gap.text ?? JSON.stringify(gap)).join('; ')}.` : '';
    if (found === 0) {
      state.textContent = cursor ? `No match in the first ${number(looked)} events.${where}${gaps}` : `No stored event matches.${where}${gaps}`;
    } else {
      state.textContent = `${number(found)} events${looked ? `, of ${number(looked)} that were looked at` : ''}${cursor ? '; there are more' : '; these are all'}.${where}${gaps}`;
    }
  }

  run();
  return { keys: { j: () => keys.move(1), k: () => keys.move(-1), '/': () => search.input.focus() }, close: () => aborted.abort() };
}
