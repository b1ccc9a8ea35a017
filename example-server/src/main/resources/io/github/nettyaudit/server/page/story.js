// One event: a sentence, who, what and how, the tree of processes, the records, and each format.
import { get } from './api.js';
import { dayAndClock, el } from './text.js';
import { SYMBOLS } from './rows.js';

const LABELS = { ecs: 'ECS', ocsf: 'OCSF', laurel: 'laurel', 'raw-json': 'raw JSON', raw: 'raw', text: 'text', otel: 'OTel' };

function facts(title, object) {
  const entries = Object.entries(object ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== ''
    && !(Array.isArray(value) && value.length === 0));
  if (!entries.length) {
    return null;
  }
  return el('section', { class: 'card' }, el('h2', {}, title), el('dl', { class: 'pairs' }, entries.map(([name, value]) =>
    el('div', {}, el('dt', {}, name.replaceAll('_', ' ')), el('dd', {}, typeof value === 'object' ? JSON.stringify(value) : value)))));
}

function commandLine(process) {
  const words = Array.isArray(process.args) && process.args.length ? process.args : [process.exe ?? process.name ?? '?'];
  return words.map(word => /^[\w@%+=:,./-]+$/.test(word) ? word : `'${String(word).replaceAll("'", "'\\''")}'`).join(' ');
}

function tree(process) {
  if (!process || process.pid === undefined) {
    return null;
  }
  const line = [...(process.parents ?? [])].reverse().concat([process]);
  let inner = null;
  for (let i = line.length - 1; i >= 0; i--) {
    const one = line[i];
    const item = el('li', { class: i === line.length - 1 ? 'self' : null },
      el('span', { class: 'process' }, el('span', { class: 'pid' }, `${one.pid ?? '?'}`), el('code', {}, commandLine(one))));
    if (inner) {
      item.append(el('ul', {}, inner));
    }
    inner = item;
  }
  const more = [['container', process.container], ['pod', process.pod], ['unit', process.unit], ['script', process.script]].filter(([, value]) => value);
  return el('section', { class: 'card wide' }, el('h2', {}, 'Processes'), el('ul', { class: 'tree' }, inner),
    more.length ? el('dl', { class: 'pairs' }, more.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value)))) : null);
}

function records(list) {
  return el('section', { class: 'card wide' }, el('h2', {}, 'Records'), el('p', { class: 'quiet' }, 'As the kernel or a program wrote them.'),
    (list ?? []).map(record => el('details', { class: 'record' },
      el('summary', {}, el('span', { class: 'type' }, record.type), el('code', {}, record.raw)),
      el('div', { class: 'scroll' }, el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'field'), el('th', { scope: 'col' }, 'value'), el('th', { scope: 'col' }, 'means'))),
        el('tbody', {}, (record.fields ?? []).map(field => el('tr', {}, el('th', { scope: 'row' }, field.name), el('td', {}, el('code', {}, field.value)),
          el('td', {}, field.interpreted !== field.value ? field.interpreted : '')))))))));
}

function pretty(document_) {
  if (typeof document_ !== 'string') {
    return JSON.stringify(document_, null, 2);
  }
  try {
    return JSON.stringify(JSON.parse(document_), null, 2);
  } catch (e) {
    return document_;
  }
}

function documents(all, context) {
  const names = Object.keys(all ?? {});
  if (!names.length) {
    return null;
  }
  const text = el('pre', { id: 'document', class: 'document', tabindex: '0', role: 'tabpanel' });
  const tabs = names.map(name => el('button', { role: 'tab', 'aria-controls': 'document', on: { click: () => choose(name) } }, LABELS[name] ?? name));
  let chosen = names[0];
  const copy = el('button', { on: { click: async () => {
    try {
      await navigator.clipboard.writeText(pretty(all[chosen]));
      context.announce(`Copied as ${LABELS[chosen] ?? chosen}.`);
      copy.textContent = 'Copied';
      setTimeout(() => { copy.textContent = 'Copy'; }, 1500);
    } catch (e) {
      getSelection().selectAllChildren(text);
      context.announce('The browser does not allow copying; the text is selected.');
    }
  } } }, 'Copy');
  function choose(name) {
    chosen = name;
    text.replaceChildren(...el('span', {}, '').childNodes);
    text.append(...highlighted(pretty(all[name])));
    tabs.forEach((tab, i) => {
      tab.setAttribute('aria-selected', String(names[i] === name));
      tab.tabIndex = names[i] === name ? 0 : -1;
    });
  }
  const bar = el('div', { role: 'tablist', 'aria-label': 'Formats', class: 'tabs', on: { keydown: event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const next = (names.indexOf(chosen) + step + names.length) % names.length;
      choose(names[next]);
      tabs[next].focus();
    }
  } } }, tabs);
  choose(chosen);
  return el('section', { class: 'card wide' }, el('h2', {}, 'Documents'), el('div', { class: 'between' }, bar, copy), text);
}

/** The names of JSON members in another colour; each piece is a text node. */
function highlighted(text) {
  const nodes = [];
  for (const line of text.split('\n')) {
    const match = /^(\s*)("(?:[^"\\]|\\.)*")(: ?)(.*)$/s.exec(line);
    const part = el('span', { class: 'line' });
    if (match) {
      part.append(match[1], el('span', { class: 'member' }, match[2]), match[3], ...el('span', {}, match[4]).childNodes);
    } else {
      part.append(...el('span', {}, line).childNodes);
    }
    nodes.push(part, '\n');
  }
  return nodes;
}

export function storyView(view, context) {
  const id = context.argument;
  view.replaceChildren(el('p', { class: 'quiet', role: 'status' }, 'Reading the event …'));
  const aborted = new AbortController();
  get(`api/events/${encodeURIComponent(id)}`, aborted.signal).then(story => {
    const outcome = story.outcome === 'success' || story.outcome === 'failure' ? story.outcome : 'unknown';
    view.replaceChildren(
      el('p', {}, el('a', { href: context.back, class: 'back' }, '← Back')),
      el('div', { class: `headline ${outcome}` }, el('span', { class: 'outcome', role: 'img', 'aria-label': outcome }, SYMBOLS[outcome]),
        el('h1', {}, story.summary || story.action || (story.types ?? []).join(' '))),
      el('p', { class: 'quiet' }, el('time', { datetime: story.time }, dayAndClock(story.time)), ' · ', el('code', {}, story.id),
        story.key ? ' · key ' : '', story.key ? el('code', {}, story.key) : '', ' · ', (story.types ?? []).join(', ')),
      el('div', { class: 'cards' }, facts('Who', story.who), facts('What', story.what), facts('How', story.how), tree(story.process),
        records(story.records), documents(story.documents, context)));
    view.querySelector('h1').tabIndex = -1;
    view.querySelector('h1').focus({ preventScroll: true });
  }, problem => {
    if (problem.name === 'AbortError') {
      return;
    }
    view.replaceChildren(el('p', {}, el('a', { href: context.back, class: 'back' }, '← Back')),
      el('div', { class: 'empty' }, el('h1', {}, problem.status === 404 ? 'This event is not here any more' : 'The event cannot be read'),
        el('p', {}, problem.status === 404 ? 'The server keeps the newest events only: it is neither in its memory nor in its spool.' : problem.message),
        el('p', {}, el('code', {}, id))));
  });
  return { keys: { Escape: () => { location.hash = context.back; } }, close: () => aborted.abort() };
}
