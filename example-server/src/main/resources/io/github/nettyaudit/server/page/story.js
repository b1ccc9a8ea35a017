// One event, opened: a sentence, who, what and how, the processes, the records, and each format.
import { get } from './api.js';
import { link, withParameters } from './route.js';
import { sentence } from './rows.js';
import { condition } from './search.js';
import { copyButton } from './shell.js';
import { dayAndClock, el, number, show } from './text.js';

const FORMATS = { ecs: 'ECS', ocsf: 'OCSF', laurel: 'laurel', raw: 'Raw', raw_json: 'Raw JSON', 'raw-json': 'Raw JSON', text: 'Text', otlp: 'OTLP' };
const LONG = 600;

/** A text; if it is long, its start and a button for the rest. */
function long(text, name = 'span', most = LONG) {
  const element = document.createElement(name);
  if (text.length <= most * 1.2) {
    return show(element, text);
  }
  show(element, text.slice(0, most));
  element.append(' … ', el('button', { type: 'button', class: 'small', on: { click: () => show(clear(element), text) } },
    `Show all ${number(text.length)} characters`));
  return element;
}

function clear(element) {
  element.replaceChildren();
  return element;
}

/** Text with line breaks of its own, as of a printed document: these stay, all else that is hidden is escaped. */
function showLines(element, text) {
  text.split('\n').forEach((line, i) => {
    if (i) {
      element.append('\n');
    }
    show(element, line);
  });
  return element;
}

function isEmpty(value) {
  return value === null || value === undefined || value === '' || Array.isArray(value) && value.length === 0;
}

function value(given) {
  if (Array.isArray(given)) {
    return given.map(one => el('div', null, value(one)));
  }
  return long(typeof given === 'object' ? JSON.stringify(given) : String(given));
}

function factList(facts) {
  return el('dl', { class: 'facts' }, Object.entries(facts ?? {}).filter(([, given]) => !isEmpty(given)).map(([name, given]) =>
    [el('dt', null, name.replaceAll('_', ' ')), el('dd', null, value(given))]));
}

function hasFacts(facts) {
  return facts && Object.values(facts).some(given => !isEmpty(given));
}

function part(title, ...content) {
  return el('section', { class: 'story-part' }, el('h2', null, title), ...content);
}

function commandLine(args) {
  return Array.isArray(args) ? args.map(arg => arg === '' || /[\s'"\\$`]/.test(arg) ? `'${arg.replaceAll("'", "'\\''")}'` : arg).join(' ')
    : String(args ?? '');
}

function processTree(process) {
  const chain = [...(process.parents ?? [])].reverse();
  chain.push(process);
  const build = i => {
    const one = chain[i];
    const line = commandLine(one.args ?? one.script);
    const item = el('li', i === chain.length - 1 ? { class: 'this', 'aria-current': 'true' } : null, el('div', { class: 'process' },
      el('strong', { class: 'mono' }, one.exe || one.name || one.comm || 'process'),
      isEmpty(one.pid) ? null : el('span', { class: 'quiet' }, `  ${one.exe || one.name || one.comm ? 'process ' : ''}${one.pid}`),
      line && line !== one.exe ? el('code', { class: 'arguments' }, long(line)) : null));
    if (i + 1 < chain.length) {
      item.append(el('ol', null, build(i + 1)));
    }
    return item;
  };
  const tree = el('ol', { class: 'tree', 'aria-label': 'Processes, the oldest first' }, build(0));
  const rest = {};
  for (const name of ['container', 'pod', 'unit', 'cgroup']) {
    rest[name] = process[name];
  }
  return part('Processes', tree, hasFacts(rest) ? factList(rest) : null);
}

function fieldTable(fields) {
  return el('table', { class: 'fields' },
    el('thead', null, el('tr', null, ['Field', 'Value', 'Meaning'].map(title => el('th', { scope: 'col' }, title)))),
    el('tbody', null, fields.map(field => {
      const meaning = field.interpreted ?? '';
      return el('tr', null, el('td', { class: 'mono' }, field.name), el('td', null, long(String(field.value ?? ''), 'code', 200)),
        el('td', { class: 'meaning' }, meaning !== '' && String(meaning) !== String(field.value) ? long(String(meaning), 'span', 300) : null));
    })));
}

function recordElement(record, wasOpen) {
  const raw = String(record.raw ?? '');
  const details = el('details', { class: 'record' }, el('summary', null, el('strong', { class: 'mono' }, record.type),
    show(el('span', { class: 'quiet' }), raw.slice(0, 160))));
  details.open = wasOpen;
  const fill = () => {
    if (!details.open || details.children.length > 1) {
      return;
    }
    const fields = el('div', { hidden: true });
    const button = el('button', { type: 'button', class: 'small', 'aria-expanded': 'false', on: { click: () => {
      if (!fields.children.length) {
        fields.append(el('div', { class: 'table-wrap' }, fieldTable(record.fields)));
      }
      fields.hidden = !fields.hidden;
      text.hidden = !fields.hidden;
      button.setAttribute('aria-expanded', String(!fields.hidden));
      button.textContent = fields.hidden ? 'Interpret the fields' : 'Show the text';
    } } }, 'Interpret the fields');
    const text = el('pre', { class: 'code', tabindex: '0', 'aria-label': `Text of the record ${record.type}` }, long(raw, 'span', 2000));
    details.append(el('div', { class: 'record-body' }, el('div', { class: 'buttons' },
      (record.fields ?? []).length ? button : null, copyButton(() => raw, `the record ${record.type}`)), text, fields));
  };
  details.addEventListener('toggle', fill);
  fill();
  return details;
}

function pretty(document) {
  if (typeof document !== 'string') {
    return JSON.stringify(document, null, 2);
  }
  try {
    return /^\s*[{[]/.test(document) ? JSON.stringify(JSON.parse(document), null, 2) : document.replace(/\n$/, '');
  } catch (e) {
    return document; // several lines of JSON, or a text that begins like one
  }
}

function documents(all) {
  const names = Object.keys(all).filter(name => !isEmpty(all[name]));
  const body = el('div', { class: 'tab-body', role: 'tabpanel', id: 'document' });
  const tabs = names.map(name => el('button', { type: 'button', role: 'tab', id: `tab-${names.indexOf(name)}`, 'aria-controls': 'document',
    on: { click: () => choose(name) } }, FORMATS[name] ?? name));
  function choose(name) {
    const at = names.indexOf(name);
    tabs.forEach((tab, i) => {
      tab.setAttribute('aria-selected', String(i === at));
      tab.setAttribute('tabindex', i === at ? '0' : '-1');
    });
    body.setAttribute('aria-labelledby', `tab-${at}`);
    const text = typeof all[name] === 'string' ? all[name] : JSON.stringify(all[name]);
    body.replaceChildren(el('div', { class: 'buttons' }, copyButton(() => text, `the document ${FORMATS[name] ?? name}`)),
      showLines(el('pre', { class: 'code', tabindex: '0', 'aria-label': `Document ${FORMATS[name] ?? name}` }), pretty(all[name])));
  }
  const bar = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Formats', on: { keydown: event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = (tabs.findIndex(tab => tab === event.target) + step + tabs.length) % tabs.length;
      choose(names[next]);
      tabs[next].focus();
    }
  } } }, tabs);
  choose(names[0]);
  return part('Documents', bar, body);
}

