// What all views share: the line for problems, the words for screen readers, and whether the server answers.
import { el } from './text.js';

const shown = new Map();

function draw() {
  const box = document.getElementById('notice');
  const last = [...shown.values()].at(-1);
  box.hidden = !last;
  box.replaceChildren();
  if (last) {
    box.className = last.bad ? 'bad' : '';
    box.append(el('span', null, last.text));
    if (last.action) {
      box.append(el('button', { type: 'button', class: 'small', on: { click: last.then } }, last.action));
    }
  }
}

/** Shows a sentence above the view until it is cleared. */
export function notice(name, text, bad, action, then) {
  shown.delete(name);
  shown.set(name, { text, bad, action, then });
  draw();
}

export function clearNotice(name) {
  if (shown.delete(name)) {
    draw();
  }
}

/** Says something to screen readers when they are idle. Not for events: nobody can listen to them all. */
export function announce(text) {
  const region = document.getElementById('announce');
  region.textContent = '';
  setTimeout(() => {
    region.textContent = text;
  }, 50);
}

let connected = null;
const listeners = [];

export function connection(is) {
  if (connected !== is) {
    if (connected !== null) {
      announce(is ? 'Connected.' : 'The connection is lost.');
    }
    connected = is;
    listeners.forEach(listener => listener(is));
  }
}

export function whenConnectionChanges(listener) {
  listeners.push(listener);
}

/** Copies a text, and says so on the button. */
export function copyButton(text, what) {
  const button = el('button', { type: 'button', class: 'small', 'aria-label': `Copy ${what}`, on: { click: copy } }, 'Copy');
  async function copy() {
    let done = true;
    try {
      await navigator.clipboard.writeText(text());
    } catch (e) {
      const area = el('textarea', { class: 'unseen', 'aria-hidden': 'true' });
      area.value = text();
      document.body.append(area);
      area.select();
      done = document.execCommand('copy');
      area.remove();
      button.focus();
    }
    button.textContent = done ? 'Copied' : 'Not copied';
    announce(done ? `Copied ${what}.` : 'The browser does not allow copying.');
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 1500);
  }
  return button;
}