function moreLike(row) {
  const links = [];
  for (const [label, field, given] of [['program', 'exe', row.exe], ['user', 'auid', row.auid], ['key', 'key', row.key]]) {
    if (typeof given === 'string' && given !== '' && given.length < 200 && !/["\u0000-\u001f]/.test(given)) {
      links.push(show(el('a', { href: link('history', { q: condition(field, given) }), title: condition(field, given) }), `same ${label}: ${given}`, 60));
    }
  }
  return links.length ? el('div', { class: 'more-like' }, el('span', { class: 'quiet' }, 'Events with'), links) : null;
}

let asked = null;

/** Opens an event beside the list. */
export async function openStory(aside, id) {
  const mine = {};
  asked = mine;
  aside.hidden = false;
  const close = () => el('a', { class: 'button', href: withParameters({ event: null }), id: 'story-close', 'aria-label': 'Close the event' }, 'Close');
  const frame = (title, ...content) => {
    const heading = el('h1', { tabindex: '-1' });
    heading.append(title);
    aside.replaceChildren(el('div', { class: 'inside' }, el('div', { class: 'story-head' }, heading, close()), ...content));
    aside.scrollTop = 0;
    if (matchMedia('(max-width: 67.99rem)').matches) {
      scrollTo({ top: 0 });
    }
    heading.focus({ preventScroll: true });
  };
  let story;
  try {
    story = await get(`api/events/${encodeURIComponent(id)}`);
  } catch (problem) {
    if (asked === mine) {
      frame(problem.status === 404 ? 'This event is not kept any more' : 'The event cannot be shown',
        el('p', { class: 'quiet' }, problem.status === 404 ? 'It is neither among the newest events nor in the spool. The sinks that received it still have it.' : problem.message));
    }
    return;
  }
  if (asked !== mine) {
    return;
  }
  if (story.how && story.how.by === story.how.program) {
    delete story.how.by; // the sentence says it already
  }
  const three = [['Who', story.who], ['What', story.what], ['How', story.how]].filter(([, facts]) => hasFacts(facts));
  const records = story.records ?? [];
  frame(sentence(document.createElement('span'), story, 600),
    el('div', { class: 'story-facts' }, el('time', { datetime: story.time }, dayAndClock(story.time)),
      story.outcome === 'failure' ? el('span', { class: 'tag failed' }, 'failed') : story.outcome === 'success' ? el('span', { class: 'tag' }, 'succeeded') : null,
      show(el('span', { class: 'mono' }), id)),
    moreLike(story),
    three.length ? el('div', { class: 'story-part three' }, three.map(([title, facts]) => el('section', null, el('h2', null, title), factList(facts)))) : null,
    story.process && (story.process.exe || story.process.pid) ? processTree(story.process) : null,
    records.length ? part(records.length === 1 ? 'One record' : `${records.length} records`, records.map(record => recordElement(record, records.length === 1))) : null,
    story.documents && Object.values(story.documents).some(one => !isEmpty(one)) ? documents(story.documents) : null);
}

export function closeStory(aside) {
  asked = null;
  aside.hidden = true;
  aside.replaceChildren();
}
